import {networkInterfaces} from 'node:os'
import {expect, onTestFinished, test} from 'vitest'
import {findListeners} from '../../../src/webhook/locator.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import {createWorld} from '../../helpers/world.ts'
import {appSecret, listening, posting} from './listening.ts'

/** Another address of this machine than the one of loopback. */
const network = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .find(({family, internal}) => family === 'IPv4' && !internal)?.address

async function listenOn(...flags: readonly string[]) {
  const world = await createWorld()
  const running = await listening(world, flags, {env: {MSGR_EMULATOR: undefined}})
  onTestFinished(async () => {
    running.send('SIGINT')
    await running.ended
  })
  return {...running, world}
}

test('the receiver is at the address of --host, and other commands find it', async context => {
  if (process.platform === 'darwin') return context.skip('this machine has no address 127.0.0.2')
  const {url, world} = await listenOn('--host', '127.0.0.2')
  const sample = await loadSample('messages.text')

  expect(url).toMatch(/^http:\/\/127\.0\.0\.2:/)
  expect(await posting(url).post(sample)).toBe(200)
  await expect(posting(url.replace('127.0.0.2', '127.0.0.1')).post(sample)).rejects.toThrow()
  const {code, out} = await world.msgr('trigger messages.text', {
    env: {MSGR_EMULATOR: undefined, MSGR_APP_SECRET: appSecret},
  })
  expect([code, out]).toEqual([0, expect.stringContaining('127.0.0.2')])
})

test('0.0.0.0 is every address of this machine; this machine itself uses loopback', async context => {
  if (network === undefined) return context.skip('this machine has no network')
  const {url, out, world} = await listenOn('--host', '0.0.0.0')

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  expect(out.text).toContain('at every address of this machine, signatures checked')
  expect(await findListeners(`${world.home}/state`)).toMatchObject([{url}])
  for (const host of ['127.0.0.1', network])
    expect(await posting(url.replace('127.0.0.1', host)).post(await loadSample('messages.text'))).toBe(200)
})

test('without --host nobody else reaches it', async context => {
  if (network === undefined) return context.skip('this machine has no network')
  const {url} = await listenOn()

  await expect(posting(url.replace('127.0.0.1', network)).post({})).rejects.toThrow()
})

test('IPv6 addresses are taken with and without brackets', async () => {
  for (const host of ['::1', '[::1]']) {
    const {url} = await listenOn('--host', host)

    expect(url).toMatch(/^http:\/\/\[::1\]:\d+\/webhook$/)
    expect(await posting(url).post(await loadSample('messages.text'))).toBe(200)
  }
})

test.each([
  [
    '--host http://0.0.0.0',
    2,
    '--host http://0.0.0.0 is not an address\n  Name an address of this machine without a port',
  ],
  ['--host 0.0.0.0:1337', 2, 'is not an address'],
  ['--host ""', 2, 'is not an address'],
  ['--host 0.0.0.0 --tunnel cloudflared', 2, '--host and a tunnel exclude each other'],
  ['--host 10.1.2.3 --port 4000 --forward-to http://10.1.2.3:4000/', 2, 'leads back to this receiver'],
  [
    '--host 192.0.2.1 --port 0',
    1,
    'This machine has no address 192.0.2.1 to listen on\n  Name one that it has',
  ],
])('%s is refused', async (flags, exit, text) => {
  const {code, err} = await (await createWorld()).msgr(`listen ${flags}`)

  expect([code, err]).toEqual([exit, expect.stringContaining(text)])
})

test('a dry run says where it would listen', async () => {
  const {out} = await (await createWorld()).msgr('listen --host ::1 --dry-run')

  expect(out).toContain('http://[::1]:1337/webhook')
})
