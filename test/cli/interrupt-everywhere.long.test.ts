import {execFile} from 'node:child_process'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {Readable} from 'node:stream'
import {setTimeout} from 'node:timers/promises'
import {promisify} from 'node:util'
import {describe, expect, onTestFinished} from 'vitest'
import {type Child, startMsgr} from '../helpers/child.ts'
import {startHere} from '../helpers/here.ts'
import {patiently} from '../helpers/patience.ts'
import {startTrickling} from '../helpers/trickling-server.ts'
import {test, type World} from '../helpers/world.ts'

/** What a signal may take; what hangs, hangs for good. */
const SOON_MS = patiently(5_000)

/** Takes every call and answers none. */
async function startHanging(): Promise<{readonly url: string; readonly asked: Promise<void>}> {
  let ask = () => {}
  const asked = new Promise<void>(resolve => {
    ask = resolve
  })
  const server: Server = createServer(() => ask())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked}
}

const environment = ({home}: World, more: Readonly<Record<string, string>>) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  MSGR_HOME: home,
  ...more,
})

const platform = (url: string) => ({
  MSGR_GRAPH_URL: url,
  MSGR_PAGE_TOKEN: 'EAABfake',
  MSGR_PAGE_ID: '109876543210987',
  MSGR_APP_ID: '1234567890123456',
  MSGR_APP_SECRET: '0123456789abcdef0123456789abcdef',
})

/** One that ended and that nobody has collected yet runs no more. */
const isRunning = async (pid: string) => {
  const state = await promisify(execFile)('ps', ['-o', 'stat=', '-p', pid]).catch(() => ({stdout: ''}))
  return !/^(Z|\s*$)/.test(state.stdout)
}

/** @throws when it goes on. */
async function endOf({err, ended}: Pick<Child, 'err'> & {readonly ended: Promise<{code: number | null}>}) {
  const end = await Promise.race([ended, setTimeout(SOON_MS, undefined, {ref: false})])
  if (end === undefined) throw new Error(`it goes on after the signal:\n${err.text}`)
  return end.code
}

/** Those whose process has to end too: nothing that waits for the platform may keep it. */
const asProcesses = [
  ['label import labels.csv --create-missing --yes', startHanging],
  ['label list', startTrickling],
] as const

const lines = [
  'api GET me',
  'label list',
  'label import labels.csv --create-missing --yes',
  'insights export page_messages_new_conversations_unique --since 7d',
  'whoami',
  'doctor',
  'label export',
  'conversation list',
  'conversation export',
  'broadcast plan --all --text Hi',
  'profile get',
  'profile apply profile.yaml --yes',
  'page plan page.yaml',
  'insights get page_messages_new_conversations_unique --since 7d',
  'id match 6411223344556677',
  'webhook status',
] as const

async function prepare(world: World): Promise<void> {
  await world.write('labels.csv', 'psid,label\n6411223344556677,VIP\n')
  await world.write('profile.yaml', 'get_started: {payload: GO}\n')
  await world.write('page.yaml', 'labels: [VIP]\n')
}

