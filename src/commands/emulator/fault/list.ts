import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {reach} from '../shared/reach.ts'
import {faultTable, type OwnFault, toOwnFault} from './shared/listing.ts'

export const json = 'array'

export function declare(command: Command): void {
  addExamples(command, 'msgr emulator fault list')
}

export async function run(context: Context): Promise<readonly OwnFault[]> {
  const emulator = await reach(context)
  const faults = await emulator.admin('GET', 'faults')
  return faults.map(toOwnFault)
}

export const view: View<readonly OwnFault[]> = faults => faultTable(faults)
