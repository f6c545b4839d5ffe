import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {env, execPath} from 'node:process'
import {describe, expect, test} from 'vitest'
import {patiently} from '../helpers/patience.ts'
import {FOLDER_VARIABLE} from '../helpers/postgres-folder.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {type StoreMutationName, storeMutationNames} from './mutations.ts'

/** Those that need a moment of two processes: chaos notices them. */
const needChaos: readonly StoreMutationName[] = ['journal after the send']

/** How the tests of the store end over a store that is broken on purpose: what they print. */
function runStoreTests(mutation: string): Promise<{readonly failed: boolean; readonly out: string}> {
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
  const args = [
    'run',
    '--config',
    join(import.meta.dirname, 'mutated/vitest.config.ts'),
    'bulk/postgres-store',
  ]
  const given = {...env, [FOLDER_VARIABLE]: undefined, MSGR_MUTATION: mutation, NO_COLOR: '1'}
  return new Promise(resolve =>
    execFile(execPath, [vitest, ...args], {env: given}, (error, out, err) =>
      resolve({failed: error !== null, out: out + err}),
    ),
  )
}

describe.skipIf(!hasPostgres('stores that are broken on purpose'))('a broken store', () => {
  test.each(storeMutationNames.filter(name => !needChaos.includes(name)))(
    'is noticed by the tests of the store: %s',
    {timeout: patiently(60_000)},
    async name => {
      const {failed, out} = await runStoreTests(name)

      expect(failed, out).toBe(true)
      // Noticed by a test, not because nothing could be started.
      expect(out).toMatch(/Tests .*\d+ failed.* \d+ passed/)
    },
  )
})
