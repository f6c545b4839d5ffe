import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {PersonaId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {parsePersonaId} from './shared/persona-id.ts'

export interface DeletedPersona {
  readonly id: PersonaId
  readonly deleted: true
}

export function declare(command: Command): void {
  command.addArgument(
    completedArgument('personas', '<id>', 'the id of the persona; msgr persona list shows all'),
  )
  addExamples(command, 'msgr persona delete 1900000000000021 --yes')
}

export async function run(context: Context, text: string): Promise<DeletedPersona> {
  const id = parsePersonaId(text)
  const {personas} = await context.api()
  await context.prompt.agree(`Delete the persona ${id}? It cannot be restored.`)
  await personas.delete(id)
  return {id, deleted: true}
}

export const view: View<DeletedPersona> = ({id}) => `Deleted the persona ${id}.`
