import {describe, expect} from 'vitest'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import {journalOf, people, test} from './bulk-world.ts'
import {readStatus} from './on-files.ts'

describe('a run that a worker sends', () => {
  test('is handed back with the time at which its hours begin, instead of waiting for them', async ({
    world,
  }) => {
    const until = Date.UTC(2026, 10, 23, 9)
    const run = await world.freeze(people(2), {
      isDetached: true,
      schedule: {zone: 'UTC', at: '2026-11-23T09:00:00.000Z'},
    })
    const startMs = world.clock.now()

    const end = await world.send(run, {isDetached: true})

    const reason = 'nothing is sent before 2026-11-23 09:00 (UTC)'
    expect(end).toMatchObject({state: 'scheduled', until, reason, exitCode: 0, counts: {remaining: 2}})
    expect(world.clock.now()).toBe(startMs)
    expect(await readStatus(run)).toMatchObject({state: 'scheduled', until, reason, isDetached: true})
    expect(JSON.parse((await journalOf(run))[0] ?? '')).toMatchObject({event: 'start', isDetached: true})
  })

  test.for(['before it begins', 'while it is sent'])(
    'is due at once where the worker is ended %s, by the clock of the platform',
    async (when, {world}) => {
      const run = await world.freeze(people(3), {isDetached: true})
      const until = world.clock.now() + 3_600_000
      const stop = new AbortController()
      const send = async (): Promise<SendOutcome> => {
        stop.abort()
        return {kind: 'sent', messageId: 'm'}
      }
      if (when === 'before it begins') stop.abort()
      const aheadMs = () => 3_600_000

      const end = await world.send(run, {isDetached: true, send, signal: stop.signal, width: 1, aheadMs})

      expect(end).toMatchObject({state: 'scheduled', reason: 'interrupted', until})
      expect(await readStatus(run)).toMatchObject({state: 'scheduled', until, isDetached: true})
    },
  )

  test('and that a person continues is theirs', async ({world}) => {
    const run = await world.freeze(people(2), {isDetached: true})

    await world.send(run, {signal: AbortSignal.abort()})

    expect(await readStatus(run)).toMatchObject({state: 'interrupted', isDetached: false})
    expect(JSON.parse((await journalOf(run))[0] ?? '')).not.toHaveProperty('isDetached')
  })
})
