import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {callsCertainty} from './shared/own-settings.ts'

export interface EnabledCalls {
  readonly enabled: true
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `\nDoes no harm if calling is on already. To let people call: msgr call settings set.\n${callsCertainty}`,
  )
  addExamples(command, 'msgr call enable')
}

export async function run(context: Context): Promise<EnabledCalls> {
  const {calls} = await context.api()
  await calls.enable()
  return {enabled: true}
}

export const view: View<EnabledCalls> = (_, {good}) => `${good('✔')} Calling is on for the Page.`
