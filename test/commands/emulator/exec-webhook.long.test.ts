import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import type {AppId, PageId, Psid} from '../../../src/platform/ids.ts'
import {type Child, startMsgr} from '../../helpers/child.ts'
import {freePort} from '../../helpers/free-port.ts'
import {startHere} from '../../helpers/here.ts'
import {patiently} from '../../helpers/patience.ts'
import {appOf, messagesIn, pageOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const bot = join(import.meta.dirname, '../../fixtures/bots/echo-bot.mjs')
const PSID = '6411223344556677' as Psid
const APP = '1234567890123456' as AppId
const PAGE = '109876543210987' as PageId

/** `msgr emulator exec --webhook` on the emulator of the world. */
const execBot = (world: EmulatedWorld, port: number, args: readonly string[], program: readonly string[]) =>
  startHere(world, execLine(port, args, program))

/** The same in a process of its own, which can be killed. */
const execBotBeside = (world: EmulatedWorld, args: readonly string[]): Child =>
  startMsgr(args, {
    cwd: world.folder,
    env: {PATH: process.env['PATH'] ?? '', HOME: world.home, MSGR_HOME: world.home, TMPDIR: world.folder},
  })

function execLine(port: number, args: readonly string[], program: readonly string[]): readonly string[] {
  const webhook = ['--webhook', `http://localhost:${port}/webhook`]
  return ['emulator', 'exec', ...webhook, ...args, '--', ...program]
}

/** A program whose webhook passes the verification, and which ends when msgr is gone. */
const verifying = `
  require('http').createServer((q, r) => r.end(new URL(q.url, 'http://x').searchParams.get('hub.challenge')))
    .listen(process.env.PORT)
  const parent = process.ppid
  setInterval(() => process.ppid === parent || process.exit(), 50)`

const node = (code: string) => [process.execPath, '-e', code]

/** What subscriptions hold: the callback of the app and the fields of the Page. */
function subscription({emulator}: EmulatedWorld) {
  const {callback, lent} = appOf(emulator, APP)
  return {callback, page: pageOf(emulator, PAGE).subscribedApps[APP], lent}
}

/** Gives the app a callback that was there before. */
function withFormer(world: EmulatedWorld): ReturnType<typeof subscription> {
  appOf(world.emulator, APP).callback = {
    url: 'https://bot.example/hook',
    verifyToken: 'x',
    fields: ['feed'],
    isActive: true,
  }
  pageOf(world.emulator, PAGE).subscribedApps[APP] = ['feed']
  return structuredClone(subscription(world))
}

async function untilTrue(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 20))
}

describe('a bot under emulator exec --webhook', () => {
  test('hears what a person says, and its answer is in the conversation; then all is as before', async ({
    world,
  }) => {
    const before = withFormer(world)
    const child = execBot(world, await freePort(), [], [process.execPath, bot])
    await child.err.holds(`✔ chat      ${world.emulator.url}/`)

    await world.emulator.admin('POST', `people/${PSID}/say`, {text: 'hi'})
    const said = () => messagesIn(world.emulator).map(({text}) => text)
    await untilTrue(() => said().includes('You said: hi'))

    expect(child.err.text).toContain('/webhook gets feed, messages, messaging_postbacks')
    expect(child.out.text).toContain('"text":"hi"')
    expect(subscription(world).page).toContain('messages')
    child.send('SIGTERM')
    expect((await child.ended).code).toBe(143)
    expect(subscription(world)).toEqual({...before, lent: undefined})
  })

  test('answers buttons, quick replies and a carousel that the platform takes', async ({world}) => {
    const child = execBot(world, await freePort(), ['--fields', 'messages'], [process.execPath, bot])
    await child.err.holds('✔ webhook')
    const sentBefore = messagesIn(world.emulator).length

    for (const text of ['buttons', 'choose', 'shop'])
      await world.emulator.admin('POST', `people/${PSID}/say`, {text})
    await untilTrue(() => messagesIn(world.emulator).length >= sentBefore + 6)

    expect(child.err.text).not.toContain('error')
    expect(subscription(world).callback?.fields).toEqual(['messages'])
    child.send('SIGINT')
    expect((await child.ended).code).toBe(130)
    expect(subscription(world).callback).toBeUndefined()
  })

  test('leaves no folder behind, and passes on its exit code', async ({world}) => {
    const code = `${verifying}
      console.log(process.env.SSL_CERT_FILE)
      setInterval(() => require('fs').existsSync('end') && process.exit(7), 20)`

    const child = execBot(world, await freePort(), [], node(code))
    await child.err.holds('✔ webhook')
    await world.write('end', '')

    expect((await child.ended).code).toBe(7)
    expect(child.out.text).toContain('msgr-exec-')
    expect(existsSync(join(child.out.text.trim(), '..'))).toBe(false)
    expect(subscription(world).callback).toBeUndefined()
  })

  test('that ends before it answers is told, with its exit code', async ({world}) => {
    const child = execBot(world, await freePort(), [], node('process.exit(3)'))

    expect((await child.ended).code).toBe(3)
    expect(child.err.text).toMatch(/ended before http:\/\/localhost:\d+\/webhook answered/)
  })

  test('that never answers is ended', async ({world}) => {
    const child = execBot(
      world,
      await freePort(),
      ['--webhook-timeout', '1s'],
      node('setInterval(() => {}, 1e6)'),
    )

    expect((await child.ended).code).toBe(8)
    expect(child.err.text).toContain('does not answer after 1 s')
    expect(child.err.text).toContain('--webhook-timeout')
  })

  test('with a verify token of its own needs that named', async ({world}) => {
    const port = await freePort()
    const program = ['sh', '-c', 'VERIFY_TOKEN=mine exec "$0" "$1"', process.execPath, bot]

    const refused = execBot(world, port, [], program)
    expect((await refused.ended).code).toBe(1)
    expect(refused.err.text).toContain('it answers 403')
    expect(refused.err.text).toContain('--verify-token')

    const named = execBot(world, port, ['--verify-token', 'mine'], program)
    await named.err.holds('✔ webhook')
    named.send('SIGTERM')
    await named.ended
  })

  test('killed outright leaves its callback; the next one puts back what was before both', async ({
    world,
  }) => {
    const before = withFormer(world)
    const [first, second] = [await freePort(), await freePort()]
    const killed = execBotBeside(world, execLine(first, [], node(verifying)))
    await killed.err.holds('✔ webhook')
    killed.kill('SIGKILL')
    await killed.ended
    expect(subscription(world).callback?.url).toContain(String(first))

    const next = execBot(world, second, [], node(verifying))
    await next.err.holds('✔ webhook')
    next.send('SIGTERM')
    await next.ended

    expect(subscription(world)).toEqual({...before, lent: undefined})
  })
})

