import {parsePersonalText} from '../../src/bulk/personal-text.ts'
import {readRecipientRows} from '../../src/bulk/recipient-rows.ts'
import {readChats} from '../../src/chats/read-chats.ts'
import {dataOf, parsedDocument} from '../../src/commands/shared/files/document.ts'
import {readPlaced} from '../../src/commands/shared/files/placed-document.ts'
import type {Config} from '../../src/config/index.ts'
import {placedIn} from '../../src/errors.ts'
import {createMask} from '../../src/masking.ts'
import {unfilledIn} from '../../src/platform/addresses.ts'
import {parseJson} from '../../src/platform/exact-json.ts'
import {faultsOf} from '../../src/platform/faults.ts'
import {placeholdersIn} from '../../src/platform/message-templates.ts'
import {messengerProfileSchema} from '../../src/platform/messenger-profile-schema.ts'
import {harmless} from '../../src/terminal/harmless.ts'
import {plainStyle} from '../../src/terminal/style.ts'
import {aligned, commaSeparated, tabSeparated} from '../../src/terminal/table.ts'
import {wrapTo} from '../../src/terminal/width.ts'
import {findFault} from '../../src/text/json-fault.ts'
import {linesOf} from '../../src/text/lines.ts'
import {holdsMoreThan, isEnvelope, parseEvents} from '../../src/webhook/parse-events.ts'
import {type Attack, type Growth, growthOf} from './growth.ts'

const mask = createMask(['0123456789abcdef0123456789abcdef'])
const text = (name: string, make: (size: number) => string, run: (given: string) => unknown): Attack => ({
  name,
  make,
  run,
})
const keys = (size: number) => Array.from({length: size}, (_, index) => `key_${index}`)
const rows = (size: number) => ({
  columns: ['id', 'name'],
  rows: Array.from({length: size}, (_, index) => [String(6_000_000_000 + index), 'Ann Example']),
})
const documentOf = (given: string) => {
  try {
    return dataOf(parsedDocument('x.yaml', given))
  } catch {
    return undefined
  }
}

async function readRows(given: string): Promise<void> {
  async function* chunks() {
    const bytes = Buffer.from(given)
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  }
  const source = {file: 'people.csv'}
  try {
    for await (const _ of readRecipientRows(linesOf(chunks(), source), source));
  } catch {
    // A refusal of something that is not a list is measured too.
  }
}

const config = async () => ({connection: {}, env: {}, paths: {}}) as unknown as Config

async function checkProfile(given: string): Promise<void> {
  const {data, input} = await readPlaced({io: {readText: async () => given}, config}, 'profile.yaml')
  placedIn(input, faultsOf(messengerProfileSchema, data))
}

