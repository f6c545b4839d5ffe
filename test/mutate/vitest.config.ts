import {defineConfig} from 'vitest/config'

/** The tests that `mutate.js` names, one file after the other. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: (process.env['MUTATE_TESTS'] ?? '').split(','),
    exclude: ['**/*.long.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'threads',
    isolate: false,
    env: {NO_COLOR: '1'},
  },
})
