import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {startMsgr} from '../helpers/child.ts'
import {test, type World} from '../helpers/world.ts'

const inside = ({folder, home}: World) => ({cwd: folder, env: {HOME: home, MSGR_HOME: home}})

describe('msgr as a process', () => {
  test('tells its version', async ({bareWorld: world}) => {
    const child = startMsgr(['--version'], inside(world))

    expect(await child.ended).toEqual({code: 0, signal: null})
    expect(child.out.text).toMatch(/^\d+\.\d+\.\d+(?:-rc\.\d+)?\n$/)
  })

  test('works on a fresh machine against the emulator, with nothing running', async ({bareWorld: world}) => {
    const child = startMsgr(['--emulator', 'label', 'list', '--json'], inside(world))

    expect(await child.ended).toEqual({code: 0, signal: null})
    expect(JSON.parse(child.out.text)).toEqual(
      expect.arrayContaining([expect.objectContaining({id: expect.any(String)})]),
    )
  })

  test('exits with 2 when it is misused', async ({bareWorld: world}) => {
    const child = startMsgr(['label', 'lst'], inside(world))

    expect(await child.ended).toEqual({code: 2, signal: null})
    expect(child.err.text).toContain('Did you mean msgr label list?')
  })

  test('reads settings files of every kind from the bundle', async ({bareWorld: world}) => {
    await world.write('.msgrrc', 'pages:\n  shop: {pageId: "42"}\n')
    await world.write('named.mjs', 'export default () => ({pages: {other: {pageId: "43"}}})')

    const found = startMsgr(['config', 'show', '--json'], inside(world))
    const named = startMsgr(['config', 'show', '--config', 'named.mjs', '--json'], inside(world))
    await Promise.all([found.ended, named.ended])

    expect(found.out.text).toContain('{"name":"pageId","value":"42","origin":null}')
    expect(named.out.text).toContain('{"name":"pageId","value":"43","origin":null}')
  })

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    test(`ended by ${signal} puts away what it opened and exits with ${code}`, async ({bareWorld: world}) => {
      const child = startMsgr(['emulator', 'start', '--port', '0'], inside(world))
      await child.out.holds('127.0.0.1')
      const locator = join(world.home, 'state', 'emulator', 'running.json')
      expect(existsSync(locator)).toBe(true)

      child.kill(signal)

      expect(await child.ended).toEqual({code, signal: null})
      expect(existsSync(locator)).toBe(false)
    })
  }

  test('whose reader goes away ends quietly', async ({bareWorld: world}) => {
    const child = startMsgr(['help', 'environment'], inside(world))
    child.stopReading()

    expect((await child.ended).code).toBe(0)
    expect(child.err.text).toBe('')
  })
})
