import {expect} from 'vitest'
import {pageOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const set = async ({ask}: Asking, query: string) => (await ask(`POST /v26.0/me/nlp_configs?${query}`)).body
const stored = ({emulator}: Asking) => pageOf(emulator).nlpConfigs

test('what is set by the query is kept, and the rest stays', async ({start}) => {
  const asking = await start()

  expect(await set(asking, 'nlp_enabled=true&model=CUSTOM&custom_token=WIT')).toEqual({success: true})
  expect(await set(asking, 'n_best=8&verbose=false')).toEqual({success: true})

  expect(stored(asking)).toEqual({
    nlp_enabled: 'true',
    model: 'CUSTOM',
    custom_token: 'WIT',
    n_best: '8',
    verbose: 'false',
  })
})

test.for([
  ['model=KLINGON', '(#100) Param model must be one of {ARABIC, CHINESE'],
  ['n_best=9', '(#100) Param n_best is out of range'],
  ['n_best=0', '(#100) Param n_best is out of range'],
  ['nlp_enabled=maybe', '(#100) Param nlp_enabled must be a boolean.'],
] as const)('%s is refused, and nothing is set', async ([query, message], {start}) => {
  const asking = await start()

  const {error} = await set(asking, `verbose=true&${query}`)

  expect(error.code).toBe(100)
  expect(error.message).toContain(message)
  expect(stored(asking)).toBeUndefined()
})
