import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {ListedFault} from '../../../emulator/core/faults.ts'
import type {View} from '../../../terminal/view.ts'
import {addExamples} from '../../examples.ts'
import {reach} from '../reach.ts'
import {faultTable} from './listing.ts'

export function declare(command: Command): void {
  addExamples(command, 'msgr emulator fault list')
}

export async function run(context: Context): Promise<readonly ListedFault[]> {
  const emulator = await reach(context)
  return (await emulator.admin('GET', 'faults')) as readonly ListedFault[]
}

export const view: View<readonly ListedFault[]> = faults => faultTable(faults)
