import {expect, test} from 'vitest'
import {appOf, pageOf, pageTokensOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const ada = '6411223344556677'
const hiro = '6411223351556698'
const botApp = '1234567890123456'
const helpdeskApp = '998877665544332'

/** The environment in which msgr acts as an app of the emulator, by its page token. */
function asApp({emulator}: EmulatedWorld, app: string) {
  return {
    MSGR_EMULATOR: '0',
    MSGR_GRAPH_URL: emulator.url,
    MSGR_PAGE_TOKEN: pageTokensOf(emulator, app)[0]?.text ?? '',
    MSGR_APP_ID: app,
    MSGR_APP_SECRET: appOf(emulator, app).secret,
  }
}

test('thread owner tells which app controls a conversation, and until when', async () => {
  const world = await createWorld()

  const own = await world.msgr(['thread', 'owner', ada, '--json'])
  const other = await world.msgr(['thread', 'owner', ada], {env: asApp(world, helpdeskApp)})
  const idle = await world.msgr(['thread', 'owner', hiro])

  expect(own.code).toBe(0)
  expect(own.json()).toEqual({
    psid: ada,
    idle: false,
    appId: botApp,
    owner: `this app (${botApp})`,
    endsAt: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  expect(other.out).toContain(`conversation with ${ada} is controlled by another app until`)
  expect(idle.out).toBe(`The conversation with ${hiro} is idle: no app controls it.\n`)
})

test('thread pass gives a conversation to the Page Inbox, and thread take gets it back', async () => {
  const world = await createWorld()

  const passed = await world.msgr([
    'thread',
    'pass',
    '--yes',
    ada,
    'page_inbox',
    '--metadata',
    'refund',
    '--json',
  ])
  const owner = await world.msgr(['thread', 'owner', ada])
  const refused = await world.msgr(['send', 'text', ada, 'Hello'])
  const taken = await world.msgr(['thread', 'take', ada])
  const sent = await world.msgr(['send', 'text', ada, 'Hello'])

  expect(passed.json()).toEqual({psid: ada, appId: '263902037430900'})
  expect(owner.out).toContain('controlled by the Page Inbox until')
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('another app is controlling this thread now')
  expect(refused.err).toContain('msgr thread owner')
  expect(taken).toMatchObject({code: 0, out: `✔ Took the conversation with ${ada}\n`})
  expect(sent.code).toBe(0)
})

test('thread release leaves a conversation idle, and thread extend keeps one for longer', async () => {
  const world = await createWorld()

  const extended = await world.msgr(['thread', 'extend', ada, '--for', '3d'])
  const owner = await world.msgr(['thread', 'owner', ada, '--json'])
  const released = await world.msgr(['thread', 'release', '--yes', ada, '--json'])
  const again = await world.msgr(['thread', 'release', '--yes', ada])

  expect(extended).toMatchObject({
    code: 0,
    out: `✔ Extended control of the conversation with ${ada} for 3 days\n`,
  })
  expect(Date.parse(owner.json().endsAt) - Date.now()).toBeGreaterThan(71 * 3_600_000)
  expect(released.json()).toEqual({psid: ada, released: true})
  expect(again.err).toContain('does not control this thread')
})

test('thread request asks the app in control, where the Page has no default app', async () => {
  const world = await createWorld()
  const page = pageOf(world.emulator).id

  const routed = await world.msgr(['thread', 'request', ada])
  await world.emulator.admin('POST', 'routing', {page})
  const asked = await world.msgr(['thread', 'request', ada, '--metadata', 'please', '--json'], {
    env: asApp(world, helpdeskApp),
  })

  expect(routed.err).toContain('the Page has a default app')
  expect(asked).toMatchObject({code: 0})
  expect(asked.json()).toEqual({psid: ada, requested: true})
})

test.each([
  [['thread', 'owner', 'ann'], 'ann is not a PSID'],
  [['thread', 'pass', '--yes', ada, 'inbox'], 'page_inbox'],
  [['thread', 'pass', '--yes', ada], "missing required argument 'app'"],
  [['thread', 'extend', ada, '--for', '8d'], 'by 1s to 7d'],
  [['thread', 'extend', ada, '--for', 'long'], '--for 24h'],
])('%j is misused', async (argv, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(argv)

  expect(code).toBe(2)
  expect(err.toLowerCase()).toContain(message.toLowerCase())
})

test('thread receivers is refused with the date, and lists them on a day when it lived', async () => {
  const world = await createWorld()
  const earlier = await createWorld({asOf: '2019-06-01'})

  const refused = await world.msgr(['thread', 'receivers'])
  const forced = await world.msgr(['thread', 'receivers', '--force'])
  const listed = await earlier.msgr(['thread', 'receivers', '--api-version', 'v3.3', '--json'])

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('2026-06-08')
  expect(forced.code).toBe(1)
  expect(forced.err).toContain('deprecated')
  expect(listed.json()).toEqual([{id: helpdeskApp, name: 'Acme helpdesk'}])
})

test('a dry run of thread pass shows the request', async () => {
  const world = await createWorld()

  const {json} = await world.msgr(['thread', 'pass', '--yes', ada, helpdeskApp, '--dry-run', '--json'])

  expect(json().requests).toEqual([
    expect.objectContaining({
      method: 'POST',
      url: expect.stringContaining('/me/pass_thread_control'),
      body: {recipient: {id: ada}, target_app_id: helpdeskApp},
    }),
  ])
})
