import {expect} from 'vitest'
import {journalOf, people, test} from './bulk-world.ts'

const PEOPLE = 6

test('a message whose attempt took more than ten seconds to record is not sent then, but later, and once', async ({
  world,
}) => {
  const run = await world.freeze(people(PEOPLE))
  let [commits, aheadMs] = [0, 0]
  const sentAtCommit: number[] = []
  let commitMs = 0
  const begun = performance.now()

  const {state, counts} = await world.send(run, {
    width: 1,
    clock: {...world.clock, now: () => world.clock.now() + aheadMs},
    // As when the machine is suspended while the disk or the database answers: 10 s are still in time.
    onCommit: ms => {
      commits += 1
      commitMs += ms
      if (commits === 2) aheadMs += 10_000
      if (commits === 3) aheadMs += 10_001
    },
    send: request => {
      sentAtCommit.push(commits)
      return world.platform.send(request)
    },
  })

  expect([state, counts.sent]).toEqual(['done', PEOPLE])
  expect(commitMs).toBeGreaterThan(0)
  expect(commitMs).toBeLessThanOrEqual(performance.now() - begun)
  expect([...world.platform.deliveries.values()]).toEqual(people(PEOPLE).map(() => 1))
  expect(sentAtCommit).toEqual([1, 2, 4, 5, 6, 7])
  const late = (await journalOf(run)).filter(line => line.includes('recording the attempt took too long'))
  expect(late).toEqual([expect.stringContaining('"event":"unsent","line":3')])
})
