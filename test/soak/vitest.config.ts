import {defineConfig} from 'vitest/config'
import config from '../vitest.config.ts'

/** The tests that take long: kills, memory, the package, the chat page in detail. `npm run soak` runs them, and CI. */
export default defineConfig({
  test: {...config.test, globalSetup: [], include: ['**/*.long.test.ts'], exclude: []},
})
