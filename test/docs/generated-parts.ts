import {globalFlags, helpFlag} from '../../src/cli/global-flags.ts'
import {hintOf} from '../../src/cli/hints/index.ts'
import {table as commands} from '../../src/cli/table.ts'
import {environmentVariables} from '../../src/config/environment.ts'
import {pages as documentation} from '../../src/docs/index.ts'
import {pages, permissions, tokens} from '../../src/platform/graph-errors/access.ts'
import {calls, doubtful, limits, tooMuch} from '../../src/platform/graph-errors/calls.ts'
import {marketing} from '../../src/platform/graph-errors/marketing.ts'
import {people} from '../../src/platform/graph-errors/people.ts'
import {type GraphErrorRule, graphErrorRules, type SendClass} from '../../src/platform/graph-errors.ts'
import {marketingCountries} from '../../src/platform/marketing-eligibility.ts'

type Row = readonly string[]

/** A table in Markdown. */
const table = (header: Row, rows: readonly Row[]): string =>
  [header, header.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(cell => escaped(cell)).join(' | ')} |`)
    .join('\n')

/** Outside of code, so that nothing is taken for HTML. */
const escaped = (cell: string) => {
  const text = cell.replaceAll('|', '\\|')
  return text.startsWith('`') ? text : text.replaceAll('<', '\\<')
}

const code = (text: string) => `\`${text}\``

/** What a broadcast does after an error of this class. */
const afterwards: Readonly<Record<SendClass, string>> = {
  'in-doubt': 'in doubt',
  throttled: 'waits',
  'not-yet': 'pauses',
  skip: 'skips',
  fail: 'fails',
  stop: 'stops',
}

function errorTable(rules: readonly GraphErrorRule[]): string {
  const rows = rules.map(rule => [
    numbersOf(rule),
    rule.meaning,
    afterwards[rule.onSend],
    rule.hint ?? hintOf({hint: undefined, reason: rule.reason, data: undefined}) ?? '',
  ])
  return table(['error', 'meaning', 'a broadcast', 'what to do'], rows)
}

/** `190 / 460`, and what the sentence of the platform contains where that decides. */
function numbersOf({code: known, subcode, says, edge}: GraphErrorRule): string {
  const [first, last] = typeof known === 'number' ? [known, undefined] : known
  const numbers = last === undefined ? `${first}` : `${first} to ${last}`
  const subcodes = subcode === undefined ? '' : ` / ${listed(subcode).join(', ')}`
  const sentence = says === undefined || subcode !== undefined ? '' : `, “${listed(says)[0]}”`
  return `${numbers}${subcodes}${sentence}${edge === undefined ? '' : `, ${code(edge)}`}`
}

const listed = <Item>(given: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(given) ? given : [given as Item]

/** Every rule of the platform's errors, by the heading of its table. */
const errors: Readonly<Record<string, readonly GraphErrorRule[]>> = {
  tokens: tokens(),
  permissions: permissions(),
  page: pages(),
  limits: limits(),
  people: people(),
  marketing: marketing(),
  calls: calls(),
  doubtful: [...doubtful(), ...tooMuch()],
}

/** The parts of pages that are made from the code, by what marks their place: `<!-- generated: flags -->`. */
export const generatedParts: Readonly<Record<string, string>> = {
  commands: table(
    ['command', 'what it does'],
    Object.entries(commands).map(([name, {summary}]) => [code(name), summary]),
  ),
  pages: table(
    ['page', 'about'],
    Object.entries(documentation).map(([name, {about}]) => [`[${name}](src/docs/${name}.md)`, about]),
  ),
  flags: table(
    ['flag', 'what it does'],
    [...globalFlags, helpFlag].map(({flags, about}) => [code(flags), about]),
  ),
  environment: table(
    ['variable', 'what it holds'],
    Object.entries(environmentVariables).map(([name, about]) => [code(name), about]),
  ),
  countries: marketingCountries.join(', '),
  ...Object.fromEntries(Object.entries(errors).map(([name, rules]) => [`errors-${name}`, errorTable(rules)])),
}

/** How many rules the tables of errors have, and how many there are. */
export const errorCounts = {
  inTables: Object.values(errors).flat().length,
  known: graphErrorRules().length,
}
