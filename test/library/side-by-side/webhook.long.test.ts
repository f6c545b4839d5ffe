import {readFileSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest'
import {Webhook} from '../../../src/library/messenger-node/index.ts'
import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import {loadSample, sampleNames} from '../../../src/webhook/samples.ts'
import {type Peer, resolved, startPeer} from './peer.ts'

const vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/signature-vectors.json', import.meta.url), 'utf8'),
)
const {app_secret: secret, signed_request: signed} = vectors

/** What messenger-node emits, and what its documentation says it emits. */
const documented = [
  'messages',
  'messaging_postbacks',
  'message_reads',
  'message_echoes',
  'messaging_echoes',
  'message_deliveries',
  'messaging_handovers',
  'messaging_referrals',
  'messaging_optins',
  'messaging_payments',
  'messaging_pre_checkouts',
  'messaging_checkout_updates',
  'messaging_game_plays',
  'messaging_policy_enforcement',
  'messaging_account_linking',
  'standby',
  'unknown',
]

interface Side {
  readonly peer: Peer
  readonly url: string
}

let theirs: Side
let ours: Side
/** Processes for the webhooks of single tests. */
const spares: Partial<Record<Which, Peer>> = {}

type Which = 'theirs' | 'ours'

async function webhookOf(peer: Peer, options: object): Promise<Side> {
  const port = await peer.webhook(
    {verify_token: 'let-me-in', app_secret: secret, port: '0', ...options},
    documented,
  )
  return {peer, url: `http://127.0.0.1:${port}/webhook`}
}

/** A webhook of one test; it has to be asked for what was heard before the next one is started. */
const start = async (which: Which, options: object = {}): Promise<Side> => {
  spares[which] ??= await startPeer(which, 'http://127.0.0.1:1')
  return webhookOf(spares[which], options)
}

beforeAll(async () => {
  theirs = await webhookOf(await startPeer('theirs', 'http://127.0.0.1:1'), {})
  ours = await webhookOf(await startPeer('ours', 'http://127.0.0.1:1'), {})
})
afterAll(() => {
  for (const peer of [theirs.peer, ours.peer, ...Object.values(spares)]) peer.end()
})

/** Delivers to one side; the status, and what its listeners got. */
async function deliver({peer, url}: Side, envelope: unknown, appSecret = secret) {
  const body = toWireForm(envelope)
  // On a connection of its own: messenger-node closes one after five seconds, perhaps just when this comes.
  const headers = {...deliveryHeaders(body, appSecret), connection: 'close'}
  const {status} = await fetch(url, {method: 'POST', body, headers})
  return {status, heard: await peer.heard()}
}

const deliverBoth = async (envelope: unknown) => ({
  theirs: await deliver(theirs, envelope),
  ours: await deliver(ours, envelope),
})

type Heard = readonly (readonly unknown[])[]

/** What the drop-in emits where messenger-node emits this: the same but for three things. */
function expected(heard: Heard): Heard {
  return heard.flatMap(([name, type, ...rest]) => {
    // The type that an event in standby would else have is lost in messenger-node.
    if (name === 'standby') return [[name, {type: name, subtype: expect.any(String)}, ...rest]]
    // An unknown event says which field it is of.
    if (name === 'unknown') return [[name, {type: name, subtype: expect.any(String)}, ...rest]]
    // Echoes come under the documented name, too.
    if (name === 'messaging_echoes')
      return [
        [name, type, ...rest],
        ['message_echoes', {type: 'message_echoes', subtype: ''}, ...rest],
      ]
    return [[name, type, ...rest]]
  })
}

describe('every kind of event', () => {
  test.each(sampleNames)('%s is emitted as by messenger-node, or where that fails, at all', async name => {
    const {theirs: before, ours: after} = await deliverBoth(await loadSample(name))

    expect(after.status).toBe(200)
    const wanted = expected(before.heard)
    expect(after.heard.length).toBeGreaterThan(0)
    expect(after.heard.slice(0, wanted.length)).toEqual(wanted)
    if (!name.startsWith('batch.') && before.status === 200) expect(after.heard).toHaveLength(wanted.length)
  })
})