describe('a signal while the platform does not answer, or never comes to an end', () => {
  test.for(asProcesses)('ends %s and its process', async ([line, startPlatform], {bareWorld: world}) => {
    await prepare(world)
    const {url, asked} = await startPlatform()
    const child = startMsgr(line.split(' '), {cwd: world.folder, env: environment(world, platform(url))})
    await Promise.race([asked, child.ended])

    child.kill('SIGINT')

    expect(await endOf(child), child.err.text).toBe(130)
    expect(child.out.text).toBe('')
  })

  test.for([startHanging, startTrickling])(
    'ends every command: %o',
    async (startPlatform, {bareWorld: world}) => {
      await prepare(world)
      for (const line of lines) {
        const {url, asked} = await startPlatform()
        const running = world.start(line, {env: platform(url)})
        await Promise.race([asked, running.ended])

        running.send('SIGINT')

        expect(await endOf(running), line).toBe(130)
        expect(running.out.text, line).toBe('')
      }
    },
  )

  test('as SIGTERM ends it with 143', async ({bareWorld: world}) => {
    const {url, asked} = await startHanging()
    const running = world.start('label list --json', {env: platform(url)})
    await asked

    running.send('SIGTERM')

    expect(await endOf(running)).toBe(143)
    const [, error = ''] = /(\{"error".*)$/m.exec(running.err.text) ?? []
    expect(JSON.parse(error).error).toMatchObject({code: 'INTERRUPTED', exitCode: 143})
  })
})

describe('a signal while a receiver does not answer', () => {
  test.for([
    'trigger messages.text --to URL',
    'trigger messages.text --count 1000 --rate 5 --to URL',
    'replay recording.ndjson --to URL',
    'emulator exec --webhook URL -- sleep 60',
    'emulator test chats --webhook URL',
  ])('ends %s', async (line, {bareWorld: world}) => {
    await world.write(
      'recording.ndjson',
      '{"received_at":"2026-11-22T08:00:00.000Z","headers":[],"body":"{\\"object\\":\\"page\\",\\"entry\\":[]}"}\n',
    )
    await world.write('chats/hi.yaml', 'name: hi\nsteps: [{say: hi}]\n')
    const {url, asked} = await startHanging()
    const args = line.replace('URL', `${url}/webhook`).split(' ')
    const running = startHere(world, args, {env: {MSGR_EMULATOR: '1', MSGR_APP_SECRET: 'secret'}})
    await Promise.race([asked, running.ended])

    running.send('SIGINT')

    expect(await endOf(running), running.err.text).toBe(130)
  })
})

test('a signal while a tunnel does not open ends listen, and the program of the tunnel', async ({
  bareWorld: world,
}) => {
  await world.write('tunnel.cjs', `console.error('tunnel ' + process.pid)\n${'setInterval(() => {}, 1000)'}`)
  await world.write('tunnel.sh', 'node tunnel.cjs 2> pid.txt')
  const args = ['listen', '--port', '0', '--no-subscribe', '--tunnel-command', 'sh tunnel.sh {port}']
  const child = startHere(world, args, {env: {MSGR_EMULATOR: '1'}})
  await child.out.holds('receiver')
  await expect.poll(() => world.read('pid.txt').catch(() => ''), {timeout: SOON_MS}).toContain('tunnel ')
  const [, pid = ''] = /tunnel (\d+)/.exec(await world.read('pid.txt')) ?? []

  child.send('SIGINT')

  expect(await endOf(child), child.err.text).toBe(130)
  await expect.poll(() => isRunning(pid), {timeout: SOON_MS}).toBe(false)
})

describe('a signal while standard input does not end', () => {
  test('ends whatever reads it, and takes what came for no input', async ({bareWorld: world}) => {
    const {url} = await startHanging()
    for (const line of ['profile set -', 'broadcast plan --to - --text Hi', 'login --with-token']) {
      let read = () => {}
      const isRead = new Promise<void>(resolve => {
        read = resolve
      })
      const running = world.start(line, {env: platform(url), stdin: new Readable({read})})
      await Promise.race([isRead, running.ended])

      running.send('SIGINT')

      expect(await endOf(running), line).toBe(130)
      expect(running.out.text, line).toBe('')
    }
  })

  test('ends the process too', async ({bareWorld: world}) => {
    const {url} = await startHanging()
    const child = startMsgr(['profile', 'set', '-'], {
      cwd: world.folder,
      env: environment(world, platform(url)),
      stdin: null,
    })
    await Promise.race([child.fillInput(), child.ended])

    child.kill('SIGINT')

    expect(await endOf(child), child.err.text).toBe(130)
    expect(child.out.text).toBe('')
  })
})

/** Verifies, says its own process id, and answers nothing else, whatever signal comes. */
const stubborn = `
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
require('node:http').createServer((request, response) => {
  const {searchParams} = new URL(request.url, 'http://bot')
  if (request.method === 'GET') response.end(searchParams.get('hub.challenge'))
  else console.log('bot ' + process.pid)
}).listen(process.env.PORT)
`

const deaf = `
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
console.log('bot ' + process.pid)
setInterval(() => {}, 1000)
`

describe('a signal to emulator test', () => {
  test.for([
    ['whose bot does not answer a delivery', stubborn, 'SIGINT', 130],
    ['whose bot does not open its port', deaf, 'SIGINT', 130],
    ['whose bot does not open its port, as SIGTERM', deaf, 'SIGTERM', 143],
  ] as const)('%s ends both', async ([, bot, signal, code], {bareWorld: world}) => {
    await world.write('bot.cjs', bot)
    await world.write('chats/hi.yaml', 'name: hi\nsteps: [{say: hi}, {expect: hello}]\n')
    const args = ['emulator', 'test', 'chats', '--ephemeral', '--timeout', '60s', '--', 'node', 'bot.cjs']
    const child = startHere(world, args, {env: {MSGR_EMULATOR: '1'}})
    await child.err.holds('bot ')
    const [, pid = ''] = /bot (\d+)/.exec(child.err.text) ?? []

    child.send(signal)

    expect(await endOf(child), child.err.text).toBe(code)
    await expect.poll(() => isRunning(pid), {timeout: SOON_MS}).toBe(false)
  })
})