/** Inputs that a stranger can make long, with the code that reads them. */
const attacks: readonly Attack[] = [
  text('masking: backslashes', size => `"access_token":"x${'\\'.repeat(size)}`, mask),
  text('masking: half a key again and again', size => 'access_token:'.repeat(size), mask),
  text('masking: tokens', size => 'EAAB0123456789 '.repeat(size), mask),
  text('masking: spaces', size => `access_token${' '.repeat(size)}`, mask),
  text('escapes on a terminal', size => '\x1b[31'.repeat(size), harmless),
  text('placeholders: spaces', size => `{{name${' '.repeat(size)}!`, parsePersonalText),
  text('placeholders: braces', size => '{{a'.repeat(size), parsePersonalText),
  text(
    'placeholders: many',
    size => '{{a}} '.repeat(size),
    given => parsePersonalText(given).fill({a: 'x'}),
  ),
  text('template placeholders', size => `{{${'\t'.repeat(size)}`, placeholdersIn),
  text('address: angles', size => `https://${'<'.repeat(size)}`, unfilledIn),
  text('address: braces', size => `https://x/${'{{'.repeat(size)}`, unfilledIn),
  text('address: capitals', size => `https://${'A'.repeat(size)}`, unfilledIn),
  text('JSON: long integers', size => `[${'12345678901234567,'.repeat(size)}1]`, parseJson),
  text('JSON: backslashes', size => `{"a":"${'\\\\'.repeat(size)}","b":12345678901234567}`, parseJson),
  text('JSON: not closed', size => `{"a":"${'\\"'.repeat(size)}`, findFault),
  text('JSON: brackets', size => '['.repeat(size), findFault),
  text('YAML: keys', size => keys(size).join(': 1\n'), documentOf),
  text('YAML: the same key', size => 'a: 1\n'.repeat(size), documentOf),
  text('YAML: aliases', size => `a: &a 1\nb: [${'*a,'.repeat(size)}]`, documentOf),
  text(
    'YAML: anchors',
    size =>
      keys(size)
        .map(key => `${key}: &${key} 1`)
        .join('\n'),
    documentOf,
  ),
  text('YAML: brackets', size => '['.repeat(size), documentOf),
  text('YAML: dashes', size => '- '.repeat(size), documentOf),
  text('YAML: comments', size => '# x\n'.repeat(size), documentOf),
  text('YAML: lines of a text', size => `a: >\n${'  x\n'.repeat(size)}`, documentOf),
  text('YAML: quotes', size => `a: "${'\\"'.repeat(size)}`, documentOf),
  text(
    'profile: unknown keys',
    size =>
      keys(size)
        .map(key => `${key}: 1\n`)
        .join(''),
    checkProfile,
  ),
  text(
    'chats: steps',
    size => `steps:\n${'  - say: hi\n'.repeat(size)}`,
    given => readChats(given, 'x'),
  ),
  text(
    'chats: unknown keys',
    size =>
      keys(size)
        .map(key => `${key}: 1\n`)
        .join(''),
    given => readChats(given, 'x'),
  ),
  text(
    'chats: documents',
    size => 'steps: [start]\n---\n'.repeat(size),
    given => readChats(given, 'x'),
  ),
  text('list: empty lines', size => '\n'.repeat(size), readRows),
  text('list: spaces', size => ' \n'.repeat(size), readRows),
  text('list: columns', size => `${keys(size).join(',')}\n${'1,'.repeat(size)}\n`, readRows),
  text('list: quotes', size => `psid,name\n${'1,"'.repeat(size)}`, readRows),
  text(
    'list: NDJSON keys',
    size =>
      `{"psid":"1"${keys(size)
        .map(key => `,"${key}":1`)
        .join('')}}\n`,
    readRows,
  ),
  {name: 'table on a terminal', make: rows, run: given => aligned(given, plainStyle, 80)},
  {name: 'table on a narrow terminal', make: rows, run: given => aligned(given, plainStyle, 12)},
  {name: 'table in a pipe', make: rows, run: tabSeparated},
  {name: 'table as CSV', make: rows, run: given => commaSeparated(given, {isRaw: false})},
  text(
    'a cell of words',
    size => 'word '.repeat(size),
    given => wrapTo(given, 80),
  ),
  text(
    'a cell of one word',
    size => 'a漢'.repeat(size),
    given => wrapTo(given, 80),
  ),
  text(
    'delivery: empty objects',
    size => `{"entry":[{"messaging":[${'{},'.repeat(size)}{}]}]}`,
    given => {
      const envelope = parseJson(given)
      return (
        isEnvelope(envelope) && !holdsMoreThan(envelope, Number.POSITIVE_INFINITY) && parseEvents(envelope)
      )
    },
  ),
]

/** Measures all of them, one after the other. */
export async function measureGrowths(say: (growth: Growth) => void = () => {}): Promise<readonly Growth[]> {
  const growths: Growth[] = []
  for (const attack of attacks) {
    const growth = await growthOf(attack)
    say(growth)
    growths.push(growth)
  }
  return growths
}
