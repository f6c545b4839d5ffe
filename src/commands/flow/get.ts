import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {WelcomeFlow} from '../../platform/welcome-message-flows.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {findFlow, flowArgument} from './shared/find-flow.ts'

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('flows', '<flow>', flowArgument))
    .addHelpText('after', '\nThe JSON has the names of the platform, and is a file for msgr flow edit.')
  addExamples(command, 'msgr flow get "Driver sign up"', 'msgr flow get "Driver sign up" --json')
}

export async function run(context: Context, flow: string): Promise<WelcomeFlow> {
  return findFlow(await context.api(), flow)
}

export const view: View<WelcomeFlow> = flow => ({
  columns: ['field', 'value'],
  rows: [
    ['id', flow.id],
    ['name', flow.name],
    ['platforms', flow.eligible_platforms.join(', ')],
    ['in an ad', flow.is_used_in_ad ? 'yes' : 'no'],
    ...(flow.welcome_message_flow ?? []).map(step => ['message', textOf(step)]),
  ],
})

function textOf(step: unknown): string {
  const {message} = (step ?? {}) as {readonly message?: {readonly text?: unknown}}
  return typeof message?.text === 'string' ? message.text : JSON.stringify(message ?? step)
}
