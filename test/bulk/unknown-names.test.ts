import {expect, test} from 'vitest'
import {parsePersonalText} from '../../src/bulk/personal-text.ts'
import {UnknownColumns, unknownInProfiles} from '../../src/bulk/unknown-names.ts'
import {profileNames} from '../../src/platform/users.ts'

const message = (text: string) => parsePersonalText({message: {text}})

/** What is said of a message to people with these columns, one list for each row. */
function faultsOf(text: string, rows: readonly (readonly string[])[], ambiguous: readonly string[] = []) {
  const columns = new UnknownColumns(message(text))
  for (const names of rows)
    columns.see({
      fields: Object.fromEntries(names.map(name => [name, ''])),
      ...(ambiguous.length > 0 && {ambiguous}),
    })
  return columns.faults('people.csv')
}

const fault = (text: string) => [{path: 'message.text', message: text}]

test.each([
  ['a typing error', 'Hi {{ First Nam }}', 'people.csv has no column First Nam; did you mean first_name?'],
  ['anything else', 'Hi {{street}}', 'people.csv has no column street; use one of: psid, first_name'],
])('a column that no row has is named with what may help: %s', (_, text, said) => {
  expect(faultsOf(text, [['psid', 'first_name'], ['psid']])).toEqual(fault(said))
})

test('a column that one row has is known', () => {
  expect(faultsOf('Hi {{first_name}} of {{city}}', [['first_name'], ['city']])).toEqual([])
})

test('of several columns only those that are missing are named', () => {
  expect(faultsOf('{{first_name}} {{street}}', [['first_name']])).toEqual(
    fault('people.csv has no column street; use one of: first_name'),
  )
})

test('a list without columns has nothing to offer', () => {
  expect(faultsOf('Hi {{name}}', [[]])).toEqual(fault('people.csv has no column name'))
})

test('of an empty list nothing is said: that it is empty is another fault', () => {
  expect(faultsOf('Hi {{name}}', [])).toEqual([])
})

test('a column that is there twice cannot be meant, whatever else is missing', () => {
  expect(faultsOf('{{ City }} {{street}}', [['psid']], ['city'])).toEqual(
    fault('people.csv has two columns named City; rename one of them'),
  )
  expect(faultsOf('{{street}}', [['street']], ['city'])).toEqual([])
})

test('without a file the names are those of profiles', () => {
  expect(unknownInProfiles(message('{{first_name}}'))).toEqual([])
  expect(unknownInProfiles(message('{{First Nam}}'))).toEqual(
    fault('no profile has First Nam; did you mean first_name?'),
  )
  expect(unknownInProfiles(message('{{order}}'))).toEqual(
    fault(`no profile has order; use one of: ${profileNames.join(', ')}`),
  )
})
