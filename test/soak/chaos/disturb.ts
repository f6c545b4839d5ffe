import {setTimeout as sleep} from 'node:timers/promises'
import {seeded} from '../../../src/emulator/graph/faults.ts'
import type {CrashingCluster} from '../../helpers/crashing-postgres.ts'
import type {ChaosPlatform} from './chaos-platform.ts'
import {LEASE_MS} from './hurried-command.ts'
import type {ChaosWorker} from './worker.ts'

/** Workers start, which takes a while on a busy machine. */
const FIRST_WAIT_MS = 30_000
/** While nothing is accepted, everybody may have it or nobody can send. */
const WAIT_MS = 2500

/** What happens to a worker, or to the database of all of them. */
export type Disturbance = 'kill' | 'stop' | 'cut' | 'reset' | 'drop' | 'engine'

const disturbances: readonly Disturbance[] = [
  'kill',
  'kill',
  'stop',
  'stop',
  'cut',
  'cut',
  'reset',
  'drop',
  'engine',
]

interface Given {
  readonly seed: number
  readonly most: number
  readonly workers: readonly ChaosWorker[]
  readonly cluster: CrashingCluster
  readonly platform: ChaosPlatform
  /** Ends all connections of the database. */
  readonly drop: () => Promise<unknown>
  /** The process ids of workers that send for a Page. */
  readonly holders: () => Promise<readonly number[]>
  readonly isOver: () => Promise<boolean>
}

/** Disturbs workers as the seed says until everything is sent or `most` is reached; then mends everything. Returns what it did. */
export async function disturb(given: Given): Promise<Partial<Record<Disturbance, number>>> {
  const {seed, most, workers, cluster, platform, drop, holders, isOver} = given
  const random = seeded(seed)
  const tally: Partial<Record<Disturbance, number>> = {}
  /** Workers that are stopped or cut off, until they are not. */
  const mending = new Map<ChaosWorker, Promise<void>>()
  await platform.accepts(FIRST_WAIT_MS)
  let next: Disturbance[] = []
  for (let number = 0; number < most; number++) {
    await platform.accepts(WAIT_MS)
    await sleep(random() * 400)
    if (await isOver()) break
    // Each kind in its turn, in an order of the seed.
    if (next.length === 0) next = shuffled(disturbances, random)
    const what = next.pop() ?? 'kill'
    const free = workers.filter(one => !mending.has(one))
    const pids = await holders()
    const busy = free.filter(({pid}) => pids.includes(pid()))
    const worker = pick([busy, free, workers].find(({length}) => length > 0) ?? workers, random)
    const lastsMs = LEASE_MS * (0.5 + 2 * random())
    const signal = random() < 0.5 ? 'SIGQUIT' : 'SIGKILL'
    tally[what] = (tally[what] ?? 0) + 1
    if (what === 'kill') worker.replace()
    else if (what === 'drop') await drop()
    else if (what === 'engine') await cluster.crash(signal)
    else if (!mending.has(worker)) {
      const mend = worker.disturb(what)
      mending.set(
        worker,
        sleep(lastsMs)
          .then(mend)
          .finally(() => mending.delete(worker)),
      )
    }
  }
  await Promise.all(mending.values())
  return tally
}

const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] =>
  items
    .map(item => ({item, at: random()}))
    .toSorted((one, other) => one.at - other.at)
    .map(({item}) => item)

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}
