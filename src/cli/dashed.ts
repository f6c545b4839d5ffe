import type {Command, Option} from 'commander'
import {UsageError} from '../errors.ts'
import {shellWord} from '../terminal/shell-word.ts'

/**
 * The arguments of a command, laid out so that commander takes a value that begins with a dash for what it is:
 * `-20% on hats`, `-5`, `- item`. What begins with two dashes, and what could be a declared flag, is always a flag, so
 * that a mistyped one is never taken for a text.
 * @throws {UsageError} for a flag in the place of the value of another.
 */
export function withDashedValues(args: readonly string[], command: Command): readonly string[] {
  const {options} = command
  // The arguments of another program are not for msgr to read.
  if ((command as Command & {readonly _passThroughOptions?: boolean})._passThroughOptions === true)
    return args
  const flags: string[] = []
  const values: string[] = []
  let hasDashed = false
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    // Somebody who writes this knows where values begin.
    if (arg === '--') return args
    if (!isDashed(arg) || isValue(arg, options)) {
      hasDashed ||= isDashed(arg)
      values.push(arg)
      continue
    }
    flags.push(arg)
    const option = options.find(({long, short}) => arg === long || arg === short)
    const next = args[index + 1]
    if (option === undefined || next === undefined) continue
    if (option.required) {
      refuseFlag(option, next, options)
      flags.push(next)
      index += 1
    } else if (option.optional && (!isDashed(next) || isValue(next, options))) {
      flags.splice(-1, 1, `${option.long ?? arg}=${next}`)
      hasDashed ||= isDashed(next)
      index += 1
    }
  }
  return hasDashed ? [...flags, '--', ...values] : args
}

const isDashed = (arg: string) => arg.length > 1 && arg.startsWith('-')

/** One dash, and something that no short flag holds: a blank, a digit, a percent sign. */
function isValue(arg: string, options: readonly Option[]): boolean {
  return !arg.startsWith('--') && /[^A-Za-z]/.test(arg.slice(1)) && !isShort(arg, options)
}

/** `-n`, `-ny`, or `-HName: value` where the first takes a value. */
function isShort(arg: string, options: readonly Option[]): boolean {
  const [first, ...others] = arg.slice(1)
  const declared = (letter: string | undefined) => options.find(({short}) => short === `-${letter}`)
  if (declared(first)?.required === true) return true
  return [first, ...others].every(letter => letter === 'h' || declared(letter) !== undefined)
}

/** `--text --yes` has forgotten the text. */
function refuseFlag({long, short}: Option, next: string, options: readonly Option[]): void {
  const isFlag =
    next === '--' || (next.startsWith('--') && next.length > 2) || (isDashed(next) && isShort(next, options))
  if (!isFlag) return
  const flag = long ?? short ?? ''
  throw new UsageError(`${flag} has no value: ${next} after it is a flag`, {
    hint: `If it is the value, write ${flag}=${shellWord(next)}`,
  })
}
