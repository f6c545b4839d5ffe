import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {Persona} from '../../platform/personas.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {parsePersonaId} from './persona-id.ts'

export function declare(command: Command): void {
  command.argument('<id>', 'the persona: msgr persona list shows them')
  addExamples(command, 'msgr persona get 1900000000000021')
}

export async function run(context: Context, id: string): Promise<Persona> {
  const persona = parsePersonaId(id)
  const {personas} = await context.api()
  return personas.get(persona)
}

export const view: View<Persona> = ({id, name, profile_picture_url: picture}) => ({
  columns: ['id', 'name', 'picture'],
  rows: [[id, name, picture]],
  whole: ['id', 'picture'],
  leaveOut: ['picture'],
})
