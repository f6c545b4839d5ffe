import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {parseDay, reach} from './shared/reach.ts'

interface Options {
  readonly asOf?: string
}

export function declare(command: Command): void {
  command
    .option('--as-of <day>', 'reset the state of that emulated day; default today')
    .addHelpText('after', '\nForgets everything that was set, labelled and sent in the emulator.')
  addExamples(command, 'msgr emulator reset --yes')
}

export async function run(context: Context, options: Options): Promise<{reset: boolean}> {
  const asOf = parseDay(options.asOf)
  if (!context.globals.dryRun) {
    await context.prompt.agree('Reset the emulator to its initial state?')
    const emulator = await reach(context, {asOf, startsOver: true})
    await emulator.admin('POST', 'reset')
  }
  return {reset: !context.globals.dryRun}
}

export const view: View<{reset: boolean}> = ({reset}) =>
  reset ? 'Reset the emulator to its initial state.' : 'Would reset the emulator to its initial state.'
