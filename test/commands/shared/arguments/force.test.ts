import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {messagesIn, psidOf, sentIn} from '../../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../../helpers/world.ts'

const then = ['--api-version', 'v3.3']
const asOf = '2019-06-01'

/** What `msgr emulator exec` puts into the environment. */
async function execEnvironment({emulator}: EmulatedWorld): Promise<Record<string, string>> {
  const {pageToken, appSecret} = await emulator.connection()
  return {
    MSGR_EMULATOR: '',
    MSGR_GRAPH_URL: emulator.url,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_APP_SECRET: appSecret,
  }
}

test('a tag that ended is refused today with its date, before any call', async () => {
  const world = await createWorld()
  const env = await execEnvironment(world)
  const line = ['send', 'text', psidOf(world.emulator, 'Kavita'), 'Shipped', '--tag', 'SHIPPING_UPDATE']

  const plain = await world.msgr(line)
  const inside = await world.msgr(line, {env})
  const nowhere = await world.msgr(line, {env: {MSGR_EMULATOR: ''}})

  for (const {code, err} of [plain, inside, nowhere]) {
    expect(code).toBe(2)
    expect(err).toContain('`SHIPPING_UPDATE` ended on 2020-03-04')
  }
  expect(sentIn(world.emulator)).toEqual([])
})

test('a tag that ended is sent in an emulator of a day on which it lived', async () => {
  const world = await createWorld({asOf})
  const env = await execEnvironment(world)
  const psid = psidOf(world.emulator, 'Kavita')
  const line = ['send', 'text', psid, 'Shipped', '--type', 'MESSAGE_TAG', '--tag', 'SHIPPING_UPDATE', ...then]

  const plain = await world.msgr(line)
  const inside = await world.msgr(line, {env})

  expect(plain).toMatchObject({code: 0, err: ''})
  expect(inside).toMatchObject({code: 0, err: ''})
  const sent = sentIn(world.emulator)
  expect(sent.map(({sentBy}) => sentBy?.tag)).toEqual(['SHIPPING_UPDATE', 'SHIPPING_UPDATE'])
})

test('with --force a tag that ended goes to the platform, which answers for itself', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr([
    'send',
    'text',
    psidOf(world.emulator, 'Ada'),
    'Shipped',
    ...['--tag', 'SHIPPING_UPDATE', '--force', '--json'],
  ])

  expect(code).toBe(1)
  expect(JSON.parse(err).error.graph.code).toBe(100)
})

const sponsored = ['sponsored', 'send', '--text', 'Sale!', '--ad-account', 'act_123']
const priced = [...sponsored, '--daily-budget', '100', '--bid', '400', '--country', 'SE', '--yes']

describe('what ended with the Broadcast API and the Messenger Codes', () => {
  const lines: readonly [readonly string[], string, string][] = [
    [priced, 'Sponsored messages ended on 2020-03-04', 'Marketing Messages API'],
    [['broadcast', 'estimate'], 'The Broadcast API ended on 2020-03-04', 'msgr broadcast plan'],
    [['creative', 'create', '--text', 'Sale!'], 'ended on 2020-03-04', 'msgr broadcast send'],
    [['broadcast', 'list', '--via', 'broadcast-api'], 'ended on 2020-03-04', 'msgr broadcast send'],
    [['broadcast', 'status', '827', '--via', 'broadcast-api'], 'ended on 2020-03-04', 'msgr broadcast send'],
    [['broadcast', 'cancel', '827', '--via', 'broadcast-api'], 'ended on 2020-03-04', 'msgr broadcast send'],
    [
      ['broadcast', 'send', '--text', 'Sale!', '--all', '--via', 'broadcast-api', '--yes'],
      'ended on 2020-03-04',
      'msgr broadcast send',
    ],
    [
      ['code', 'generate', '--via', 'messenger-codes'],
      'Messenger Codes ended on 2019-10-29',
      'msgr code generate',
    ],
  ]

  test.each([
    ...lines,
    [['sponsored', 'send'], 'Sponsored messages ended on 2020-03-04', 'Marketing Messages API'],
  ] as const)(
    '%j is refused today, with the date and what to use instead, and makes no call',
    async (line, end, instead) => {
      const world = await createWorld()

      const plain = await world.msgr([...line, '--debug'])
      const nowhere = await world.msgr([...line, '--debug', '--json'], {env: {MSGR_EMULATOR: ''}})

      for (const {code, err} of [plain, nowhere]) {
        expect(code).toBe(2)
        expect(err).toContain(end)
        expect(err).toContain(instead)
        expect(err).not.toMatch(/GET|POST/)
      }
      expect(plain.out).toBe('')
    },
  )

  test.each(lines)('%j is called all the same with --force', async line => {
    const world = await createWorld()

    const {code, err} = await world.msgr([...line, '--force', '--json'])

    expect(code).toBe(1)
    expect(JSON.parse(err).error.code).toBe('GRAPH_ERROR')
  })

  test.each(lines)('the help of %j says when it ended', async ([noun = '', verb = '']) => {
    const {out} = await (await createWorld()).msgr([noun, verb, '--help'])

    expect(out).toMatch(/ended on 20(19-10-29|20-03-04): [\s\S]+\nInstead: .+/)
    expect(out).toContain('--force')
  })
})

