import {expect, test} from 'vitest'
import {splitEnvelope} from '../../src/webhook/split-envelope.ts'

test('each event of a delivery gets one of its own, with its entry and in order', () => {
  const [one, two, three, four] = [{message: 1}, {message: 2}, {read: 3}, {field: 'feed'}]
  const envelope = {
    object: 'page',
    entry: [
      {id: '1', time: 5, changes: [four], standby: [three], messaging: [one, two]},
      {id: '2', messaging: []},
    ],
  }

  expect(splitEnvelope(envelope)).toEqual([
    {object: 'page', entry: [{id: '1', time: 5, messaging: [one]}]},
    {object: 'page', entry: [{id: '1', time: 5, messaging: [two]}]},
    {object: 'page', entry: [{id: '1', time: 5, standby: [three]}]},
    {object: 'page', entry: [{id: '1', time: 5, changes: [four]}]},
    {object: 'page', entry: [{id: '2', messaging: []}]},
  ])
})

test.each([[null], [{}], [{entry: 5}]])('%j holds no event', envelope => {
  expect(splitEnvelope(envelope)).toEqual([])
})
