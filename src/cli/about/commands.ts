import type {Command} from 'commander'
import type {View} from '../../terminal/view.ts'
import {table} from '../table.ts'
import {type CommandDescription, describeCommands} from './describe.ts'

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
With --json, prints the arguments, flags, descriptions and help text of each command, for programs that check or document
the command line.

Examples:
  $ msgr commands
  $ msgr commands --json | jq -r '.[] | select(.name == "listen").options[].flags'`,
  )
}

export const json = 'array'

export const run = (): Promise<readonly CommandDescription[]> => describeCommands(table)

export const view: View<readonly CommandDescription[]> = commands => ({
  columns: ['command', 'what it does'],
  rows: commands.map(command => [usageOf(command), command.summary]),
  empty: '',
})

/** `msgr label assign <label> [psid...]` */
export function usageOf({name, arguments: all}: CommandDescription): string {
  const words = all.map(argument => {
    const word = `${argument.name}${argument.variadic ? '...' : ''}`
    return argument.required ? `<${word}>` : `[${word}]`
  })
  return ['msgr', name, ...words].join(' ')
}
