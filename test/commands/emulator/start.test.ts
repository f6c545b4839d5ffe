import {chmod} from 'node:fs/promises'
import {dirname} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {type RunOptions, test, type World} from '../../helpers/world.ts'

/** Runs `emulator start` until the test ends; returns when it is ready. */
async function start(world: World, flags: string, options?: RunOptions) {
  const running = world.start(`emulator start --port 0 --ephemeral ${flags}`, options)
  onTestFinished(async () => {
    running.send('SIGTERM')
    await running.ended
  })
  await running.out.holds('ready')
  return {running, url: /http:\/\/127\.0\.0\.1:\d+/.exec(running.out.text)?.[0] ?? ''}
}

/** A program in a PATH, which writes the address it is given to the file `opened`. */
async function opener(world: World, name: string, code = 0): Promise<string> {
  const file = await world.write(
    `bin/${name}`,
    `#!/bin/sh\nprintf '%s' "$*" > "${world.folder}/opened"\nexit ${code}\n`,
  )
  await chmod(file, 0o755)
  return `${dirname(file)}:${process.env['PATH']}`
}

const opened = (world: World) => expect.poll(() => world.read('opened').catch(() => ''))
const systemOpener = process.platform === 'darwin' ? 'open' : 'xdg-open'

describe('emulator start', () => {
  test('says that its address is a page for a browser', async ({bareWorld: world}) => {
    const {running, url} = await start(world, '')
    expect(running.out.text).toContain(`open ${url}/ in a browser`)
    expect(running.err.text).toBe('')
  })

  test('--open opens the page with the opener of the system', async ({bareWorld: world}) => {
    const PATH = await opener(world, systemOpener)
    const {url} = await start(world, '--open', {env: {PATH, DISPLAY: ':1', BROWSER: undefined}})
    await opened(world).toBe(`${url}/`)
  })

  test('--open honours BROWSER', async ({bareWorld: world}) => {
    const PATH = await opener(world, 'my-browser')
    const {url} = await start(world, '--open', {env: {PATH, BROWSER: 'my-browser --new %s:other'}})
    await opened(world).toBe(`--new ${url}/`)
  })

  for (const [why, env, name, code] of [
    ['my-browser ended with 3', {BROWSER: 'my-browser'}, 'my-browser', 3],
    ['missing-browser could not be started', {BROWSER: 'missing-browser'}, 'other', 0],
  ] as const)
    test(`--open goes on when ${why}`, async ({bareWorld: world}) => {
      const PATH = await opener(world, name, code)
      const {running, url} = await start(world, '--open', {env: {PATH, ...env}})
      await running.err.holds(why)
      expect(running.err.text).toContain(`Open ${url}/ in a browser`)
      expect((await fetch(`${url}/_msgr/health`)).status).toBe(200)
    })

  test('--open goes on without a display', async ({bareWorld: world, skip}) => {
    if (process.platform !== 'linux') skip('Only Linux can be without a display')
    const nothing = {DISPLAY: undefined, WAYLAND_DISPLAY: undefined, WSL_DISTRO_NAME: undefined}
    const {running} = await start(world, '--open', {env: {...nothing, BROWSER: undefined}})
    await running.err.holds('there is no display')
  })

  test('--echo-bot answers what people write', async ({bareWorld: world}) => {
    const {running, url} = await start(world, '--echo-bot')
    expect(running.out.text).toContain('echo bot')
    const MSGR_EMULATOR_URL = url
    await world.msgr(['--emulator', 'emulator', 'person', 'say', '6411223344556677', 'hello there'], {
      env: {MSGR_EMULATOR_URL},
    })
    await expect
      .poll(async () => JSON.stringify(await (await fetch(`${url}/_msgr/chat/6411223344556677`)).json()))
      .toContain('You said: hello there')
  })
})
