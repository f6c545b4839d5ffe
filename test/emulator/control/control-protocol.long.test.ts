import {expect} from 'vitest'
import {test} from '../../helpers/world.ts'

const PSID = '6411223344556677'
const PAGE = '109876543210987'

/** What no client of ours sends. */
const bodies: readonly unknown[] = [
  null,
  [],
  7,
  'text',
  {},
  {now: null},
  {now: '+275760-09-14T00:00:00Z'},
  {now: '1700-01-01'},
  {advanceMs: 1e300},
  {advanceMs: '1'},
  {advanceMs: {}},
  {seconds: 'soon'},
  {seconds: -1},
  {results: [null, 7, {}, {bytes: {}, target: 7}, {bytes: 'x', target: '__proto__', status: {}, ms: 'x'}]},
  {slowMs: -1, silentMs: 'soon'},
  {page: '__proto__'},
  {page: 'constructor', restricted: true, defaultApp: '__proto__'},
  {page: {}, restricted: true, likes: 1e300, contactTerms: 'yes'},
  {page: PAGE, defaultApp: 'constructor'},
  {people: '__proto__', url: 7, appId: '__proto__', pageId: 'constructor', verifyToken: {}, fields: 'all'},
  {page: 'constructor', app: '__proto__', field: {}, isSubscribed: 'yes'},
  {page: PAGE, app: 'constructor', field: 'constructor', isSubscribed: true},
  {url: 'x', appId: 'constructor', pageId: '__proto__', verifyToken: 'x', fields: ['a']},
  {appId: '1234567890123456', headers: [['a', 'b\r\nc']], body: 7},
  {path: '//example.com/x', as: '__proto__', app: 'constructor', page: {}, method: 'TRACE'},
  {path: '/_msgr/reset', body: []},
  {id: '__proto__'},
  {effect: null},
  {effect: {kind: 'constructor'}},
  {effect: {kind: 'error', code: 'x'}},
  {effect: {kind: 'status', status: 99_999}},
  {effect: {kind: 'delay', ms: 'x'}, path: 7},
  {event: '*', effect: {kind: 'duplicate', copies: 1e9}},
  {event: '*', effect: {kind: 'gather', count: 2, into: 'x'}},
  {rates: 1, profile: 'x', deadlineMs: -1},
  {page: 'constructor', dead: 7, expiresInMs: 1e300, take: {}, give: [7], proof: 'x'},
  {dead: null, expiresInMs: 8e15},
  {firstName: {}, locale: 7, timezone: 'x'},
  {text: {}, mid: [], attachments: 'x', reply_to: {}, emoji: 7, payload: {}, title: null, url: {}},
  {text: '__proto__', ref: {}, source: {}, sticker_id: {}, answers: '__proto__', topic: {}, rating: 7},
  {as: 'constructor', afterMs: 'x'},
  {format: 'msgr-emulator', version: 2, state: null},
]

const isForPeople = (body: unknown) =>
  typeof body !== 'object' || body === null || 'text' in body || 'firstName' in body

const posts = [
  'activity/a1/send',
  'activity/constructor/send',
  'activity/__proto__/x',
  'connection',
  'events',
  'people',
  `people/${PSID}`,
  ...[
    'say',
    'start',
    'tap',
    'react',
    'unreact',
    'edit',
    'refer',
    'sticker',
    'opt-in',
    'link',
    'read',
    'block',
    'feedback',
  ]
    .concat([
      'rate',
      'menu',
      'open',
      'ice-breaker',
      'constructor',
      '__proto__',
      'unlink',
      'attach',
      'order',
      'pass',
    ])
    .map(act => `people/${PSID}/${act}`),
  'people/__proto__/say',
  'people/constructor/say',
  'review',
  'patience',
  'limits',
  'tokens',
  'pages',
  'clock',
  'routing',
  'webhook',
  'webhook/return',
  'webhook/field',
  'webhook/forwarded',
  'webhooks',
  'webhooks/retry',
  'graph',
  'faults/clear',
  'faults',
  'faults/constructor',
  'seed',
  'import',
  '__proto__',
]

