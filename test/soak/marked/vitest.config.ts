import {defineConfig} from 'vitest/config'
import config from '../../vitest.config.ts'

/** Their signatures were made elsewhere, with a secret that carries no marker. */
const unmarkable = [
  'commands/signed-request/verify.test.ts',
  'library/members/members.test.ts',
  'platform/signature.test.ts',
]

/** The whole suite, one file after the other, with everything recorded that it writes. */
export default defineConfig({
  test: {
    ...config.test,
    setupFiles: [`${import.meta.dirname}/setup.ts`],
    maxWorkers: 1,
    exclude: ['{bulk,chat-page,library,soak}/**/*.long.test.ts', ...unmarkable],
  },
})
