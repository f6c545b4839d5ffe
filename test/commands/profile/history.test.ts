import {chmod, readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {patiently} from '../../helpers/patience.ts'
import {pageOf} from '../../helpers/probe.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const pageIn = ({emulator}: EmulatedWorld) => pageOf(emulator)
const profileOf = (world: EmulatedWorld) => pageIn(world)?.profile
const greeting = (text: string) => ({greeting: [{locale: 'default', text}]})

async function set(world: EmulatedWorld, profile: object) {
  world.clock.advance(11 * 60_000)
  return world.msgr('profile set - --yes', {stdin: JSON.stringify(profile)})
}

async function historyOf(world: EmulatedWorld) {
  return JSON.parse((await world.msgr('profile history --json')).out)
}

describe('profile history', () => {
  test('lists what each command replaced, the newest first', async ({world}) => {
    await set(world, {get_started: {payload: 'A'}})
    await set(world, {get_started: {payload: 'B'}, ...greeting('Hi')})
    await world.msgr('profile delete greeting --yes')
    await world.write('profile.yaml', 'get_started: {payload: C}')
    await world.msgr('profile apply profile.yaml')
    await world.write('page.yaml', 'profile: {get_started: {payload: D}}')
    world.clock.advance(11 * 60_000)
    await world.msgr('page apply')

    const history = await historyOf(world)
    const {out} = await world.msgr('profile history')

    expect(
      history.map(({number, command, changed, profile}: Record<string, unknown>) => [
        number,
        command,
        changed,
        (profile as {get_started?: {payload: string}}).get_started?.payload,
      ]),
    ).toEqual([
      [1, 'page apply', ['get_started'], 'C'],
      [2, 'profile apply', ['get_started'], 'B'],
      [3, 'profile delete', ['greeting'], 'B'],
      [4, 'profile set', ['get_started', 'greeting'], 'A'],
      [5, 'profile set', ['get_started'], undefined],
    ])
    expect(out).toMatch(/^1\t\d{4}-.*Z\tpage apply\tget_started$/m)
  })

  test('is kept for each Page, and only its owner can read it', async ({world}) => {
    await set(world, {get_started: {payload: 'A'}})

    const other = await world.msgr(['profile', 'history', '--page', 'Acme Support', '--json'])
    const folder = join(world.home, 'state/history/emulator', '109876543210987')
    const [file = ''] = await readdir(folder)

    expect(JSON.parse(other.out)).toEqual([])
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
  })

  test(
    'keeps the last 50 states',
    async ({world}) => {
      for (let number = 0; number < 53; number += 1) await set(world, {get_started: {payload: `P${number}`}})

      const history = await historyOf(world)

      expect(history).toHaveLength(50)
      expect(history[0].profile).toEqual({get_started: {payload: 'P51'}})
    },
    patiently(120_000),
  )

  test('does not hold what the platform refused to change, nor what a dry run shows', async ({world}) => {
    await set(world, {get_started: {payload: 'A'}})
    await world.msgr('emulator fault add --call "POST /me/messenger_profile" --error 100')
    const refused = await set(world, {get_started: {payload: 'B'}})
    const menu = {
      persistent_menu: [{locale: 'default', call_to_actions: [{type: 'postback', title: 'T', payload: 'P'}]}],
    }
    await world.write('menu.json', JSON.stringify(menu))
    const apply = await world.msgr('profile apply menu.json --yes')
    await world.msgr('profile set menu.json --dry-run')
    await world.msgr('profile delete get_started --dry-run')

    expect([refused.code, apply.code]).toEqual([1, 1])
    expect(await historyOf(world)).toHaveLength(1)
  })

  test('that cannot be written is a warning, and the change is made', async ({world}) => {
    await world.msgr('profile history')
    await world.write('../home/state/history/emulator', 'in the way').catch(() => {})
    await chmod(join(world.home, 'state'), 0o700)

    const {code, err} = await set(world, {get_started: {payload: 'A'}})

    expect(code).toBe(0)
    expect(err).toContain('could not be saved for msgr profile restore')
    expect(profileOf(world)).toEqual({get_started: {payload: 'A'}})
  })

  test('holds no token', async ({bareWorld: world}) => {
    const rules = await startRules([
      {method: 'GET', path: 'messenger_profile', answer: {data: [{get_started: {payload: 'A'}}]}},
      {method: 'POST', path: 'messenger_profile', answer: {result: 'success'}},
    ])

    const {code} = await world.msgr('profile set - --yes', {
      stdin: '{"get_started":{"payload":"B"}}',
      env: rules.env,
    })
    const {out} = await world.msgr('profile history --json', {env: rules.env})

    expect(code).toBe(0)
    expect(out).toContain('"payload":"A"')
    expect(out).not.toContain('EAABfake')
  })
})

describe('profile restore', () => {
  test('shows what changes, brings the whole state back, and once more undoes it', async ({world}) => {
    await set(world, {get_started: {payload: 'A'}})
    await set(world, {get_started: {payload: 'B'}, ...greeting('Hi')})

    const unasked = await world.msgr('profile restore')
    const restored = await world.msgr('profile restore --yes')
    const first = {...profileOf(world)}
    world.clock.advance(11 * 60_000)
    const undone = await world.msgr('profile restore --yes --json')

    expect(unasked).toMatchObject({code: 2, err: expect.stringContaining('--yes')})
    expect(unasked.err).toContain('~ get_started, payload: "B" → "A"')
    expect(restored.code).toBe(0)
    expect(restored.out).toContain('- greeting')
    expect(first).toEqual({get_started: {payload: 'A'}})
    expect(undone.code).toBe(0)
    expect(profileOf(world)).toMatchObject({get_started: {payload: 'B'}, ...greeting('Hi')})
    expect((await historyOf(world)).map(({command}: {command: string}) => command)).toEqual([
      'profile restore',
      'profile restore',
      'profile set',
      'profile set',
    ])
  })

  test('takes a state by its number or its time', async ({world}) => {
    for (const payload of ['A', 'B', 'C']) await set(world, {get_started: {payload}})
    const [, , oldest] = await historyOf(world)

    world.clock.advance(11 * 60_000)
    await world.msgr('profile restore 2 --yes')
    const byNumber = {...profileOf(world)}
    world.clock.advance(11 * 60_000)
    const byTime = await world.msgr(`profile restore ${oldest.replacedAt} --yes`)

    expect(byNumber).toEqual({get_started: {payload: 'A'}})
    expect(byTime.code).toBe(0)
    expect(profileOf(world)).toEqual({})
  })

  test.for(['9', '2020-01-01', 'yesterday'])(
    'refuses %s, which is no state that is kept',
    async (which, {world}) => {
      await set(world, {get_started: {payload: 'A'}})

      const {code, err} = await world.msgr(`profile restore ${which} --yes`)

      expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('msgr profile history')})
      expect(profileOf(world)).toEqual({get_started: {payload: 'A'}})
    },
  )

  test('is no change by somebody else for the next apply', async ({world}) => {
    await world.write('profile.yaml', 'get_started: {payload: A}')
    await world.msgr('profile apply profile.yaml')
    await world.write('next.yaml', 'get_started: {payload: B}')
    await world.msgr('profile apply next.yaml')
    world.clock.advance(11 * 60_000)
    await world.msgr('profile restore --yes')

    expect((await world.msgr('profile apply next.yaml')).code).toBe(0)
  })
})