const item = (mid: string) => ({sender: {id: '101'}, recipient: {id: '1'}, message: {mid, text: mid}})
const delivery = (...entries: readonly (readonly object[])[]) => ({
  object: 'page',
  entry: entries.map(messaging => ({id: '1', time: 1795334400435, messaging})),
})

describe('unlike messenger-node', () => {
  test('every item of an entry is emitted, not only the first', async () => {
    const {theirs: before, ours: after} = await deliverBoth(delivery([item('a'), item('b')], [item('c')]))

    expect(before.heard).toHaveLength(2)
    expect(after.heard.map(([, , , event]) => event)).toEqual([item('a'), item('b'), item('c')])
  })

  test('an event that names no sender is emitted: messenger-node fails, and the platform sends it again', async () => {
    const {theirs: before, ours: after} = await deliverBoth(
      await loadSample('messaging_policy_enforcement.warning'),
    )

    expect(before).toEqual({status: 500, heard: []})
    expect(after.status).toBe(200)
    expect(after.heard[0]?.slice(0, 3)).toEqual([
      'messaging_policy_enforcement',
      {type: 'messaging_policy_enforcement', subtype: ''},
      {type: '', value: ''},
    ])
  })

  test('policy enforcement is known by the key of today, too', async () => {
    const event = {...item('a'), message: undefined, policy_enforcement: {action: 'warning', reason: 'x'}}
    const {theirs: before, ours: after} = await deliverBoth(delivery([event]))

    expect(before.heard[0]?.[0]).toBe('unknown')
    expect(after.heard[0]?.[0]).toBe('messaging_policy_enforcement')
  })

  test('the answer does not depend on the listeners', async () => {
    const statuses: number[] = []
    for (const side of [await start('theirs'), await start('ours')]) {
      await side.peer.act('listenThatFails', {name: 'messages'})
      statuses.push((await deliver(side, delivery([item('a')]))).status)
    }

    expect(statuses).toEqual([500, 200])
  })

  test('what nobody signed is refused, unless the bot says that it takes that', async () => {
    const settings: readonly (readonly [Which, object])[] = [
      ['theirs', {app_secret: secret}],
      ['ours', {app_secret: secret}],
      ['ours', {app_secret: secret, verify_signature: false}],
      ['ours', {app_secret: undefined, verify_signature: false}],
    ]
    const statuses: number[][] = []
    for (const [which, options] of settings) {
      const side = await start(which, options)
      const good = await deliver(side, delivery([item('ä')]))
      const forged = await deliver(side, delivery([item('a')]), 'no secret of ours')
      statuses.push([good.status, forged.status])
    }

    expect(statuses).toEqual([
      [200, 200],
      [200, 403],
      [200, 200],
      [200, 200],
    ])
  })

  test('other objects than Pages are taken, because refusals make the platform end a subscription', async () => {
    const {theirs: before, ours: after} = await deliverBoth({...delivery([item('a')]), object: 'instagram'})

    expect(before).toEqual({status: 404, heard: []})
    expect(after.status).toBe(200)
    expect(after.heard[0]?.[1]).toEqual({type: 'unknown', subtype: ''})
  })

  test('emit reaches the listeners', async () => {
    const args = ['messages', {type: 'messages', subtype: 'text'}, {type: 'id', value: '101'}, item('a')]

    expect(await theirs.peer.act('call', {method: 'emit', args})).toEqual({resolved: false})
    expect(await ours.peer.act('call', {method: 'emit', args})).toEqual({resolved: true})
    expect([await theirs.peer.heard(), await ours.peer.heard()]).toEqual([[], [args]])
  })

  test('a webhook without a verify token throws an error: messenger-node throws a text', () => {
    expect(() => new Webhook({port: 0})).toThrow('VERIFY_TOKEN required to create webhook!')
  })

  test('a webhook without an app secret throws, and one is not taken away', () => {
    for (const options of [
      {},
      {app_secret: ''},
      {app_secret: ' '},
      {app_secret: '', verify_signature: false},
    ])
      expect(() => new Webhook({verify_token: 'x', port: 0, ...options}), JSON.stringify(options)).toThrow(
        'with the app secret, and app_secret (or MESSENGER_APP_SECRET) is ',
      )
  })

  test('a signed request may hold any text, and one that is none is not believed', async () => {
    const sides = [await start('theirs', {app_secret: secret}), await start('ours', {app_secret: secret})]
    const outcomes = []
    for (const {peer} of sides) {
      outcomes.push(await peer.act('call', {method: 'validateSignedRequest', args: ['no signed request']}))
    }

    expect(outcomes).toEqual([{rejected: expect.objectContaining({name: 'TypeError'})}, {resolved: null}])
  })
})

