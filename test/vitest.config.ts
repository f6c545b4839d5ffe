import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    // Fails now and then, for a reason that is not known: run it by itself, with npm run soak or vitest test/soak.
    exclude: ['soak/**', '**/node_modules/**'],
    testTimeout: 15_000,
    hookTimeout: 15_000,
    pool: 'threads',
    maxWorkers: '100%',
    env: {NO_COLOR: '1'},
  },
})
