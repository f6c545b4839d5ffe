import {describe, expect, test} from 'vitest'
import {explainGraphError} from '../../src/platform/graph-errors.ts'
import {refusals} from './refusals.ts'

test.each(refusals)(
  '$code/$subcode $said $route is what its row says: $rule.meaning',
  ({rule, code, ...facts}) => {
    expect(explainGraphError(code, facts)).toBe(rule)
  },
)

const sentences = refusals.filter(({said}) => said !== '')

describe.each(sentences)('"$said" ($code) is known', ({rule, code, said, route}) => {
  test.each([
    ['whatever the case', said.toUpperCase()],
    ['with a curly apostrophe', said.replaceAll("'", '’')],
    ['behind its code', `(#${code}) ${said}`],
    ['with more behind it', `${said}. Mehr dazu in der Dokumentation`],
    ['with other blanks', ` ${said.replaceAll(' ', '\u00a0 ')} `],
  ])('%s', (_, sentence) => {
    expect(explainGraphError(code, {said: sentence, route})).toBe(rule)
  })
})

test('a subcode says more than a sentence, and an unknown one leaves it to the sentence', () => {
  const said = 'This call requires a Page access token.'

  expect(explainGraphError(190, {subcode: 463, said}).meaning).toBe('the access token has expired')
  expect(explainGraphError(190, {subcode: 12, said}).meaning).toBe('the token is not a Page token')
})

test.each([
  ['under another code', 10, 2018001, 'no such person on this Page'],
  ['as a code', 2018218, undefined, 'there is no profile for this person'],
])('what is printed as a subcode is known %s', (_, code, subcode, meaning) => {
  expect(explainGraphError(code, {subcode}).meaning).toBe(meaning)
})

test('the limit of the profile is not that of other calls', () => {
  expect(explainGraphError(613, {route: 'POST /me/messenger_profile'}).waitMs).toBe(600_000)
  expect(explainGraphError(613, {route: 'POST /me/messages'}).waitMs).toBeUndefined()
})

test('a code nobody knows is refused, and nothing is made up about it', () => {
  expect(explainGraphError(98_765)).toMatchObject({kind: 'refused', onSend: 'fail'})
})
