import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const tooMany = {error: {message: '(#613) Calls to this api have exceeded the rate limit.', code: 613}}

/** In the time of this machine, as a person reads it. */
const clock = (ms: number) => {
  const at = new Date(Math.ceil(ms / 60_000) * 60_000)
  return [at.getHours(), at.getMinutes()].map(number => String(number).padStart(2, '0')).join(':')
}

describe('the limit of the Messenger Profile', () => {
  test.for([
    ['profile get'],
    ['profile delete greeting --yes'],
    ['profile set profile.yaml'],
    ['profile menu get 6411223344556677'],
  ] as const)(
    '%s says when it is free again, and does not try again within seconds',
    async ([line], {bareWorld}) => {
      const {env, calls} = await startRules([{path: '', status: 400, answer: tooMany}])
      await bareWorld.write('profile.yaml', 'account_linking_url: https://shop.example.com/\n')
      const startMs = bareWorld.clock.now()

      const {code, err} = await bareWorld.msgr(line, {env})

      expect(code).toBe(5)
      expect(err).toContain('10 calls in 10 minutes')
      expect([startMs, bareWorld.clock.now()].map(ms => `Free again by ${clock(ms + 600_000)}`)).toContain(
        /Free again by \d\d:\d\d/.exec(err)?.[0],
      )
      expect(err).not.toContain('trying again')
      expect(calls).toHaveLength(1)
    },
  )

  test('is over when the platform says so', async ({bareWorld}) => {
    const usage = {1: [{call_count: 100, estimated_time_to_regain_access: 3}]}
    const headers = {'x-business-use-case-usage': JSON.stringify(usage)}
    const {env} = await startRules([{path: '', status: 400, answer: tooMany, headers}])
    const startMs = bareWorld.clock.now()

    const {err} = await bareWorld.msgr('profile get --json', {env})

    const {freeAt} = JSON.parse(err.trim().split('\n').at(-1) ?? '').error.graph
    expect(freeAt).toMatch(/Z$/)
    expect(Date.parse(freeAt) - startMs).toBeGreaterThanOrEqual(180_000)
    expect(Date.parse(freeAt) - startMs).toBeLessThan(400_000)
  })

  test('is met by the eleventh call on the emulator', async ({world}) => {
    for (let calls = 0; calls < 10; calls += 1) await world.msgr('profile get')

    const {code, err} = await world.msgr('profile get')

    expect(code).toBe(5)
    expect(err).toMatch(/Free again by \d\d:\d\d/)
  })
})
