import {describe, expect, test} from 'vitest'
import {assign} from '../../../src/commands/trigger/assign.ts'

const envelope = {
  object: 'page',
  entry: [{id: '1', messaging: [{sender: {id: '2'}, timestamp: 3, message: {mid: 'm', text: 'hi'}}]}],
}
const itemOf = (value: unknown) =>
  (value as typeof envelope).entry[0]?.messaging[0] as Record<string, unknown>

describe('a value is set', () => {
  test.each([
    ['message.text=Grüß Gott', {message: {mid: 'm', text: 'Grüß Gott'}}],
    ['message.text=a=b', {message: {mid: 'm', text: 'a=b'}}],
    ['message.text=42', {message: {mid: 'm', text: '42'}}],
    ['message.text="42"', {message: {mid: 'm', text: '42'}}],
    ['message.text=null', {message: {mid: 'm', text: null}}],
    ['message.text=', {message: {mid: 'm', text: ''}}],
    ['timestamp=42', {timestamp: 42}],
    ['sender.id=12345678901234567890', {sender: {id: '12345678901234567890'}}],
    [
      'message.attachments=[{"type":"image"}]',
      {message: {mid: 'm', text: 'hi', attachments: [{type: 'image'}]}},
    ],
    ['message.attachments[0].type=image', {message: {mid: 'm', text: 'hi', attachments: [{type: 'image'}]}}],
    ['entry[0].messaging[0].message.text=ho', {message: {mid: 'm', text: 'ho'}}],
  ])('%s', (assignment, expected) => {
    expect(itemOf(assign(envelope, assignment))).toMatchObject(expected)
  })

  test('and the original stays', () => {
    assign(envelope, 'message.text=other')

    expect(envelope.entry[0]?.messaging[0]?.message.text).toBe('hi')
  })

  test('in the value of a change, in a call, in an entry without items', () => {
    const change = {entry: [{changes: [{field: 'feed', value: {item: 'post'}}]}]}
    const call = {entry: [{calls: [{event: 'connect'}]}]}

    expect(assign(change, 'item=photo')).toEqual({
      entry: [{changes: [{field: 'feed', value: {item: 'photo'}}]}],
    })
    expect(assign(call, 'event=terminate')).toEqual({entry: [{calls: [{event: 'terminate'}]}]})
    expect(assign({entry: [{}]}, 'a.b=1')).toEqual({entry: [{a: {b: 1}}]})
  })
})

test.each([
  'message.text',
  '=x',
  'a..b=1',
  'a[x]=1',
  '[0]=1',
  'message.text.deep=1',
  'message[0]=1',
  'entry.id=1',
  '__proto__.x=1',
  'a.constructor=1',
  'a[99999999]=1',
])('%s is refused', assignment => {
  expect(() => assign(envelope, assignment)).toThrow(expect.objectContaining({code: 'USAGE'}))
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
})

test('what is not a delivery has no place for values', () => {
  expect(() => assign('text', 'object=page')).toThrow('no place')
})
