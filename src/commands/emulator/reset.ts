import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {CancelledError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {parseDay, reach} from './reach.ts'

interface Options {
  readonly asOf?: string
}

export function declare(command: Command): void {
  command
    .option('--as-of <day>', 'reset the state of that emulated day; default today')
    .addHelpText('after', '\nEverything that was set, labelled and sent in the emulator is forgotten.')
}

export async function run(context: Context, options: Options): Promise<{reset: boolean}> {
  const asOf = parseDay(options.asOf)
  if (!context.globals.dryRun) {
    const isSure = await context.prompt.confirm('Put the emulator back to its first state?')
    if (!isSure) throw new CancelledError('Nothing was changed.')
    const emulator = await reach(context, {asOf, startsOver: true})
    await emulator.admin('POST', 'reset')
  }
  return {reset: !context.globals.dryRun}
}

export const view: View<{reset: boolean}> = ({reset}) =>
  reset ? 'The emulator is back in its first state.' : 'Would put the emulator back to its first state.'
