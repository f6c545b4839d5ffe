import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {pages} from '../../docs/index.ts'
import {readPage} from '../../docs/read-page.ts'
import {plainStyle} from '../../terminal/style.ts'
import type {View} from '../../terminal/view.ts'
import {terminalPage} from '../help-page.ts'
import {USUAL_WIDTH} from '../help-width.ts'
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
  const [commands, texts] = await Promise.all([
    describeCommands(table),
    Promise.all(Object.keys(pages).map(async name => [name, await pageText(name)] as const)),
  ])
  return {page: manPage(commands, {version, day, pages: texts})}
}

/** Without its heading, which is its name. */
async function pageText(name: string): Promise<string> {
  const text = await readPage(name)
  return terminalPage(text.replace(/^# .*\n/, ''), plainStyle, USUAL_WIDTH - INDENT)
}

/** What a manual page indents its text by, in columns. */
const INDENT = 7

export const isVerbatim = true

export const view: View<{readonly page: string}> = ({page}) => page.trimEnd()
