import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareMetadata, type HandoverOptions, metadataIn} from './shared/control.ts'

export interface Taken {
  readonly psid: Psid
  readonly taken: true
}

export function declare(command: Command): void {
  declareMetadata(command.addArgument(completedArgument('people', '<psid>', 'the person'))).addHelpText(
    'after',
    `
Every app may take an idle conversation; the default app of the Page may take any. On a Page without a default app, nothing can be taken.`,
  )
  addExamples(command, 'msgr thread take 6411223344556677')
}

export async function run(context: Context, psid: string, options: HandoverOptions): Promise<Taken> {
  const person = parsePsid(psid)
  const {threadControl} = await context.api()
  await threadControl.take(person, metadataIn(context, options))
  return {psid: person, taken: true}
}

export const view: View<Taken> = ({psid}, {good}) => `${good('✔')} Took the conversation with ${psid}`
