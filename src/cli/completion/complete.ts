import type {CommandEntry} from '../../commands/index.ts'
import {toCompletion} from '../../commands/shared/arguments/completed.ts'
import type {Context} from '../../context.ts'
import {pages} from '../../docs/index.ts'
import {plainStyle} from '../../terminal/style.ts'
import {declared} from '../declared.ts'
import {globalFlag, takesNext} from '../global-flags.ts'
import {USUAL_WIDTH} from '../help-width.ts'
import {flagNow} from '../renamed-flags.ts'
import {type ExpectedValue, expectedOf} from './declared-words.ts'
import {valuesOf} from './sources.ts'
import {type Candidate, globalSpellings, nextWords, takeApart} from './words.ts'

/** How a command line can go on. */
export interface Completion {
  readonly candidates: readonly Candidate[]
  /** Whether the word is the name of a file, which the shell knows best. */
  readonly isFile: boolean
}

export interface CompletionParts {
  readonly table: Readonly<Record<string, CommandEntry>>
  /** A context in which nothing is asked, said or waited for long, under these flags. */
  readonly contextFor: (flags: readonly string[]) => Context
}

const nothing: Completion = {candidates: [], isFile: false}

/** How the words can go on, of which the last is being typed and may be empty. */
export async function complete(
  words: readonly string[],
  {table, contextFor}: CompletionParts,
): Promise<Completion> {
  if (words[0] === 'help' && words.length > 1) {
    const about = await complete(words.slice(1), {table, contextFor})
    const found = words.length === 2 ? beginningWith(words.at(-1) ?? '', pageCandidates()) : []
    return {candidates: [...about.candidates, ...found], isFile: false}
  }
  const names = Object.keys(table)
  const {path, isCommand, args, last, flag} = takeApart(words, names)
  if (flag !== undefined) return valuesFor(valueOfGlobal(flag), last, contextFor(args))
  const entry = table[path]
  if (!isCommand || entry === undefined) {
    const [named = '', value] = last.split('=', 2)
    if (value !== undefined && takesNext(named))
      return valuesFor(valueOfGlobal(named), last, contextFor(args))
    if (last.startsWith('-')) return {candidates: beginningWith(last, globalSpellings), isFile: false}
    const more = path === '' ? [{value: 'help', about: 'Help on a command or a page'}] : []
    const next = nextWords(path, names).map(value => ({
      value,
      about: table[path === '' ? value : `${path} ${value}`]?.summary,
    }))
    return {candidates: beginningWith(last, [...next, ...more]), isFile: false}
  }
  const look = {
    summary: entry.summary,
    takesPages: entry.pages !== undefined,
    width: USUAL_WIDTH,
    style: plainStyle,
  }
  const {command} = declared(path, await entry.load(), look)
  const expected = expectedOf(command, args, last, flag => flagNow(path, flag))
  if (expected.kind === 'nothing') return nothing
  if (expected.kind === 'flag') return {candidates: beginningWith(last, expected.flags), isFile: false}
  const value = last.startsWith('--json=') ? await fieldsAfterJson(path) : expected.value
  return valuesFor(value, last, contextFor(args))
}

/** `--json=id,name`: what the command prints. */
async function fieldsAfterJson(command: string): Promise<ExpectedValue> {
  const {fieldsOf, readOutputSchema} = await import('../../commands/shared/output-schema.ts')
  const schema = await readOutputSchema(command)
  const known = schema === undefined ? [] : [...fieldsOf(schema).known.keys()]
  return {choices: known, completion: {sources: [], isList: true}}
}

function valueOfGlobal(flag: string): ExpectedValue {
  const {choices, completedBy} = globalFlag(flag) ?? {}
  return {choices, completion: completedBy && toCompletion(completedBy)}
}

async function valuesFor(
  {choices, completion: {sources, isList} = {sources: [], isList: false}}: ExpectedValue,
  last: string,
  context: Context,
): Promise<Completion> {
  // `--page=sh` is one word; what is offered goes behind the sign.
  const equals = last.startsWith('--') ? last.indexOf('=') + 1 : 0
  const values: readonly Candidate[] =
    choices?.map(value => ({value})) ??
    (await Promise.all(sources.map(source => valuesOf(source, context)))).flat()
  const behind = (start: number, offered: readonly Candidate[]) =>
    beginningWith(last.slice(start), offered).map(({value, about}) => ({
      value: `${last.slice(0, start)}${value}`,
      about,
    }))
  const comma = isList ? last.lastIndexOf(',') + 1 : 0
  const given = last.slice(equals, Math.max(equals, comma)).split(',')
  // A name may have a comma in it, so that the whole is looked for as well.
  const more =
    comma > equals
      ? behind(
          comma,
          values.filter(({value}) => !given.includes(value)),
        )
      : []
  const candidates = [...behind(equals, values), ...more]
  return {candidates, isFile: candidates.length === 0 && sources.includes('files')}
}

function beginningWith(text: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({value}) => value.startsWith(text))
}

const pageCandidates = () => Object.entries(pages).map(([value, {about}]) => ({value, about}))
