import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type OwnPersona, toOwnPersona} from './shared/own-persona.ts'
import {parsePersonaId} from './shared/persona-id.ts'

export function declare(command: Command): void {
  command.addArgument(
    completedArgument('personas', '<id>', 'the id of the persona; msgr persona list shows all'),
  )
  addExamples(command, 'msgr persona get 1900000000000021')
}

export async function run(context: Context, id: string): Promise<OwnPersona> {
  const persona = parsePersonaId(id)
  const {personas} = await context.api()
  return toOwnPersona(await personas.get(persona))
}

export const view: View<OwnPersona> = ({id, name, profilePictureUrl: picture}) => ({
  columns: ['id', 'name', 'picture'],
  rows: [[id, name, picture]],
  whole: ['id', 'picture'],
  leaveOut: ['picture'],
})
