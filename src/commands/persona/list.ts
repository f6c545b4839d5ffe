import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type OwnPersona, personaColumns, toOwnPersona} from './shared/own-persona.ts'

export const json = 'array'
export const csv = {columns: personaColumns}

export function declare(command: Command): void {
  declareLimit(command, 'personas', 'short')
  addExamples(command, 'msgr persona list')
}

export async function run(
  context: Context,
  options: {readonly limit: string},
): Promise<readonly OwnPersona[]> {
  const most = parseLimit(options.limit)
  const {personas} = await context.api()
  return (await collect(limited(context, personas.list({limit: 100}), most))).map(toOwnPersona)
}

export const view: View<readonly OwnPersona[]> = personas => ({
  columns: ['id', 'name', 'picture'],
  rows: personas.map(({id, name, profilePictureUrl: picture}) => [id, name, picture]),
  whole: ['id', 'picture'],
  leaveOut: ['picture'],
  empty: 'The Page has no personas. Create one: msgr persona create Anna https://example.com/anna.png',
})
