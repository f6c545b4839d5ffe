import {readFile, rm, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {execPath, pid, ppid} from 'node:process'
import {expect, onTestFinished} from 'vitest'
import {announceListener} from '../../../src/webhook/locator.ts'
import {test, type World} from '../../helpers/world.ts'
import {secret, startBot} from '../bot.ts'

const env = {MSGR_APP_SECRET: secret, MSGR_PAGE_ID: '555'}

/** An editor that is a program: it gets the file as text and saves what comes out. */
async function editor(world: World, change: string): Promise<{EDITOR: string}> {
  const code = `const fs = require('node:fs'); const file = process.argv.at(-1)
const text = fs.readFileSync(file, 'utf8')
fs.writeFileSync(file, (${change})(text))`
  return {EDITOR: `"${execPath}" ${await world.write('editor.cjs', code)}`}
}

test('--edit sends what was saved, signed', async ({bareWorld: world}) => {
  const bot = await startBot()
  const EDITOR = await editor(world, `text => text.replace('Do you open on Sundays?', 'Grüß Gott')`)

  const {code, err} = await world.msgr(['trigger', 'messages.text', '--edit', '--to', bot.url], {
    env: {...env, ...EDITOR},
  })

  expect([code, err]).toEqual([0, ''])
  expect(bot.arrivals).toMatchObject([
    {outcome: {signature: 'valid', events: [{pageId: '555', item: {message: {text: 'Grüß Gott'}}}]}},
  ])
})

test('VISUAL goes before EDITOR', async ({bareWorld: world}) => {
  const bot = await startBot()
  const {EDITOR: VISUAL} = await editor(world, `text => text.replace('Sundays', 'Mondays')`)

  const {code} = await world.msgr(['trigger', 'messages.text', '--edit', '--to', bot.url], {
    env: {...env, VISUAL, EDITOR: 'no-such-editor'},
  })

  expect(code).toBe(0)
  expect(bot.arrivals[0]?.body).toContain('Mondays')
})

test.for([
  ['unchanged', 'text => text', 'the event was not edited'],
  ['empty', `() => ' '`, 'the event is empty'],
  ['given up', '() => process.exit(1)', 'the editor ended with 1'],
] as const)('what is left %s in the editor is not sent', async ([, change, text], {bareWorld: world}) => {
  const bot = await startBot()

  const {code, err} = await world.msgr(['trigger', 'messages.text', '--edit', '--to', bot.url], {
    env: {...env, ...(await editor(world, change))},
  })

  expect(code).toBe(2)
  expect(err).toContain(text)
  expect(bot.arrivals).toEqual([])
})

test('what was saved and is no JSON is told where, kept for its owner, and can be sent later', async ({
  bareWorld: world,
}) => {
  const bot = await startBot()
  const EDITOR = await editor(world, `() => '{"object": "page",\\n "entry": [{"id": "1",}]}'`)

  const {code, err} = await world.msgr(['trigger', 'messages.text', '--edit', '--to', bot.url], {
    env: {...env, ...EDITOR},
  })
  const kept = /msgr trigger (\S+) --as-is/.exec(err)?.[1] ?? ''
  onTestFinished(() => rm(dirname(kept), {recursive: true}))

  expect(code).toBe(2)
  expect(err).toContain(':2: this is not JSON, in column 23')
  expect(bot.arrivals).toEqual([])
  expect(await readFile(kept, 'utf8')).toContain('"id": "1",}')
  expect((await stat(kept)).mode & 0o777).toBe(0o600)
  expect((await stat(dirname(kept))).mode & 0o777).toBe(0o700)
})

test('what was written is kept when nobody takes it', async ({bareWorld: world}) => {
  const EDITOR = await editor(world, `text => text.replace('Sundays', 'Mondays')`)

  const {code, err} = await world.msgr('trigger messages.text --edit --to http://127.0.0.1:1/webhook', {
    env: {...env, ...EDITOR},
  })
  const kept = /msgr trigger (\S+) --as-is/.exec(err)?.[1] ?? ''
  onTestFinished(() => rm(dirname(kept), {recursive: true}))

  expect(code).toBe(8)
  expect(await readFile(kept, 'utf8')).toContain('Mondays')
})

test.for([
  [{EDITOR: 'no-such-editor'}, [], 'There is no editor no-such-editor'],
  [{EDITOR: 'true'}, ['--no-input'], '--edit and --no-input'],
] as const)(
  '%j with %j: nobody can edit, and it says why',
  async ([extra, args, text], {bareWorld: world}) => {
    const {code, err} = await world.msgr(['trigger', 'messages.text', '--edit', '--to', '1', ...args], {
      env: {...env, ...extra},
    })

    expect(code).toBe(2)
    expect(err).toContain(text)
  },
)

test('of an edited event the first is as saved, and each later one has an id of its own', async ({
  bareWorld: world,
}) => {
  const bot = await startBot()
  const EDITOR = await editor(world, `text => text.replace(/"mid": "[^"]*"/, '"mid": "m_mine"')`)

  await world.msgr(['trigger', 'messages.text', '--edit', '--count', '3', '--to', bot.url], {
    env: {...env, ...EDITOR},
  })

  const mids = bot.arrivals.map(({body}) => JSON.parse(body).entry[0].messaging[0].message.mid)
  expect(mids[0]).toBe('m_mine')
  expect(mids.slice(1)).toEqual([expect.stringMatching(/^m_.{86}$/), expect.stringMatching(/^m_.{86}$/)])
})

test('--rate spreads a series over time by the clock', async ({bareWorld: world}) => {
  const bot = await startBot()
  const before = world.clock.now()

  const {out} = await world.msgr(
    ['trigger', 'messages.text', '--count', '61', '--rate', '2', '--to', bot.url, '--json'],
    {env},
  )

  expect(JSON.parse(out).attempts).toHaveLength(61)
  expect(bot.arrivals).toHaveLength(61)
  expect(world.clock.now() - before).toBeGreaterThanOrEqual(30_000)
})

test('a long series is told by status, and fails when one answer does', async ({bareWorld: world}) => {
  const bot = await startBot(undefined, [200, 500])

  const {code, out} = await world.msgr(['trigger', 'messages.text', '--count', '30', '--to', bot.url], {env})

  expect(code).toBe(1)
  expect(out).toMatch(/→ 200 .* 29 times, \d+ ms at most .*\n→ 500 .*\n$/)
})

test('Ctrl-C in a series ends it and says how many went', async ({bareWorld: world}) => {
  const bot = await startBot()
  const running = world.start(['trigger', 'messages.text', '--count', '1000000', '--to', bot.url], {env})
  await bot.arrived(3)

  running.send('SIGINT')

  const {code, err} = await running.ended
  expect(code).toBe(130)
  expect(err).toMatch(/\d+ of 1000000 were answered before/)
})

test('--batch puts entries with ids of their own into one delivery', async ({bareWorld: world}) => {
  const bot = await startBot()

  const {code} = await world.msgr(
    ['trigger', 'messages.text', '--batch', '1000', '--set', 'message.text=Servus', '--to', bot.url],
    {env},
  )

  expect(code).toBe(0)
  expect(bot.arrivals).toHaveLength(1)
  const {entry} = JSON.parse(bot.arrivals[0]?.body ?? '')
  const messages = entry.map(({messaging: [item]}: {messaging: {message: object}[]}) => item?.message)
  expect(messages).toHaveLength(1000)
  expect(new Set(messages.map(({text}: {text: string}) => text))).toEqual(new Set(['Servus']))
})

test('what has no entries cannot be put into a batch, and it says so', async ({bareWorld: world}) => {
  const file = await world.write('other.json', '{"hello": 1}')

  const {code, err} = await world.msgr(['trigger', file, '--batch', '2', '--to', '1'], {env})

  expect(code).toBe(2)
  expect(err).toContain('without a list "entry"')
})

test('a file with many entries is sent whole', async ({bareWorld: world}) => {
  const bot = await startBot()
  const entry = Array.from({length: 40}, (_, index) => ({
    id: '1',
    time: 1795334400123,
    messaging: [{sender: {id: String(index)}, recipient: {id: '1'}, message: {mid: `m_${index}`, text: 'x'}}],
  }))
  const file = await world.write('many.json', JSON.stringify({object: 'page', entry}))

  await world.msgr(['trigger', file, '--to', bot.url], {env})

  expect(bot.arrivals[0]?.outcome).toMatchObject({signature: 'valid', events: {length: 40}})
})

test('a number too long for a number keeps its digits', async ({bareWorld: world}) => {
  const bot = await startBot()
  const file = await world.write(
    'long.json',
    '{"object":"page","entry":[{"id":"1","app_id":12345678901234567890}]}',
  )

  await world.msgr(['trigger', file, '--as-is', '--to', bot.url], {env})

  expect(bot.arrivals[0]?.body).toContain('12345678901234567890')
})

test.for(['messages.text', 'messaging_postbacks', 'message_reads', 'standby.message'] as const)(
  '--dashboard sends %s as the Test button does',
  async (name, {bareWorld: world}) => {
    const bot = await startBot()
    await world.msgr(['trigger', name, '--dashboard', '--to', bot.url], {env})

    expect(bot.arrivals[0]?.outcome).toMatchObject({
      signature: 'valid',
      events: [{field: name.split('.')[0], channel: 'changes', pageId: '0', isTest: true}],
    })
    const {entry} = JSON.parse(bot.arrivals[0]?.body ?? '')
    expect(entry[0].time).toBeLessThan(1e11)
    expect(entry[0].changes[0].value).toMatchObject({
      sender: {id: '12334'},
      recipient: {id: '23245'},
      timestamp: expect.stringMatching(/^[0-9]{10}$/),
    })
  },
)

test('with the emulator and no receiver here it goes to the callback there, signed with the secret there', async ({
  world,
}) => {
  const {appSecret} = await world.emulator.connection()
  const bot = await startBot([appSecret])
  expect((await world.msgr(['webhook', 'set', bot.url, '--verify-token', 'x'])).code).toBe(0)

  const {code, out} = await world.msgr('trigger messages.text --json')

  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({to: bot.url, status: 200})
  expect(bot.arrivals.at(-1)).toMatchObject({outcome: {kind: 'delivered', signature: 'valid'}})
})

test('of several receivers the one that is the callback in the emulator gets it; without that, one has to be named', async ({
  world,
}) => {
  const {appSecret} = await world.emulator.connection()
  const bot = await startBot([appSecret])
  for (const [id, url] of [
    [pid, bot.url],
    [ppid, 'http://127.0.0.1:1/webhook'],
  ] as const)
    onTestFinished(
      announceListener(`${world.home}/state`, {
        pid: id,
        url,
        path: '/webhook',
        startedAt: `2026-01-01T00:00:0${id % 10}Z`,
      }),
    )

  const unnamed = await world.msgr('trigger messages.text')
  await world.msgr(['webhook', 'set', bot.url, '--verify-token', 'x'])
  const named = await world.msgr('trigger messages.text --json')

  expect(unnamed.code).toBe(2)
  expect(unnamed.err).toContain('Several receivers are running')
  expect(JSON.parse(named.out)).toMatchObject({to: bot.url, status: 200})
})

test('with the emulator, no receiver and no callback, it says how to start one', async ({world}) => {
  const {code, err} = await world.msgr('trigger messages.text')

  expect(code).toBe(2)
  expect(err).toContain('msgr listen')
})

test.for([
  [['--batch', '1001'], 'at most 1000'],
  [['--rate', 'fast'], '--rate fast'],
  [['--signature', 'strong'], 'valid'],
] as const)('misuse %j is explained', async ([args, text], {bareWorld: world}) => {
  const {code, err} = await world.msgr(['trigger', 'messages.text', '--to', '1', ...args], {env})

  expect(code).toBe(2)
  expect(err).toContain(text)
})