describe('a bot that registers its own callback under emulator exec --public-url', () => {
  const selfRegistering = join(import.meta.dirname, '../../fixtures/bots/self-registering.mjs')

  test('is verified and written to at its local port; then all is as before', async ({world}) => {
    const before = withFormer(world)
    const port = await freePort()
    const child = execBot(
      world,
      port,
      ['--public-url', 'https://mine.example'],
      [process.execPath, selfRegistering],
    )
    await child.err.holds('✔ webhook')

    const registered = 'https://mine.example/hooks/messenger?of=mine'
    expect(child.err.text).toContain(`${registered} (http://localhost:${port}/hooks/messenger?of=mine) gets `)
    expect(child.err.text).toMatch(/gets .*messages, messaging_postbacks$/m)
    expect(subscription(world).callback).toMatchObject({url: registered})
    await world.emulator.admin('POST', `people/${PSID}/say`, {text: 'over there'})
    await child.out.holds('/hooks/messenger heard over there')
    child.send('SIGTERM')
    expect((await child.ended).code).toBe(143)
    expect(subscription(world)).toEqual({...before, lent: undefined})
  })

  test('and not the Page is warned; with --fields the Page is subscribed for it, at any free port', async ({
    world,
  }) => {
    const exec = (...args: readonly string[]) => [
      ...['emulator', 'exec', '--public-url', 'https://mine.example', ...args],
      ...['--', process.execPath, selfRegistering, 'app-only'],
    ]
    const warned = startHere(world, exec())
    await warned.err.holds('gets no events: the Page is not subscribed')
    warned.send('SIGTERM')
    await warned.ended

    const named = execBotBeside(world, exec('--fields', 'messages'))
    await named.err.holds('gets messages')
    await world.emulator.admin('POST', `people/${PSID}/say`, {text: 'hi'})
    await named.out.holds('heard hi')
    // Killed outright, it leaves its address: nothing is sent to whoever has it on the Internet.
    named.kill('SIGKILL')
    await named.ended
    await world.emulator.admin('POST', `people/${PSID}/say`, {text: 'nobody is there'})
    const deliveries = async () =>
      (await world.emulator.admin('GET', 'deliveries')) as readonly {
        url: string
        localUrl?: string
        attempts: number
      }[]
    await expect
      .poll(async () => (await deliveries()).at(-1)?.attempts, {timeout: patiently(15_000)})
      .toBeGreaterThan(1)
    const elsewhere = (await deliveries()).filter(({localUrl}) => !localUrl?.startsWith('http://localhost:'))
    expect(elsewhere).toEqual([])
  })
})
