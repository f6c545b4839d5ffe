import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {countExported, type Exported, type Imported} from '../../emulator/core/exporting.ts'
import type {View} from '../../terminal/view.ts'
import {writeOut} from '../write-out.ts'
import {parseDay, reach} from './reach.ts'

interface Options {
  readonly asOf?: string
}

type Written = Imported & {readonly file: string; readonly written: boolean}

export function declare(command: Command): void {
  command
    .argument('[file]', 'where to write it; - is standard output', '-')
    .option('--as-of <day>', 'export the state of that emulated day; default today')
    .addHelpText(
      'after',
      `
One JSON document with its version: Pages, people, conversations, labels, tokens of the emulator, the clock, and the files that
people attached. A file is written aside and renamed. msgr emulator import reads it, on this machine or another.

Examples:
  $ msgr emulator export before.json
  $ msgr emulator export | gzip > before.json.gz`,
    )
}

/** The document itself on stdout, or what was written to the file. */
export async function run(context: Context, file: string, options: Options): Promise<Exported | Written> {
  const emulator = await reach(context, {asOf: parseDay(options.asOf)})
  const exported = (await emulator.admin('GET', 'export')) as Exported
  if (file === '-') return exported
  await writeOut(context, file, `${JSON.stringify(exported)}\n`)
  return {file, ...countExported(exported), written: !context.globals.dryRun}
}

export const view: View<Exported | Written> = (result, {good}) =>
  'format' in result
    ? JSON.stringify(result)
    : `${result.written ? `${good('✔')} ${result.file}` : `Would write ${result.file}`}: ${result.people} people, ${result.messages} messages on ${result.pages} Pages`