describe('like messenger-node', () => {
  const question = (token: string) => `?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=42`

  test.each([
    ['the verify token', question('let-me-in'), 200],
    ['another token', question('other'), 403],
  ])('a verification with %s is answered', async (_what, query, status) => {
    const answers = await Promise.all([theirs, ours].map(({url}) => fetch(url + query)))
    const texts = await Promise.all(answers.map(answer => answer.text()))

    expect(answers.map(answer => answer.status)).toEqual([status, status])
    if (status === 200) expect(texts).toEqual(['42', '42'])
  })

  test('the address may end in a slash', async () => {
    for (const side of [theirs, ours])
      expect((await deliver({...side, url: `${side.url}/`}, delivery([item('a')]))).status).toBe(200)
  })

  test.each<[string, object, string, unknown[], unknown]>([
    ['getPort', {port: '0'}, 'getPort', [], undefined],
    ['getEndpoint', {}, 'getEndpoint', [], '/webhook'],
    ['getEndpoint, with its slash', {endpoint: 'bananas'}, 'getEndpoint', [], '/bananas'],
    ['getVerifyToken', {}, 'getVerifyToken', [], 'let-me-in'],
    ['setAppSecret', {}, 'setAppSecret', [secret], secret],
    [
      'validateSignedRequest',
      {app_secret: secret},
      'validateSignedRequest',
      [signed.signed_request],
      JSON.parse(signed.payload_json),
    ],
    [
      'validateSignedRequest of a forged one',
      {app_secret: 'other'},
      'validateSignedRequest',
      [signed.signed_request],
      null,
    ],
    [
      'validateSignedRequest without a secret',
      {app_secret: undefined, verify_signature: false},
      'validateSignedRequest',
      [signed.signed_request],
      {error_message: 'Cannot validate signed request: app_secret not set'},
    ],
  ])('%s', async (_title, options, method, args, result) => {
    const sides = [await start('theirs', options), await start('ours', options)]
    const [before, after] = await Promise.all(
      sides.map(({peer}) => resolved(peer.act('call', {method, args}))),
    )

    if (method !== 'getPort') expect([before, after]).toEqual([result, result])
    else expect([before, Number(after) > 0]).toEqual(['0', true])
  })

  test('stopInstance ends it and calls back', async () => {
    for (const side of [await start('theirs'), await start('ours')]) {
      await resolved(side.peer.act('stop'))
      await expect(fetch(side.url)).rejects.toThrow()
    }
  })

  describe('settings may come from the environment', () => {
    const env = {
      MESSENGER_VERIFY_TOKEN: 'from-env',
      MESSENGER_ENDPOINT: 'hook',
      PORT: '0',
      MESSENGER_APP_SECRET: secret,
    }

    test.each(['theirs', 'ours'] as const)('%s', async which => {
      const peer = await startPeer(which, 'http://127.0.0.1:1', env)
      onTestFinished(peer.end)
      const port = await peer.webhook({}, [])
      const call = (method: string, ...args: unknown[]) => resolved(peer.act('call', {method, args}))

      expect(port).toBeGreaterThan(0)
      expect(await call('getVerifyToken')).toBe('from-env')
      expect(await call('getEndpoint')).toBe('/hook')
      expect(await call('validateSignedRequest', signed.signed_request)).toMatchObject({
        psid: '6411223344556677',
      })
    })
  })
})

