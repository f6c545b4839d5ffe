import type {MessengerProfile} from '../../src/platform/messenger-profile.ts'
import {normalProfile} from '../../src/platform/messenger-profile-normal.ts'
import type {EmulatedWorld} from '../helpers/world.ts'
import {randomFrom, randomPair} from './random-profiles.ts'

/** Just over the ten minutes in which a Page takes ten calls. */
const WINDOW_MS = 601_000

/**
 * Applies the second of many pairs of profiles to a Page that has the first, by command line, and has the emulator witness
 * what the Page had after every call that reached it. Yields each promise that was broken.
 */
export async function applyPairs(
  world: EmulatedWorld,
  seed: number,
  count: number,
): Promise<readonly string[]> {
  const broken: string[] = []
  const random = randomFrom(seed)
  const page = Object.values(world.emulator.world.state.pages)[0]
  if (page === undefined) throw new Error('the emulator has no Page')
  const witness = watch(page)
  for (let number = 1; number <= count; number += 1) {
    const [before, after] = randomPair(random)
    const fail = (what: string) => broken.push(`pair ${number} of seed ${seed}: ${what}`)
    page.profile = asStored(before)
    await world.write('profile.json', JSON.stringify(after))
    const run = async (line: string) => {
      const {code, out, err} = await world.msgr(`${line} --json`)
      if (code !== 0) fail(`${line} exits with ${code}: ${err}`)
      return code === 0 ? JSON.parse(out) : {}
    }

    witness.start()
    await run('profile apply profile.json --allow-deletes --yes')
    const {calls, states} = witness.stop()

    if (calls > 5) fail(`${calls} calls`)
    if (!isEqual(page.profile, after)) fail(`the Page has ${JSON.stringify(page.profile)}`)
    for (const property of Object.keys(normalProfile(before)).filter(each => each in normalProfile(after)))
      if (states.some(state => !(property in state))) fail(`${property} is missing for a moment`)

    witness.start()
    const {changes} = await run('profile apply profile.json --allow-deletes')
    if (witness.stop().calls !== 1 || changes?.length !== 0) fail('a second apply changes something')

    world.clock.advance(WINDOW_MS)
    page.profile = asStored(before)
    await run('profile pull --out pulled.yaml')
    const {changes: differences} = await run('profile diff pulled.yaml --exit-code')
    if (differences?.length !== 0) fail(`pull, then diff: ${JSON.stringify(differences)}`)
    world.clock.advance(WINDOW_MS)
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
  return {
    ...rest,
    ...(domains === undefined
      ? {}
      : {whitelisted_domains: domains.map(domain => `${domain.replace(/\/$/, '')}/`)}),
  }
}

interface Witness {
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
      states.push(structuredClone(page.profile))
    },
  })
  return {
    start: () => {
      states = []
    },
    stop: () => ({calls: states.length, states: [...states, structuredClone(page.profile)]}),
  }
}
