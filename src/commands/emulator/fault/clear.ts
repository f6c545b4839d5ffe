import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {reach} from '../shared/reach.ts'

export function declare(command: Command): void {
  command.argument('[id]', 'of one fault, as emulator fault list shows it; default: all')
  addExamples(command, 'msgr emulator fault clear', 'msgr emulator fault clear 2')
}

interface Cleared {
  readonly cleared: boolean
  /** Undefined for all faults. */
  readonly id: string | undefined
}

/** @throws {MsgrError} for an id that no fault has. */
export async function run(context: Context, id: string | undefined): Promise<Cleared> {
  const one = id === undefined ? {} : {id}
  if (!context.globals.dryRun) await (await reach(context)).admin('POST', 'faults/clear', one)
  return {cleared: !context.globals.dryRun, id}
}

export const view: View<Cleared> = ({cleared, id}) =>
  `${cleared ? 'Cleared' : 'Would clear'} ${id === undefined ? 'all faults' : `fault ${id}`}.`
