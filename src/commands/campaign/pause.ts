import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type ChangedCampaign, campaignOf, declareCampaign} from './shared/changed-campaign.ts'

export function declare(command: Command): void {
  declareCampaign(command).addHelpText(
    'after',
    '\nNothing is sent or billed until it is activated again: msgr campaign activate.',
  )
  addExamples(command, 'msgr campaign pause "Winter sale"')
}

export async function run(context: Context, named: string): Promise<ChangedCampaign> {
  const {api, id} = await campaignOf(context, named)
  await api.campaigns.pause(id)
  return {id, state: 'paused'}
}

export const view: View<ChangedCampaign> = ({id}) => `Paused the campaign ${id}.`
