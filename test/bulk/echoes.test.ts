import {expect, test} from 'vitest'
import {echoesIn, markOf} from '../../src/bulk/echoes.ts'

const run = '20261122-090000-800000'

/** A delivery of echoes, in `messaging` or `standby`. */
const delivery = (messages: readonly object[], channel = 'messaging') => ({
  object: 'page',
  entry: [{id: '1', [channel]: messages.map(message => ({recipient: {id: '6411'}, message}))}],
})
const echo = (more: object = {}) => ({mid: 'm_1', is_echo: true, metadata: markOf(run, 17), ...more})

test.each(['messaging', 'standby'])(
  'an echo in %s names the line of its run, its message and its person',
  channel => {
    expect([...echoesIn(delivery([echo()], channel), run)]).toEqual([
      {line: 17, messageId: 'm_1', psid: '6411'},
    ])
  },
)

test.each<[string, object]>([
  ['a message of a person', echo({is_echo: undefined})],
  ['no echo', echo({is_echo: false})],
  ['an echo of another run', echo({metadata: markOf('20261122-090000-800001', 17)})],
  ['an echo with other metadata', echo({metadata: 'mine'})],
  ['an echo of no line', echo({metadata: `${run}:0`})],
  ['an echo with more behind its mark', echo({metadata: `${run}:17x`})],
  ['an echo with more before its mark', echo({metadata: `x${run}:17`})],
  ['an echo without a mark', echo({metadata: undefined})],
  ['an echo with metadata that is no text', echo({metadata: {run}})],
  ['an echo without the id of its message', echo({mid: undefined})],
])('%s is none of a run', (_, message) => {
  expect([...echoesIn(delivery([message]), run)]).toEqual([])
})

test.each([undefined, null, {}, {entry: [{}]}, {entry: [{messaging: [{}]}]}])('%j has none', body => {
  expect([...echoesIn(body, run)]).toEqual([])
})

test('all entries of a delivery are looked at', () => {
  const one = delivery([echo(), echo({metadata: markOf(run, 2), mid: 'm_2'})])
  const both = {entry: [...one.entry, ...delivery([echo({metadata: markOf(run, 3), mid: 'm_3'})]).entry]}

  expect([...echoesIn(both, run)].map(({line}) => line)).toEqual([17, 2, 3])
})