describe('in an emulator of a day on which it lived', () => {
  const text = ['--text', 'Hi {{first_name|there}}!']
  const via = ['--via', 'broadcast-api', ...then]

  test('a creative is stored, and broadcast to people by their labels', async () => {
    const world = await createWorld({asOf})
    const env = await execEnvironment(world)
    const psid = psidOf(world.emulator, 'Ada')

    const creative = await world.msgr(['creative', 'create', ...text, ...then, '--json'], {env})
    const id = creative.json().messageCreativeId
    const sent = await world.msgr(
      [
        'broadcast',
        'send',
        id,
        '--label',
        'Newsletter',
        '--not-label',
        'Beta testers',
        '--yes',
        ...via,
        '--json',
      ],
      {env},
    )
    const {broadcastId: broadcast} = sent.json()
    await world.emulator.admin('POST', 'clock', {advanceMs: 60_000})
    const status = await world.msgr(['broadcast', 'status', broadcast, ...via, '--json'], {env})
    const list = await world.msgr(['broadcast', 'list', ...via], {env})

    expect(sent.json()).toEqual({broadcastId: broadcast, messageCreativeId: id, scheduledAt: null})
    expect(status.json()).toEqual({id: broadcast, status: 'FINISHED', scheduledAt: null, messagesSent: 5})
    expect(list.out).toBe(`${broadcast}\tFINISHED\t\n`)
    const messages = messagesIn(world.emulator)
    expect(messages.filter(({text: said}) => said === 'Hi Ada!')).toMatchObject([
      {conversationId: `t_${psid}`, sentBy: {tag: 'NON_PROMOTIONAL_SUBSCRIPTION'}},
    ])
  })

  test('a broadcast is scheduled by the clock of the emulator, and canceled', async () => {
    const world = await createWorld({asOf})
    await world.write('sale.json', '{"text": "Sale!"}')

    const sent = await world.msgr([
      ...['broadcast', 'send', 'sale.json', '--all', '--schedule', '2h', '--yes', ...via, '--json'],
    ])
    const {broadcastId: broadcast, scheduledAt: time} = sent.json()
    const {code, out} = await world.msgr(['broadcast', 'cancel', broadcast, ...via])
    const status = await world.msgr(['broadcast', 'status', broadcast, ...via, '--json'])

    expect(time).toMatch(/^2019-06-0[12]T\d\d:\d\d:\d\d\.000Z$/)
    expect({code, out}).toEqual({code: 0, out: `Canceled the broadcast ${broadcast}; nobody gets it.\n`})
    expect(status.json()).toEqual({id: broadcast, status: 'CANCELED', scheduledAt: time, messagesSent: 0})
  })

  test('the reach is estimated, for everybody or by nested labels', async () => {
    const world = await createWorld({asOf})
    await world.write(
      'people.yaml',
      'operator: AND\nvalues:\n  - Newsletter\n  - {operator: NOT, values: [Beta testers]}\n',
    )

    const all = await world.msgr(['broadcast', 'estimate', ...then])
    const some = await world.msgr(['broadcast', 'estimate', '--targeting', 'people.yaml', ...then, '--json'])
    const label = await world.msgr(['broadcast', 'estimate', '--label', 'Newsletter', ...then, '--json'])

    expect(all).toMatchObject({code: 0, out: 'It would reach about 11 people.\n'})
    expect(some.json()).toEqual({reachEstimationId: expect.any(String), reachEstimation: 5})
    expect(label.json().reachEstimation).toBe(6)
  })

  test('a Messenger Code is drawn by the platform and saved', async () => {
    const world = await createWorld({asOf})
    const env = await execEnvironment(world)
    const line = [
      'code',
      'generate',
      '--via',
      'messenger-codes',
      '--ref',
      'billboard',
      '--size',
      '200',
      ...then,
    ]

    const {code, json} = await world.msgr([...line, '--out', 'code.png', '--json'], {env})
    const shown = await world.msgr(line, {env})

    const picture = await readFile(join(world.folder, 'code.png'))
    expect(code).toBe(0)
    expect(json()).toMatchObject({ref: 'billboard', file: join(world.folder, 'code.png')})
    expect([picture.subarray(1, 4).toString(), picture.readUInt32BE(16)]).toEqual(['PNG', 200])
    expect(shown.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_msgr\/codes\/\d+\.png\n$/)
  })

  test('a sponsored message is sent to a country', async () => {
    const world = await createWorld({asOf})

    const {code, json} = await world.msgr([...priced, ...then, '--json'])

    expect(code).toBe(0)
    const status = await world.msgr(['broadcast', 'status', json().broadcastId, ...via, '--json'])
    expect(status.json().id).toBe(json().broadcastId)
  })
})

