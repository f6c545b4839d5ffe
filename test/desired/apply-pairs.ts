import {createUndiciTransport} from '../../src/api/core/undici-transport.ts'
import {createApi} from '../../src/api/index.ts'
import {applyProfile} from '../../src/desired/apply-profile.ts'
import {planProfile} from '../../src/desired/profile-plan.ts'
import type {Emulator} from '../../src/emulator/index.ts'
import {type MessengerProfile, profileProperties} from '../../src/platform/messenger-profile.ts'
import {normalProfile} from '../../src/platform/messenger-profile-normal.ts'
import {asWritten} from '../../src/platform/profile-as-written.ts'
import {liftRateLimits, pageOf} from '../helpers/probe.ts'
import type {EmulatedWorld} from '../helpers/world.ts'
import {randomFrom, randomPair} from './random-profiles.ts'

/** How profiles are applied and pulled; each yields the changes it made or saw. */
export interface Way {
  readonly apply: (wanted: MessengerProfile) => Promise<readonly unknown[]>
  readonly pullAndDiff: () => Promise<readonly unknown[]>
}

/** As a person does it. */
export function byCommandLine(world: EmulatedWorld): Way {
  const run = async (line: string) => {
    const {code, out, err} = await world.msgr(`${line} --json`)
    if (code !== 0) throw new Error(`${line} exits with ${code}: ${err}`)
    return JSON.parse(out)
  }
  return {
    apply: async wanted => {
      await world.write('profile.json', JSON.stringify(wanted))
      return (await run('profile apply profile.json --allow-deletes --yes')).changes
    },
    pullAndDiff: async () => {
      await run('profile pull --out pulled.yaml')
      return (await run('profile diff pulled.yaml --exit-code')).changes
    },
  }
}

/** What the commands do, without the command line around it. */
export async function byCalls(emulator: Emulator): Promise<Way> {
  const {pageToken, appSecret} = await emulator.connection()
  const transport = await createUndiciTransport()
  const {messengerProfile} = createApi({graphUrl: emulator.url, pageToken, appSecret, transport})
  const read = () => messengerProfile.get(profileProperties)
  return {
    apply: async wanted => {
      const present = await read()
      const plan = planProfile(present, wanted, {allowDeletes: true})
      if (plan.changes.length === 0) return []
      const {refused} = await applyProfile(messengerProfile, plan, present)
      return [...plan.changes, ...refused]
    },
    pullAndDiff: async () => {
      const pulled = asWritten(await read())
      return planProfile(await read(), pulled, {allowDeletes: true}).changes
    },
  }
}

/**
 * Applies the second of many pairs of profiles to a Page that has the first, and has the emulator witness what the Page had
 * after every call that reached it. Yields each promise that was broken.
 */
export async function applyPairs(
  emulator: Emulator,
  way: Way,
  {seed, count}: {readonly seed: number; readonly count: number},
): Promise<readonly string[]> {
  const broken: string[] = []
  const random = randomFrom(seed)
  const page = pageOf(emulator)
  if (page === undefined) throw new Error('the emulator has no Page')
  // The allowance of a day is not what this is about; the ten calls in ten minutes stay in force.
  liftRateLimits(emulator)
  const witness = watch(page)
  for (let number = 1; number <= count; number += 1) {
    const [before, after] = randomPair(random)
    const fail = (what: string) => broken.push(`pair ${number} of seed ${seed}: ${what}`)
    page.profile = asStored(before)

    witness.start()
    await way.apply(after)
    const {calls, states} = witness.stop()

    if (calls > 5) fail(`${calls} calls`)
    if (!isEqual(page.profile, after)) fail(`the Page has ${JSON.stringify(page.profile)}`)
    for (const property of Object.keys(normalProfile(before)).filter(each => each in normalProfile(after)))
      if (states.some(state => !(property in state))) fail(`${property} is missing for a moment`)

    witness.start()
    const changes = await way.apply(after)
    if (witness.stop().calls !== 1 || changes.length > 0) fail('a second apply changes something')

    page.profile = asStored(before)
    witness.start()
    const differences = await way.pullAndDiff()
    if (differences.length > 0) fail(`pull, then diff: ${JSON.stringify(differences)}`)
  }
  return broken
}

const isEqual = (one: MessengerProfile, other: MessengerProfile) =>
  JSON.stringify(sorted(normalProfile(one))) === JSON.stringify(sorted(normalProfile(other)))

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, each]) => [key, sorted(each)]),
        )
      : value

/** Domains are read back with a slash at the end. */
function asStored(profile: MessengerProfile): Record<string, unknown> {
  const {whitelisted_domains: domains, ...rest} = profile
  if (domains === undefined) return rest
  return {...rest, whitelisted_domains: domains.map(domain => `${domain.replace(/\/$/, '')}/`)}
}

interface Witness {
  /** Counts anew, as ten minutes later. */
  readonly start: () => void
  /** How many calls came, and what the Page had before each of them and has now. */
  readonly stop: () => {readonly calls: number; readonly states: readonly object[]}
}

/** The emulator notes the time of every call to the profile before it answers: that is the moment to look. */
function watch(page: {profile: object; profileCallsMs: number[]}): Witness {
  let times: number[] = page.profileCallsMs
  let states: object[] = []
  Object.defineProperty(page, 'profileCallsMs', {
    get: () => times,
    set(next: number[]) {
      times = next
      states.push({...page.profile})
    },
  })
  return {
    start: () => {
      ;[times, states] = [[], []]
    },
    stop: () => ({calls: states.length, states: [...states, {...page.profile}]}),
  }
}
