import type {Argument, Command, Option} from 'commander'
import {completionOf, type ValueCompletion} from '../../commands/shared/arguments/completed.ts'
import type {Candidate} from './words.ts'

/** What is known about a value. */
export interface ExpectedValue {
  readonly choices: readonly string[] | undefined
  readonly completion: ValueCompletion | undefined
}

/** What the word in hand is, by the declaration of its command. */
export type Expected =
  | {readonly kind: 'value'; readonly value: ExpectedValue}
  | {readonly kind: 'flag'; readonly flags: readonly Candidate[]}
  | {readonly kind: 'nothing'}

/**
 * What may stand where the last word is.
 * @param args everything behind the command but the last word.
 * @param formerFlag what a flag is called now that had another name.
 */
export function expectedOf(
  command: Command,
  args: readonly string[],
  last: string,
  formerFlag: (flag: string) => string | undefined = () => undefined,
): Expected {
  const options = command.options
  const find = (word: string) => options.find(({long, short}) => word === long || word === short)
  const findValue = (word: string) => find(word) ?? find(formerFlag(word) ?? '')
  const used = new Set<Option>()
  let position = 0
  let isPlain = false
  let pending: Option | undefined
  for (const word of args) {
    if (pending !== undefined) {
      pending = undefined
      continue
    }
    if (isPlain || word === '-' || !word.startsWith('-')) {
      position += 1
      // What follows belongs to the program behind it.
      if (passesOn(command, position)) isPlain = true
    } else if (word === '--') isPlain = true
    else {
      const option = findValue(word.split('=', 1)[0] ?? word)
      if (option !== undefined) used.add(option)
      if (option?.required === true && !word.includes('=')) pending = option
    }
  }
  if (pending !== undefined) return {kind: 'value', value: toValue(pending)}
  if (!isPlain && last.startsWith('-') && last !== '-') {
    const equals = last.indexOf('=')
    const option = equals === -1 ? undefined : findValue(last.slice(0, equals))
    if (option !== undefined) return {kind: 'value', value: toValue(option)}
    return {kind: 'flag', flags: options.filter(each => isOffered(each, used)).flatMap(flagsOf)}
  }
  const argument = argumentAt(command.registeredArguments, position)
  if (argument === undefined) return {kind: 'nothing'}
  return {kind: 'value', value: toValue(argument)}
}

const passesOn = (command: Command, position: number) =>
  position > 0 && command.registeredArguments[0]?.name() === 'command'

function argumentAt(all: readonly Argument[], position: number): Argument | undefined {
  const end = all.at(-1)
  return all[position] ?? (end?.variadic === true ? end : undefined)
}

const toValue = (item: Argument | Option): ExpectedValue => ({
  choices: item.argChoices,
  completion: completionOf(item),
})

const isOffered = (option: Option, used: ReadonlySet<Option>) =>
  !option.hidden && (!used.has(option) || option.parseArg !== undefined)

function flagsOf({long, short, description}: Option): Candidate[] {
  return [long, short].filter(spelling => spelling != null).map(value => ({value, about: description}))
}