test.each([
  [['broadcast', 'send', '--text', 'Sale!', '--via', 'broadcast-api'], 'No people are selected'],
  [['broadcast', 'send', '--text', 'Sale!', '--all', '--label', 'x', '--via', 'broadcast-api'], 'two ways'],
  [['broadcast', 'send', '--text', 'x', '--all', '--rate', '5', '--via', 'broadcast-api'], 'has no --rate'],
  [['broadcast', 'send', '--text', '{{nick}}', '--all', '--via', 'broadcast-api'], 'cannot fill in {{nick}}'],
  [['broadcast', 'send', '--text', 'x'.repeat(2001), '--all', '--via', 'broadcast-api'], 'at most 2000'],
  [['broadcast', 'send', '--text', 'x', '--all', '--schedule', '2h'], 'only with --via broadcast-api'],
  [['broadcast', 'status', 'last', '--via', 'broadcast-api'], 'is not the id of a broadcast'],
  [['code', 'generate', '--via', 'messenger-codes', '--ref', 'a b'], '--ref of a Messenger Code'],
  [['code', 'generate', '--via', 'messenger-codes', '--out', 'a.svg'], 'does not end in .png'],
  [['code', 'generate', '--via', 'messenger-codes', '--size', '50'], 'not between 100 and 2000'],
  [[...sponsored, '--daily-budget', '100', '--bid', '4'], 'No people are selected'],
])('%j is misused, also on a day on which it lived', async (line, message) => {
  const world = await createWorld({asOf})

  const {code, err} = await world.msgr([...line, ...then])

  expect(err).toContain(message)
  expect(code).toBe(2)
})

test('a dry run of a forced broadcast shows its requests and needs no token', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(
    [
      'broadcast',
      'send',
      '--text',
      'Hi {{first_name}}',
      '--all',
      '--via',
      'broadcast-api',
      '--force',
      '-n',
      '--json',
    ],
    {env: {MSGR_EMULATOR: ''}},
  )

  expect(code).toBe(0)
  expect(json().requests).toMatchObject([
    {
      url: expect.stringMatching(/\/me\/message_creatives$/),
      body: {messages: [{dynamic_text: {text: 'Hi {{first_name}}', fallback_text: 'Hi '}}]},
    },
    {url: expect.stringMatching(/\/me\/broadcast_messages$/), body: {messaging_type: 'MESSAGE_TAG'}},
  ])
})
