import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {countExported, type Exported, type ExportedCounts} from '../../emulator/control/exported.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from '../shared/files/write-out.ts'
import {parseDay, reach} from './shared/reach.ts'

interface Options extends OverwriteFlags {
  readonly asOf?: string
  readonly out?: string
}

type Written = ExportedCounts & {readonly file: string; readonly written: boolean}

export function declare(command: Command): void {
  declareOverwrite(command)
    .addOption(completedOption('files', '--out <file>', 'write to a file instead of stdout'))
    .option('--as-of <day>', 'export the state of that emulated day; default today')
    .addHelpText(
      'after',
      `
Prints one JSON document with its version: Pages, people, conversations, labels, the emulator's tokens, the clock, and the files
that people attached. msgr emulator import reads it, on this machine or another.

Examples:
  $ msgr emulator export --out before.json
  $ msgr emulator export | gzip > before.json.gz`,
    )
}

/** The document on stdout, or a summary of what was written to the file. */
export async function run(context: Context, options: Options): Promise<Exported | Written> {
  const {out, overwrite} = options
  const file = await outFileIfNamed(context, out, {overwrite})
  const emulator = await reach(context, {asOf: parseDay(options.asOf)})
  const exported = await emulator.admin('GET', 'export')
  if (file === undefined || out === undefined) return exported
  await file.write(`${JSON.stringify(exported)}\n`)
  return {file: out, ...countExported(exported), written: !context.globals.dryRun}
}

export const isVerbatim = true

export const view: View<Exported | Written> = (result, {good}) =>
  'format' in result
    ? JSON.stringify(result)
    : `${result.written ? `${good('✔')} ${result.file}` : `Would write ${result.file}`}: ${result.people} people, ${result.messages} messages on ${result.pages} Pages`