test('unlike messenger-node, the drop-in reads the variables as they are documented', async () => {
  const env = {
    MESSENGER_VERIFY_TOKEN: 'from-env',
    MESSENGER_APP_ENDPOINT: 'hook',
    MESSENGER_PORT: '0',
    MESSENGER_APP_SECRET: secret,
  }
  const peer = await startPeer('ours', 'http://127.0.0.1:1', env)
  onTestFinished(peer.end)

  expect(await peer.webhook({}, [])).not.toBe(1337)
  expect(await resolved(peer.act('call', {method: 'getEndpoint', args: []}))).toBe('/hook')
})

describe('in this process', () => {
  async function listening(options: object = {}) {
    const webhook = new Webhook({verify_token: 'x', app_secret: secret, port: 0, ...options})
    onTestFinished(() => new Promise<void>(resolve => webhook.stopInstance(() => resolve())))
    await new Promise(resolve => webhook.on('listening', resolve))
    return {webhook, url: `http://127.0.0.1:${webhook.getPort()}`}
  }

  test('getInstance is an express app with routes of its own beside the webhook', async () => {
    const {webhook, url} = await listening()

    webhook
      .getInstance()
      ['get']('/health', (_request: unknown, response: {send: (text: string) => void}) =>
        response.send('fine'),
      )

    expect(await (await fetch(`${url}/health`)).text()).toBe('fine')
    expect((await fetch(`${url}/other`)).status).toBe(404)
    expect((await deliver({peer: ours.peer, url: `${url}/webhook`}, delivery([item('a')]))).status).toBe(200)
  })

  test('a field that messenger-node has no name for is emitted under its own', async () => {
    const {webhook, url} = await listening()
    const told = new Promise<unknown[]>(resolve =>
      webhook.once('message_reactions', (...args) => resolve(args)),
    )
    const unheard: unknown[] = []
    webhook.on('unknown', type => unheard.push(type))

    await deliver({peer: ours.peer, url: `${url}/webhook`}, await loadSample('message_reactions.react'))

    expect((await told).slice(0, 2)).toEqual([
      {type: 'message_reactions', subtype: 'react'},
      {type: 'id', value: '6411223344556677'},
    ])
    expect(unheard).toEqual([])
  })

  test('a field called as an event of the webhook itself comes as unknown', async () => {
    const {webhook, url} = await listening()
    const heard: unknown[] = []
    for (const name of ['error', 'listening', 'unknown'])
      webhook.on(name, (told: unknown) => heard.push(told))
    const changes = ['error', 'listening'].map(field => ({field, value: {message: 'boo'}}))

    await deliver({peer: ours.peer, url: `${url}/webhook`}, {object: 'page', entry: [{id: '1', changes}]})

    await expect
      .poll(() => heard)
      .toEqual([
        {type: 'unknown', subtype: 'error'},
        {type: 'unknown', subtype: 'listening'},
      ])
    expect(() => webhook.setAppSecret('')).toThrow('is empty')
  })

  test('what a listener throws is an error event, and nobody dies of it', async () => {
    const {webhook, url} = await listening()
    const error = new Promise(resolve => webhook.on('error', resolve))
    webhook.on('messages', () => {
      throw new Error('no')
    })

    await deliver({peer: ours.peer, url: `${url}/webhook`}, delivery([item('a')]))

    expect(await error).toEqual(new Error('no'))
  })

  test('a port that is taken is an error event', async () => {
    const {webhook} = await listening()
    const second = new Webhook({verify_token: 'x', app_secret: secret, port: webhook.getPort()})

    const error = await new Promise(resolve => second.on('error', resolve))

    expect(error).toMatchObject({message: expect.stringContaining('another program uses it')})
  })
})