const gets = [
  ...[
    'health',
    'summary',
    'people',
    'chat',
    `chat/${PSID}`,
    'chat/__proto__',
    'chat/constructor?before=x&limit=-1',
  ],
  ...[
    'people?page=__proto__',
    'chat?page=__proto__',
    'activity',
    'activity/__proto__',
    'activity?page=constructor',
  ],
  ...[
    'posts',
    'sent',
    'sent?metadata=%00',
    'deliveries',
    'limits',
    'alerts',
    'tokens',
    'pages',
    'gaps',
    'clock',
    'webhooks?page=__proto__',
  ],
  ...[
    'faults',
    'calls',
    'connection?page=55555555555',
    'connection?page=__proto__',
    'connection?page=',
    'constructor',
  ],
  ...[
    'pictures/__proto__.svg',
    'pictures/constructor.svg',
    'codes/__proto__.png',
    'files/__proto__',
    '%E0%A4%A',
  ],
]

test('bad input is refused as such, nothing of JavaScript answers to a name, and reading changes nothing', async ({
  world,
}) => {
  const {url} = world.emulator
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/${path}`, {
      method,
      ...(body !== undefined && {body: body as string}),
    })
    return [response.status, await response.text()] as const
  }
  const before = JSON.parse((await ask('GET', '_msgr/export'))[1])

  for (const path of gets) {
    const [status, text] = await ask('GET', `_msgr/${path}`)
    expect([200, 400, 404], `GET ${path}: ${text.slice(0, 400)}`).toContain(status)
  }
  expect(JSON.parse((await ask('GET', '_msgr/export'))[1])).toEqual(before)

  const faults: string[] = []
  for (const path of posts) {
    const method = path === `people/${PSID}` ? 'PATCH' : 'POST'
    const meant = path.startsWith('people/') ? bodies.filter(isForPeople) : bodies
    const asked = [...meant.map(each => JSON.stringify(each)), '{', '{"__proto__":{"a":1}}'].map(
      async body => {
        const [status, text] = await ask(method, `_msgr/${path}`, body)
        if (![200, 400, 404].includes(status)) faults.push(`${method} ${path} ${body}: ${text.slice(0, 300)}`)
      },
    )
    await Promise.all(asked)
    await ask('POST', '_msgr/clock', '{"reset":true}')
  }
  expect(faults).toEqual([])
  await ask('POST', '_msgr/faults/clear')
  for (const name of ['isRestricted', 'defaultAppId', 'deadSubcode', 'a', 'callback'])
    expect(name in {} || name in Object, name).toBe(false)
})

test('a field is one of the node, whatever JavaScript calls its own', async ({world}) => {
  const {url} = world.emulator
  const {pageToken} = await world.emulator.connection()
  await world.emulator.admin('POST', 'limits', {rates: false, profile: false})
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']
  const nodes = ['me', PSID, 'me/conversations', 'me/custom_labels', 'me/personas', 'me/subscribed_apps']
  const paths = [
    ...nodes.flatMap(node => names.map(name => `${node}?fields=${name}`)),
    ...names.map(name => `me/messenger_profile?fields=${name}`),
    ...names.flatMap(name => [
      `${name}`,
      `me/${name}`,
      `${PSID}/${name}`,
      `me/insights/${name}`,
      `me/insights?metric=${name}`,
    ]),
    `me?fields=${'a{'.repeat(5000)}`,
    `me?fields=${'id,'.repeat(5000)}`,
    '/[',
  ]

  for (const path of paths) {
    const response = await fetch(`${url}/v26.0/${path}`, {headers: {authorization: `Bearer ${pageToken}`}})
    const text = await response.text()
    expect(response.status, `${path}: ${text.slice(0, 600)}`).not.toBe(500)
    expect(text, path).not.toMatch(/native code|\[Function/)
    if (/^(?:me|[0-9]+|me.conversations|me.custom_labels)\?fields=(?:constructor|__)/.test(path))
      expect(text, path).toContain('nonexisting field')
  }
})
