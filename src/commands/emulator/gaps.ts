import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {findEmulator} from '../../emulator/find.ts'
import type {Gap} from '../../emulator/graph/gaps.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {emulatorPlace} from './shared/reach.ts'

export const json = 'array'
export const csv = {columns: ['call', 'times']}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    '\nThe emulator answered each of them with 501. Lists the calls to the running emulator since its start.',
  )
  addExamples(command, 'msgr emulator gaps')
}

export async function run(context: Context): Promise<readonly Gap[]> {
  const emulator = await findEmulator(await emulatorPlace(context))
  if (emulator === undefined) {
    throw new UsageError('No emulator is running.', {
      hint: 'Start one, then make the calls: msgr emulator start',
    })
  }
  return emulator.admin('GET', 'gaps')
}

export const view: View<readonly Gap[]> = gaps => ({
  columns: ['call', 'times'],
  rows: gaps.map(({call, times}) => [call, times]),
  whole: ['call'],
  empty: 'The emulator has answered every call.',
})
