import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest'
import {type Call, Pair, type Setting} from './pair.ts'
import {type Peer, startPeer} from './peer.ts'

const ada = '6411223344556677'
const label = '1712000000000001'
const recipient = {id: ada}
const url = 'https://shop.example.com/hat.png'
const appToken = '1234567890123456|0123456789abcdef0123456789abcdef'
const then = {asOf: '2019-06-01', options: {graph_api_version: 'v3.3'}}
const refusal = (code: number) => ({error: expect.objectContaining({code, message: expect.any(String)})})

const pair = new Pair()
afterAll(() => pair.close())

interface Difference {
  readonly reason: string
  readonly calls: readonly Call[]
  readonly setting?: Setting
  readonly theirs: unknown
  readonly ours: unknown
}

/** Where messenger-node does not do what it documents, or what the platform of today wants; and what the drop-in does. */
const differences: Readonly<Record<string, Difference>> = {
  'setApiVersion takes the documented form': {
    reason: 'messenger-node keeps only what has no v in front',
    calls: [['setApiVersion', 'v25.0']],
    theirs: {resolved: undefined},
    ours: {resolved: 'v25.0'},
  },
  'setApiVersion of a whole number names a version that exists': {
    reason: 'there is no version v25',
    calls: [['setApiVersion', 25]],
    theirs: {resolved: 'v25'},
    ours: {resolved: 'v25.0'},
  },
  'a client takes api_version': {
    reason: 'the documented name is never read; graph_api_version is',
    calls: [['getApiVersion']],
    setting: {options: {api_version: 'v24.0'}},
    theirs: {resolved: ''},
    ours: {resolved: 'v24.0'},
  },
  'a client without a version asks for the newest': {
    reason: 'documented so; without a version the platform answers as its oldest',
    calls: [['getApiVersion']],
    theirs: {resolved: ''},
    ours: {resolved: 'v26.0'},
  },
  'what the platform refuses rejects, whatever the method': {
    reason: 'messenger-node looks for the error before it parses an answer that it did not ask for as JSON',
    calls: [['getUserProfile', '999', ['id']]],
    theirs: {resolved: refusal(100)},
    ours: {rejected: refusal(100)},
  },
  'getUserProfile can do without fields': {
    reason: 'documented as optional',
    calls: [['getUserProfile', ada]],
    theirs: {rejected: 'fields must be an array', crashed: expect.objectContaining({name: 'TypeError'})},
    ours: {
      resolved: {
        id: ada,
        name: 'Ada Lindqvist',
        first_name: 'Ada',
        last_name: 'Lindqvist',
        profile_pic: expect.any(String),
      },
    },
  },
  'getMessagingInsights has its default metrics': {
    reason: 'messenger-node joins the metrics that were not given; two of its four have ended',
    calls: [['getMessagingInsights', {}]],
    theirs: {crashed: expect.objectContaining({name: 'TypeError'})},
    ours: {
      resolved: expect.objectContaining({
        data: expect.arrayContaining([expect.objectContaining({values: expect.any(Array)})]),
      }),
    },
  },
  'getMessengerProfile has default fields that exist': {
    reason: 'payment_settings, target_audience and home_url have ended; ice_breakers and commands came later',
    calls: [
      ['setMessengerProfile', {ice_breakers: [{question: 'Open?', payload: 'OPEN'}]}],
      ['getMessengerProfile'],
    ],
    theirs: {resolved: refusal(100)},
    ours: {resolved: {data: [{ice_breakers: expect.any(Array)}]}},
  },
  'createCustomLabel creates': {
    reason: 'the name is called page_label_name since 2021',
    calls: [['createCustomLabel', 'VIP']],
    theirs: {rejected: refusal(100)},
    ours: {resolved: {id: expect.any(String)}},
  },
  'getCustomLabelById yields the name': {
    reason: 'as before; documented is `name`, which the drop-in adds',
    calls: [['getCustomLabelById', label]],
    theirs: {resolved: refusal(100)},
    ours: {resolved: {id: label, name: 'Newsletter', page_label_name: 'Newsletter'}},
  },
  'getAllCustomLabels yields the names': {
    reason: 'as before',
    calls: [['getAllCustomLabels']],
    theirs: {resolved: refusal(100)},
    ours: {
      resolved: {
        data: [
          expect.objectContaining({name: 'Newsletter'}),
          expect.objectContaining({name: 'Beta testers'}),
        ],
        paging: expect.any(Object),
      },
    },
  },
  'getCustomLabelsByPsid yields the names': {
    reason: 'documented so; messenger-node does not ask for them',
    calls: [['getCustomLabelsByPsid', ada]],
    theirs: {resolved: {data: [{id: label}], paging: expect.any(Object)}},
    ours: {
      resolved: {
        data: [{id: label, name: 'Newsletter', page_label_name: 'Newsletter'}],
        paging: expect.any(Object),
      },
    },
  },
  'getMatchingPsids of a PSID proves the app secret': {
    reason: 'the platform demands appsecret_proof; the token of the app holds the secret',
    calls: [['getMatchingPsids', ada, 'PSID']],
    setting: {options: {app_token: appToken}},
    theirs: {resolved: refusal(100)},
    ours: {resolved: expect.objectContaining({data: [expect.objectContaining({page: expect.any(Object)})]})},
  },
  'startBroadcastReachEstimation takes the label as a number': {
    reason: 'documented as an integer; messenger-node sends only texts, and so estimates for everybody',
    calls: [['startBroadcastReachEstimation', 42]],
    setting: then,
    theirs: {resolved: {reach_estimation_id: expect.anything()}},
    ours: {rejected: refusal(100)},
  },
  'sendTemplate sends templates that came later, and all of their keys': {
    reason: 'messenger-node sends an empty request for a type that it has no list of keys for',
    calls: [
      [
        'sendTemplate',
        recipient,
        {
          template_type: 'customer_feedback',
          title: 'How was it?',
          subtitle: 'One tap',
          button_title: 'Rate',
          feedback_screens: [
            {
              questions: [
                {id: 'q1', type: 'csat', title: 'Well?', score_label: 'neg_pos', score_option: 'five_stars'},
              ],
            },
          ],
          business_privacy: {url: 'https://shop.example.com/privacy'},
          expires_in_days: 3,
        },
      ],
    ],
    theirs: {rejected: refusal(100)},
    ours: {resolved: {recipient_id: ada, message_id: expect.any(String)}},
  },
  'a client without a token rejects each call': {
    reason: 'messenger-node makes a client without methods; documented is that functions reject',
    calls: [['sendText', recipient, 'Hello']],
    setting: {options: {page_token: undefined}},
    theirs: {rejected: expect.objectContaining({name: 'TypeError'})},
    ours: {rejected: expect.objectContaining({message: 'There is no Page token'})},
  },
}

