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
    '\nEach was answered with 501. The list is that of the emulator which runs, since its start.',
  )
  addExamples(command, 'msgr emulator gaps')
}

export async function run(context: Context): Promise<readonly Gap[]> {
  const emulator = await findEmulator(await emulatorPlace(context))
  if (emulator === undefined) {
    throw new UsageError('No emulator runs.', {
      hint: 'Start one, then do what is to be tried: msgr emulator start',
    })
  }
  return emulator.admin('GET', 'gaps')
}

export const view: View<readonly Gap[]> = gaps => ({
  columns: ['call', 'times'],
  rows: gaps.map(({call, times}) => [call, times]),
  whole: ['call'],
  empty: 'Nothing was asked for that the emulator lacks.',
})
