import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import process, {execPath} from 'node:process'
import {expect, onTestFinished, vi} from 'vitest'
import {Capture} from '../../helpers/capture.ts'
import {startMsgr} from '../../helpers/child.ts'
import {freePort} from '../../helpers/free-port.ts'
import {patiently} from '../../helpers/patience.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'
import {createApp, takeOver} from './app.ts'
import {startFormerBot} from './former-bot.ts'

/** msgr in a terminal of its own, which `script` holds. */
function startInTerminal(line: string, world: EmulatedWorld, env: Readonly<Record<string, string>>) {
  const msgr = join(import.meta.dirname, '../../../bin/msgr.js')
  const script = spawn('script', ['-qefc', `exec ${execPath} ${msgr} ${line}`, '/dev/null'], {
    cwd: world.folder,
    env: {PATH: process.env['PATH'], NO_COLOR: '1', HOME: world.home, MSGR_HOME: world.home, ...env},
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void script.kill('SIGKILL'))
  const out = new Capture()
  script.stdout.pipe(out)
  return {says: (text: RegExp) => out.holds(text), close: () => script.kill('SIGKILL')}
}

/** A listen that took a bot's callback over and was killed. */
async function killedListen(world: EmulatedWorld) {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const killed = await app.listenBeside(...takeOver(bot))
  killed.kill('SIGKILL')
  await killed.ended
  return {app, bot, before, killed}
}

test('after a listen was killed, webhook restore puts callback and fields back as they were; --dry-run shows what it would ask for, without the verify token', async ({
  world,
}) => {
  const {app, bot, before, killed} = await killedListen(world)

  const {code, out} = await app.msgr('webhook restore --dry-run --json')

  const shown = JSON.parse(out).requests.map(({method, url}: {method: string; url: string}) => {
    return `${method} ${new URL(url).pathname.split('/').at(-1)}`
  })
  expect(code).toBe(0)
  expect(shown).toEqual([
    'GET subscriptions',
    'POST subscriptions',
    'DELETE subscriptions',
    'POST subscribed_apps',
  ])
  expect(out).toContain(bot.url)
  expect(out).not.toContain(bot.verifyToken)
  expect(await app.state()).toMatchObject({callback: {url: killed.url}})
  expect(existsSync(app.file)).toBe(true)

  const restored = await app.msgr('webhook restore --json')
  const again = await app.msgr('webhook restore')

  expect(JSON.parse(restored.out)).toEqual({
    restored: true,
    callback: bot.url,
    pageFields: ['messages', 'standby'],
  })
  expect(await app.state()).toEqual(before)
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('Nothing to put back')])
})

test('a callback that somebody has set meanwhile is left alone, unless that is forced', async ({world}) => {
  const {app, bot, before} = await killedListen(world)
  const other = await startFormerBot('another token')
  await world.msgr(['webhook', 'set', other.url, '--verify-token', other.verifyToken, '--yes'])

  const refused = await app.msgr('webhook restore')
  const kept = await app.state()
  const forced = await app.msgr('webhook restore --force')

  expect(refused.code).toBe(1)
  expect(refused.err).toContain(`it is ${other.url}, and was left unchanged`)
  expect(refused.err).toContain('msgr webhook restore --force')
  expect(kept.callback.url).toBe(other.url)
  expect([forced.code, forced.out]).toEqual([0, expect.stringContaining(bot.url)])
  expect(await app.state()).toEqual(before)
})

test('a listen after one that was killed says so, and at its end puts back what was before both', async ({
  world,
}) => {
  const {app, before, killed} = await killedListen(world)

  const {out, url, send, ended} = await app.listen()
  const meanwhile = await app.state()
  send('SIGINT')

  expect((await ended).code).toBe(130)
  expect(out.text).toContain(`! callback     a session broke off (process ${killed.pid}`)
  expect(meanwhile.callback.url).toBe(url)
  expect(await app.state()).toEqual(before)
  expect(existsSync(app.file)).toBe(false)
})

test('after a listen was killed, a callback that is in use again is not diverted unasked', async ({
  world,
}) => {
  const {app, bot} = await killedListen(world)
  await world.msgr(['webhook', 'set', bot.url, '--verify-token', bot.verifyToken, '--yes'])

  const {code, err} = await (await app.listen()).ended

  expect([code, err]).toEqual([2, expect.stringContaining('--take-over')])
  expect((await app.state()).callback.url).toBe(bot.url)
})

test('two that were killed one after the other are restored to what was before the first', async ({
  world,
}) => {
  const {app, before} = await killedListen(world)
  const second = await app.listenBeside()
  second.kill('SIGKILL')
  await second.ended

  expect((await app.msgr('webhook restore')).code).toBe(0)
  expect(await app.state()).toEqual(before)
})

test('closing the terminal puts everything back', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const port = await freePort()
  const line = app.listenLine(port, ...takeOver(bot)).join(' ')

  const terminal = startInTerminal(line, world, app.env)
  await terminal.says(/Kready\r?$|^ready\r?$/m)
  expect((await app.state()).callback.url).toBe(`http://127.0.0.1:${port}/webhook`)
  terminal.close()

  await vi.waitFor(() => expect(existsSync(app.file)).toBe(false), {timeout: patiently(10_000)})
  expect(await app.state()).toEqual(before)
})

test('with the emulator too', async ({world}) => {
  const bot = await startFormerBot()
  await world.msgr(['webhook', 'set', bot.url, '--verify-token', bot.verifyToken])
  const before = (await world.msgr('webhook status --json')).out
  const child = startMsgr(['--emulator', 'listen', '--port', '0', ...takeOver(bot)], {
    cwd: world.folder,
    env: {HOME: world.home, MSGR_HOME: world.home},
  })
  await child.out.holds(/^ready$/m)
  child.kill('SIGKILL')
  await child.ended
  expect((await world.msgr('webhook status --json')).out).not.toBe(before)

  expect((await world.msgr('webhook restore')).code).toBe(0)
  expect((await world.msgr('webhook status --json')).out).toBe(before)
})

test('what is kept for one Page is not put back on another, and a damaged file is named, never taken for nothing', async ({
  world,
}) => {
  const {app, killed} = await killedListen(world)
  app.env['MSGR_PAGE_ID'] = '42'

  const restoring = await app.msgr('webhook restore')
  const listening = await (await app.listen()).ended

  expect([restoring.code, restoring.err]).toEqual([1, expect.stringContaining('belongs to the Page')])
  expect([listening.code, listening.err]).toEqual([4, expect.stringContaining('belongs to the Page')])
  expect(JSON.parse(await readFile(app.file, 'utf8')).ours).toEqual([killed.url])

  await writeFile(app.file, '{"callback":')

  const {code, err} = await app.msgr('webhook restore')

  expect([code, err]).toEqual([2, expect.stringContaining(app.file)])
})
