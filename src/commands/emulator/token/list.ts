import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import {reach} from '../reach.ts'
import {type ListedToken, tokenTable} from './listing.ts'

export function declare(): void {}

export async function run(context: Context): Promise<readonly ListedToken[]> {
  return (await (await reach(context)).admin('GET', 'tokens')) as readonly ListedToken[]
}

export const view: View<readonly ListedToken[]> = tokenTable