describe('unlike messenger-node', () => {
  const rows = Object.entries(differences).map(
    ([what, {reason, ...difference}]) => [what, reason, difference] as const,
  )

  test.each(rows)('%s: %s', async (_what, _reason, {calls, setting, theirs, ours}) => {
    expect(await pair.calls(calls, setting)).toEqual({theirs, ours})
  })
})

interface Request {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A platform that takes everything, and both sides talking to it. */
const requests: Request[] = []
const platform = createServer(async (request, response) => {
  const {pathname: path, searchParams} = new URL(request.url ?? '/', 'http://platform')
  let body = ''
  for await (const chunk of request) body += chunk
  const {method = '', headers} = request
  requests.push({method, path, query: Object.fromEntries(searchParams), headers, body})
  response.end('{"id":"1","data":[]}')
})
const peers: Partial<Record<'theirs' | 'ours', Peer>> = {}

beforeAll(async () => {
  await new Promise<void>(resolve => platform.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`
  for (const which of ['theirs', 'ours'] as const) peers[which] = await startPeer(which, address)
})
afterAll(() => {
  for (const peer of Object.values(peers)) peer.end()
  platform.close().closeAllConnections()
})

async function sentBy(which: 'theirs' | 'ours', options: object, calls: readonly Call[]) {
  const outcome = await peers[which]?.client({page_token: 'EMUPAGE', ...options}, ...calls)
  // What a call still sends after it was settled has arrived before this has.
  await peers[which]?.client({page_token: 'EMUPAGE'}, ['sendGraphRequest', {path: '/last'}])
  return {outcome, requests: requests.splice(0).filter(({path}) => !path.endsWith('/last'))}
}

/** What both sides send for some calls of one client. */
async function sent(options: object, ...calls: readonly Call[]) {
  return {theirs: await sentBy('theirs', options, calls), ours: await sentBy('ours', options, calls)}
}

const json = ([request]: readonly Request[]) => JSON.parse(request?.body ?? '')

describe('unlike messenger-node, on the wire', () => {
  test('messages have a messaging type, which the platform demands', async () => {
    const {theirs, ours} = await sent({}, ['sendText', recipient, 'Hello'])

    expect(json(theirs.requests)).toEqual({recipient, message: {text: 'Hello'}})
    expect(json(ours.requests)).toEqual({recipient, message: {text: 'Hello'}, messaging_type: 'RESPONSE'})
  })

  test('an attachment need not be kept: messenger-node takes false for true', async () => {
    const {theirs, ours} = await sent({}, [
      'uploadAttachment',
      {type: 'image', source: url, is_reusable: false},
    ])

    expect(json(theirs.requests).message.attachment.payload).toEqual({url, is_reusable: true})
    expect(json(ours.requests).message.attachment.payload).toEqual({url, is_reusable: false})
  })

  test('labels and broadcasts go to the version of the client, not to v2.11, which ended in 2020', async () => {
    const {theirs, ours} = await sent({}, ['deleteCustomLabel', label])

    expect(theirs.requests[0]?.path).toBe(`/v2.11/${label}`)
    expect(ours.requests[0]?.path).toBe(`/v26.0/${label}`)
  })

  test('the token travels in a header: an address ends up in logs', async () => {
    const {theirs, ours} = await sent({}, ['getUserProfile', ada, ['id']])

    expect(theirs.requests[0]?.query).toEqual({access_token: 'EMUPAGE', fields: 'id'})
    expect(ours.requests[0]?.query).toEqual({fields: 'id'})
    expect(ours.requests[0]?.headers['authorization']).toBe('Bearer EMUPAGE')
  })

  test('the app secret is proved when it is known', async () => {
    const {theirs, ours} = await sent({app_secret: 'secret'}, ['getUserProfile', ada, ['id']])

    expect(theirs.requests[0]?.query['appsecret_proof']).toBeUndefined()
    expect(ours.requests[0]?.query['appsecret_proof']).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a template keeps the keys that messenger-node has not heard of', async () => {
    const template = {template_type: 'generic', image_aspect_ratio: 'square', elements: [{title: 'Hat'}]}
    const {theirs, ours} = await sent({}, ['sendTemplate', recipient, template])

    expect(json(theirs.requests).message.attachment.payload.image_aspect_ratio).toBeUndefined()
    expect(json(ours.requests).message.attachment.payload).toEqual(template)
  })

  test.each([
    ['sendText without a text', ['sendText', recipient], 'text required'],
    ['sendQuickReplies without a list', ['sendQuickReplies', recipient, 'S'], 'quick_replies array required'],
    ['sendSenderAction without an action', ['sendSenderAction', recipient], 'sender_action required'],
    ['sendBroadcast without a creative', ['sendBroadcast'], 'Valid message_creative_id required'],
    ['createCustomLabel without a name', ['createCustomLabel'], 'name required'],
    [
      'removePsidfromCustomLabel without a label',
      ['removePsidfromCustomLabel', ada],
      'PSID and label_id required',
    ],
    [
      'passThreadControl without a PSID',
      ['passThreadControl', undefined, 'page_inbox'],
      'PSID required to identify the thread to enact handover for',
    ],
    ['getMatchingPsids without a type', ['getMatchingPsids', ada, ''], 'id, id_type, and get_type required'],
    [
      'generateMessengerCode of a wrong size',
      ['generateMessengerCode', {image_size: 50}],
      'image_size must be between 100-2000.',
    ],
    ['setMessengerProfile of nothing', ['setMessengerProfile', ''], 'valid fields object required'],
    ['sendGraphRequest without a path', ['sendGraphRequest', {}], 'Valid "path" property required'],
  ])(
    '%s rejects alike, and sends nothing: messenger-node goes on after it rejected',
    async (_what, call, text) => {
      const {theirs, ours} = await sent({}, call)

      expect(theirs.outcome?.rejected).toBe(text)
      expect(ours.outcome).toEqual({rejected: text})
      expect(ours.requests).toEqual([])
    },
  )

  test('a platform that cannot be reached rejects: in messenger-node the process ends', async () => {
    const [theirs, ours] = [
      await startPeer('theirs', 'http://127.0.0.1:1'),
      await startPeer('ours', 'http://127.0.0.1:1'),
    ]
    onTestFinished(theirs.end)
    onTestFinished(ours.end)
    const call = ['sendText', recipient, 'Hello']

    expect(await theirs.client({page_token: 'EMUPAGE'}, call)).toMatchObject({crashed: {name: 'TypeError'}})
    expect(await ours.client({page_token: 'EMUPAGE'}, call)).toMatchObject({rejected: {name: 'NetworkError'}})
  })
})
