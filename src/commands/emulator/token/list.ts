import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {reach} from '../shared/reach.ts'
import {type ListedToken, tokenTable, toListed} from './shared/listing.ts'

export const json = 'array'

export function declare(command: Command): void {
  addExamples(command, 'msgr emulator token list')
}

export async function run(context: Context): Promise<readonly ListedToken[]> {
  const tokens = await (await reach(context)).admin('GET', 'tokens')
  return tokens.map(toListed)
}

export const view: View<readonly ListedToken[]> = tokenTable
