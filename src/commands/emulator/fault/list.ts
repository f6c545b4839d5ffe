import type {Context} from '../../../context.ts'
import type {ListedFault} from '../../../emulator/core/faults.ts'
import type {View} from '../../../terminal/view.ts'
import {reach} from '../reach.ts'
import {faultTable, type OwnFault, toOwnFault} from './listing.ts'

export const json = 'array'

export function declare(): void {}

export async function run(context: Context): Promise<readonly OwnFault[]> {
  const emulator = await reach(context)
  const faults = (await emulator.admin('GET', 'faults')) as readonly ListedFault[]
  return faults.map(toOwnFault)
}

export const view: View<readonly OwnFault[]> = faults => faultTable(faults)
