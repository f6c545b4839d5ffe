import {expect, onTestFinished, test} from 'vitest'
import {openJqFilter} from '../../../src/cli/select/jq.ts'
import {createClock} from '../../helpers/clock.ts'

test('results that are filtered at once each get their own answer, in their order', async () => {
  const {filter, close} = await openJqFilter('.name', {
    clock: createClock(),
    signal: new AbortController().signal,
  })
  onTestFinished(close)

  const filtered = await Promise.all(['{"name":"Ada"}', '{"name":"Ben"}', '{"name":"Chloé"}'].map(filter))

  expect(filtered.map(({outputs}) => outputs)).toEqual([['Ada'], ['Ben'], ['Chloé']])
})
