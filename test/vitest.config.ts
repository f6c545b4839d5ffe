import {availableParallelism} from 'node:os'
import {defineConfig} from 'vitest/config'
import {BaseSequencer, type TestSpecification} from 'vitest/node'
import {patience, patiently} from './helpers/patience.ts'

/** They take longest, and what begins last ends last: the longest first. */
const longest = [
  'docs/pages.long',
  'chat-page/conversation',
  'json/every-command.long',
  'soak/soak.long',
  'library/package.long',
  'chat-page/pictures.long',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({moduleId}: TestSpecification) => {
      const found = longest.findIndex(name => moduleId.endsWith(`/${name}.test.ts`))
      return found === -1 ? longest.length : found
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    // soak/vitest.config.ts runs these.
    exclude: ['**/*.long.test.ts'],
    sequence: {sequencer: LongestFirst},
    testTimeout: patiently(60_000),
    hookTimeout: patiently(60_000),
    globalSetup: ['helpers/scratch-in-memory.ts', 'helpers/postgres-folder.ts'],
    expect: {poll: {timeout: patiently(10_000)}},
    pool: 'threads',
    // Modules do nothing on import and hold no state, so that files may share them: a quarter less time.
    isolate: false,
    // What esbuild made of the sources, by their contents.
    experimental: {fsModuleCache: true},
    // Many tests wait for a process, a browser or a socket: two more than there are cores keep these busy.
    maxWorkers: availableParallelism() + 2,
    // Measured once, for all files.
    env: {NO_COLOR: '1', MSGR_TEST_PATIENCE: String(patience)},
  },
})
