import type {Command, CommanderError} from 'commander'
import {shellWord} from '../terminal/shell-word.ts'

/**
 * Takes the fields off `--json=id,name`, which leaves `--json`. Only an equals sign can join them: `--json` has always stood before
 * arguments, as in `msgr label get --json Newsletter`. Arguments of another program and what follows `--` stay.
 */
export function takeFields(
  args: readonly string[],
  command: Command,
): {readonly rest: readonly string[]; readonly fields: readonly string[] | undefined} {
  if ((command as Command & {readonly _passThroughOptions?: boolean})._passThroughOptions === true)
    return {rest: args, fields: undefined}
  let fields: readonly string[] | undefined
  const end = args.indexOf('--')
  const rest = args.map((arg, index) => {
    if (!arg.startsWith(JSON_IS) || (end !== -1 && index > end)) return arg
    fields = arg
      .slice(JSON_IS.length)
      .split(',')
      .map(field => field.trim())
    return '--json'
  })
  return {rest, fields}
}

const JSON_IS = '--json='

/** `--json id,name`, as gh takes it. */
export function fieldsHint({code}: CommanderError, args: readonly string[]): string | undefined {
  const next = args[args.indexOf('--json') + 1]
  if (code !== 'commander.excessArguments' || !args.includes('--json') || next === undefined) return undefined
  return next.startsWith('-') ? undefined : `To print only some fields: --json=${shellWord(next)}`
}
