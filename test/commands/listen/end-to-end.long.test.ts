import {createServer} from 'node:http'
import process from 'node:process'
import {text as readText} from 'node:stream/consumers'
import {describe, expect, onTestFinished} from 'vitest'
import {isSigned} from '../../../src/platform/signature.ts'
import {startMsgr} from '../../helpers/child.ts'
import {freePort} from '../../helpers/free-port.ts'
import {startHere} from '../../helpers/here.ts'
import {sshIsMissing, startSshServer} from '../../helpers/ssh-server.ts'
import {type EmulatedWorld, type Running, test} from '../../helpers/world.ts'
import {createApp, takeOver} from './app.ts'
import {startFormerBot} from './former-bot.ts'
import {makeFolder, tunnelCommand} from './tunnels.ts'

const ada = '6411223344556677'

/** A bot that events are passed on to, and what came. */
async function startBot() {
  const received: {body: string; signature: string}[] = []
  const server = createServer(async (request, response) => {
    const body = await readText(request)
    received.push({body, signature: String(request.headers['x-hub-signature-256'])})
    response.end()
  })
  const port = await freePort()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {url: `http://127.0.0.1:${port}/webhook`, received}
}

const tunnels = [
  {
    name: 'an ssh tunnel to a host of one’s own',
    isMissing: sshIsMissing,
    open: async () => {
      const server = await startSshServer(makeFolder(), await freePort())
      const remotePort = String(await freePort())
      return [
        ...['--tunnel', `ssh:${server.destination}`, '--ssh-config', server.configFile],
        ...['--remote-port', remotePort, '--public-url', `http://127.0.0.1:${remotePort}`],
      ]
    },
  },
  {
    name: 'a program that opens a tunnel',
    isMissing: undefined,
    open: async () => ['--tunnel-command', tunnelCommand(makeFolder()).command],
  },
]

/** A listen with a tunnel, in place of a bot that had the callback before; beside this process it can be killed. */
async function listenWith<Listening extends Pick<Running, 'out'> & {readonly ended: Promise<unknown>}>(
  world: EmulatedWorld,
  flags: readonly string[],
  start: (line: readonly string[], env: Readonly<Record<string, string>>) => Listening,
) {
  const [app, former, bot] = [await createApp(world), await startFormerBot(), await startBot()]
  const before = await app.setUp(former)
  const line = ['listen', '--port', '0', ...flags, '--forward-to', bot.url, ...takeOver(former)]
  const listening = start(line, app.env)
  await Promise.race([listening.out.holds(/^ready$/m), listening.ended])
  return {app, before, bot, listening}
}

const here = (world: EmulatedWorld) => (line: readonly string[], env: Readonly<Record<string, string>>) =>
  startHere(world, line, {env})

const beside = (world: EmulatedWorld) => (line: readonly string[], env: Readonly<Record<string, string>>) =>
  startMsgr(line, {
    cwd: world.folder,
    env: {HOME: world.home, MSGR_HOME: world.home, PATH: process.env['PATH'] ?? '', ...env},
  })

describe.for(tunnels)('through $name', ({open, isMissing}) => {
  test('what a person writes arrives at the bot, and Ctrl-C leaves callback and fields as they were', async ({
    world,
    skip,
  }) => {
    skip(isMissing !== undefined, isMissing)
    const {app, before, bot, listening} = await listenWith(world, await open(), here(world))

    await world.msgr(['emulator', 'person', 'say', ada, 'Do you open on Sundays?'])
    await listening.out.holds('Do you open on Sundays?')
    await listening.out.holds(`→ 200 ${bot.url}`)
    listening.send('SIGINT')

    expect((await listening.ended).code).toBe(130)
    const order = ['receiver', 'tunnel', 'callback', 'subscribed', 'ready', '← messages text', '→ 200']
    const places = order.map(word => listening.out.text.indexOf(word))
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(places).not.toContain(-1)
    const [first] = bot.received
    expect(first?.body).toContain('Do you open on Sundays?')
    const secret = app.env['MSGR_APP_SECRET'] ?? ''
    expect(isSigned(Buffer.from(first?.body ?? ''), first?.signature ?? '', secret)).toBe(true)
    expect(await app.state()).toEqual(before)
  })

  test('killed instead, msgr webhook restore leaves callback and fields as they were', async ({
    world,
    skip,
  }) => {
    skip(isMissing !== undefined, isMissing)
    const {app, before, listening} = await listenWith(world, await open(), beside(world))
    const during = await app.state()
    listening.kill('SIGKILL')
    await listening.ended

    const {code} = await app.msgr('webhook restore')

    expect(code).toBe(0)
    expect(during).not.toEqual(before)
    expect(await app.state()).toEqual(before)
  })
})

test('a tunnel that comes back under another address takes the callback along', async ({world}) => {
  const tunnel = tunnelCommand(makeFolder())
  const {app, before, bot, listening} = await listenWith(
    world,
    ['--tunnel-command', tunnel.command],
    here(world),
  )
  const first = (await app.state()).callback.url

  process.kill(tunnel.pids()[0]?.[0] ?? 0, 'SIGKILL')
  await listening.out.holds('moved to the new address of the tunnel')

  const {url} = (await app.state()).callback
  expect(url).not.toBe(first)
  expect(listening.out.text).toContain(url)
  await world.msgr(['emulator', 'person', 'say', ada, 'Are you still there?'])
  await listening.out.holds(`→ 200 ${bot.url}`)
  expect(bot.received[0]?.body).toContain('Are you still there?')
  listening.send('SIGINT')
  expect((await listening.ended).code).toBe(130)
  expect(await app.state()).toEqual(before)
})
