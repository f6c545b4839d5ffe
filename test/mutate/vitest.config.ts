import {defineConfig} from 'vitest/config'
import {patiently} from '../helpers/patience.ts'

/** The tests that `mutate.js` names, one file after the other. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: JSON.parse(process.env['MUTATE_TESTS'] ?? '[]'),
    exclude: ['**/*.long.test.ts'],
    setupFiles: ['mutate/load-mutated.js'],
    globalSetup: process.env['MUTATE_SETUP'] || [],
    testTimeout: patiently(10_000),
    hookTimeout: patiently(10_000),
    expect: {poll: {timeout: patiently(2_500)}},
    pool: 'threads',
    isolate: false,
    experimental: {fsModuleCache: true},
    env: {NO_COLOR: '1'},
  },
})
