import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {personaLimits} from '../../platform/personas.ts'
import type {View} from '../../terminal/view.ts'
import {isEmulated} from '../shared/arguments/target-time.ts'
import {judge} from '../shared/wording/faults.ts'
import {type OwnPersona, toOwnPersona} from './shared/own-persona.ts'

export function declare(command: Command): void {
  command
    .argument('<name>', `the name, at most ${personaLimits.name} characters`)
    .argument('<picture>', 'the https URL of a picture, at most 8 MB')
    .addHelpText(
      'after',
      `
A persona cannot be changed: delete it and create another.

Examples:
  $ msgr persona create Anna https://example.com/anna.png
  $ msgr send text 7001 "Anna here" --persona 1905000000000001`,
    )
}

export async function run(context: Context, name: string, picture: string): Promise<OwnPersona> {
  const persona = {name, profile_picture_url: picture}
  const {checkPersona} = await import('../../platform/personas-check.ts')
  judge(context.io, 'The persona', checkPersona(persona, {isEmulated: await isEmulated(context)}))
  const {personas} = await context.api()
  const {id} = await personas.create(persona)
  return toOwnPersona({id, ...persona})
}

export const view: View<OwnPersona> = ({id, name}) => `Created the persona ${name} (${id}).`
