import {openDatabase} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {type EmulatedWorld, test, worldAt} from '../../helpers/world.ts'

/** What the environment of a command has for the list to be there. */
export type ListEnv = Readonly<Record<string, string>>

interface Fixtures {
  readonly env: ListEnv
  readonly world: EmulatedWorld
}

/** Lists in the state folder. */
export const inFile = test.extend<{env: ListEnv}>({env: {}})

/** Lists in a database, which nothing else is in. */
const inStore: typeof inFile = test.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures in use off this pattern
  env: async ({}, use) => {
    await use({MSGR_STORE: (await openDatabase()).url()})
  },
  world: async ({world, env}, use) => {
    await use({...world, ...worldAt(world, {MSGR_EMULATOR: '1', ...env})})
  },
})

/** Where the list of a Page can be. What is promised of it holds in each. */
export const homes = [
  {home: 'a file', test: inFile},
  ...(hasPostgres('lists of opted-out people in a store') ? [{home: 'a store', test: inStore}] : []),
]
