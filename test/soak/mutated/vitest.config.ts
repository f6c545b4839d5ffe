import {env} from 'node:process'
import {defineConfig} from 'vitest/config'
import config from '../../vitest.config.ts'
import {mutated, type StoreMutationName, storeMutations} from '../mutations.ts'

const mutations = storeMutations[env['MSGR_MUTATION'] as StoreMutationName]

/** Tests of `npm test` over a store that MSGR_MUTATION breaks. */
export default defineConfig({
  plugins: [
    {
      name: 'mutated',
      enforce: 'pre',
      transform: (code, id) => {
        const changed = mutated(id, code, mutations)
        return changed === code ? undefined : {code: changed}
      },
    },
  ],
  test: {...config.test, experimental: {}},
})
