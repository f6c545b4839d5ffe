import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {reach} from '../shared/reach.ts'

export function declare(command: Command): void {
  addExamples(command, 'msgr emulator fault clear')
}

export async function run(context: Context): Promise<{readonly cleared: boolean}> {
  if (!context.globals.dryRun) await (await reach(context)).admin('POST', 'faults/clear')
  return {cleared: !context.globals.dryRun}
}

export const view: View<{readonly cleared: boolean}> = ({cleared}) =>
  cleared ? 'Cleared all faults.' : 'Would clear all faults.'
