import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {WelcomeFlowId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {findUnusedFlow, flowArgument} from './shared/find-flow.ts'

export interface DeletedFlow {
  readonly id: WelcomeFlowId
  readonly name: string
  readonly deleted: true
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('flows', '<flow>', flowArgument))
    .addHelpText('after', '\nA flow that is used in an ad cannot be deleted.')
  addExamples(command, 'msgr flow delete "Driver sign up" --yes')
}

export async function run(context: Context, named: string): Promise<DeletedFlow> {
  const {id, name} = await findUnusedFlow(context, named)
  await context.prompt.agree(`Delete the flow ${name} (${id})?`)
  const {welcomeMessageFlows} = await context.api()
  await welcomeMessageFlows.delete(id)
  return {id, name, deleted: true}
}

export const view: View<DeletedFlow> = ({id, name}) => `Deleted the flow ${name} (${id}).`
