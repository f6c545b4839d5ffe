import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type ChangedCampaign, campaignOf, declareCampaign} from './shared/changed-campaign.ts'

export function declare(command: Command): void {
  declareCampaign(command).addHelpText(
    'after',
    '\nEnds it permanently, which cannot be undone. Its insights stay. To stop it for a while: msgr campaign pause. Asks first.',
  )
  addExamples(command, 'msgr campaign end "Winter sale"', 'msgr campaign end 6011110000000001 --yes')
}

export async function run(context: Context, named: string): Promise<ChangedCampaign> {
  const {api, id, name} = await campaignOf(context, named)
  await context.prompt.agree(`End the campaign ${name} permanently?`)
  await api.campaigns.end(id)
  return {id, state: 'ended'}
}

export const view: View<ChangedCampaign> = ({id}) => `Ended the campaign ${id}.`
