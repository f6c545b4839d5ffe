import {defineConfig} from 'vitest/config'
import {patiently} from '../helpers/patience.ts'

const tests = (process.env['MUTATE_TESTS'] ?? '').split(',')

/** The tests that `mutate.js` names, one file after the other. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: tests,
    // Only where one is named.
    exclude: tests.some(name => name.includes('.long.')) ? [] : ['**/*.long.test.ts'],
    globalSetup: ['helpers/postgres-folder.ts'],
    testTimeout: patiently(10_000),
    hookTimeout: patiently(10_000),
    expect: {poll: {timeout: patiently(2_500)}},
    pool: 'threads',
    isolate: false,
    experimental: {fsModuleCache: true},
    env: {NO_COLOR: '1'},
  },
})
