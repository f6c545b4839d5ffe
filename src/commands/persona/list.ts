import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {Persona} from '../../platform/personas.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../limit.ts'

export function declare(command: Command): void {
  declareLimit(command, 'personas', 'short')
}

export async function run(context: Context, options: {readonly limit: string}): Promise<readonly Persona[]> {
  const most = parseLimit(options.limit)
  const {personas} = await context.api()
  return collect(limited(context, personas.list({limit: 100}), most))
}

export const view: View<readonly Persona[]> = personas => ({
  columns: ['id', 'name', 'picture'],
  rows: personas.map(({id, name, profile_picture_url: picture}) => [id, name, picture]),
  empty: 'The Page has no personas. Create one: msgr persona create Anna https://example.com/anna.png',
})
