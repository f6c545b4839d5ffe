import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {agreeToBudget, declareLetMeta, type LetMetaFlag} from '../shared/arguments/agree-to-budget.ts'
import {findCampaign} from '../shared/arguments/campaign.ts'
import {targetNow} from '../shared/arguments/target-time.ts'
import {toOwnCampaign} from '../shared/wording/campaign.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type ChangedCampaign, declareCampaign} from './shared/changed-campaign.ts'

export function declare(command: Command): void {
  declareLetMeta(declareCampaign(command)).addHelpText(
    'after',
    '\nMessages of the campaign can be sent, and are billed, again. Shows its budget and asks first.',
  )
  addExamples(
    command,
    'msgr campaign activate "Winter sale"',
    'msgr campaign activate 6011110000000001 --yes',
  )
}

export async function run(context: Context, named: string, options: LetMetaFlag): Promise<ChangedCampaign> {
  const api = await context.api()
  const campaign = await findCampaign(context, api, named)
  if (context.globals.dryRun) {
    await api.campaigns.activate(campaign.id)
    return {id: campaign.id, state: 'active'}
  }
  const {state} = toOwnCampaign(campaign, {currency: undefined, nowMs: await targetNow(context)})
  if (state === 'ended') {
    throw new UsageError(`The campaign ${named} has ended, permanently`, {
      hint: 'Create another one: msgr campaign create --help',
    })
  }
  await agreeToBudget(context, api, campaign, {...options, question: 'Activate it?'})
  await api.campaigns.activate(campaign.id)
  return {id: campaign.id, state: 'active'}
}

export const view: View<ChangedCampaign> = ({id}) => `Activated the campaign ${id}.`
