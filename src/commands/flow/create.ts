import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {WelcomeFlowId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {flowCertainty} from './shared/flow-certainty.ts'
import {readFlowFile} from './shared/read-flow-file.ts'

export interface CreatedFlow {
  readonly id: WelcomeFlowId
  readonly name: string
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('files', '<file>', 'JSON or YAML; - reads standard input'))
    .addHelpText(
      'after',
      `
The file contains name, eligible_platforms (messenger, instagram) and welcome_message_flow: messages of the Send API. Ads Manager
offers the flow below Message template, Partner app; an ad creative names its id in partner_app_welcome_message_flow_id.
${flowCertainty}

Examples:
  $ msgr flow create welcome.yaml

welcome.yaml:
  name: Driver sign up
  eligible_platforms: [messenger]
  welcome_message_flow:
    - message:
        text: Would you like to drive for us?
        quick_replies:
          - {content_type: text, title: "Yes", payload: DRIVE}
          - {content_type: text, title: Not now, payload: LATER}`,
    )
}

export async function run(context: Context, file: string): Promise<CreatedFlow> {
  const {judgeNewFlow} = await import('../../platform/welcome-message-flows-check.ts')
  const flow = await readFlowFile(context, file, judgeNewFlow)
  const {welcomeMessageFlows} = await context.api()
  const {flow_id: id} = await welcomeMessageFlows.create(flow)
  return {id, name: flow.name}
}

export const view: View<CreatedFlow> = ({id, name}, {good}) =>
  `${good('✔')} Created the flow ${name} (${id}).`
