import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {table} from '../table.ts'
import {describeCommands} from './describe.ts'
import {manPage} from './man-page.ts'

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
Prints the page, made from the help texts. An installation from npm includes it: man msgr

Examples:
  $ msgr man | man -l -
  $ msgr man > ~/.local/share/man/man1/msgr.1`,
  )
}

export async function run({clock}: Context): Promise<{readonly page: string}> {
  const {version} = await import('../version.ts')
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  return {page: manPage(await describeCommands(table), {version, day})}
}

export const isVerbatim = true

export const view: View<{readonly page: string}> = ({page}) => page.trimEnd()
