import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {MOST_EXPORTED_BYTES} from '../../emulator/control/admin-client.ts'
import {countExported, type ExportedCounts, readExported} from '../../emulator/control/exported.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {parseDay, reach} from './shared/reach.ts'

interface Options {
  readonly asOf?: string
}

type Put = ExportedCounts & {readonly imported: boolean}

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument('files', '<file>', 'file written by msgr emulator export; - reads standard input'),
    )
    .option('--as-of <day>', 'import into the state of that emulated day; default today')
    .addHelpText(
      'after',
      `
Replaces everything in the emulator. The file is checked first: a damaged file, or one from a newer version, changes nothing.

Examples:
  $ msgr emulator import before.json
  $ gunzip -c before.json.gz | msgr emulator import - --yes`,
    )
}

export async function run(context: Context, file: string, options: Options): Promise<Put> {
  const asOf = parseDay(options.asOf)
  const text = await context.io.readText(file, {mostBytes: MOST_EXPORTED_BYTES})
  const exported = readExported(text, file === '-' ? 'Standard input' : file)
  const counts = countExported(exported)
  if (context.globals.dryRun) return {imported: false, ...counts}
  await context.prompt.agree(
    `Replace everything in the emulator with ${counts.people} people and ${counts.messages} messages?`,
  )
  const emulator = await reach(context, {asOf, startsOver: true})
  return {imported: true, ...(await emulator.admin('POST', 'import', exported))}
}

export const view: View<Put> = ({imported, people, messages, pages}, {good}) => {
  const what = `${people} people, ${messages} messages on ${pages} Pages`
  return imported ? `${good('✔')} The emulator now has ${what}.` : `The emulator would have ${what}.`
}
