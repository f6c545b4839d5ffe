import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {targetNow} from '../shared/arguments/target-time.ts'
import {
  campaignColumns,
  type OwnCampaign,
  ownBudgetInWords,
  stateInWords,
  toOwnCampaign,
} from '../shared/wording/campaign.ts'
import {addExamples} from '../shared/wording/examples.ts'

export const json = 'array'
export const csv = {columns: campaignColumns}

export function declare(command: Command): void {
  declareLimit(command, 'campaigns', 'long').addHelpText(
    'after',
    `
The campaigns of marketing messages of the ad account; its other ads are left out. A campaign is populating in the first hour, and
sometimes longer: nobody can be written to until it is active.`,
  )
  addExamples(command, 'msgr campaign list', 'msgr campaign list --json')
}

export async function* run(context: Context, {limit}: {readonly limit: string}): AsyncGenerator<OwnCampaign> {
  const most = parseLimit(limit)
  const api = await context.api()
  const [{currency}, nowMs] = await Promise.all([api.adAccount.get(['currency']), targetNow(context)])
  const campaigns = limited(context, api.campaigns.list({limit: 100}), most)
  for await (const campaign of campaigns) yield toOwnCampaign(campaign, {currency, nowMs})
}

export const view: View<OwnCampaign | readonly OwnCampaign[]> = (result, style) => ({
  columns: ['id', 'name', 'state', 'budget', 'ends'],
  rows: [result]
    .flat()
    .map(campaign => [
      campaign.id,
      campaign.name,
      stateInWords(campaign, style),
      ownBudgetInWords(campaign),
      campaign.endAt && style.time(campaign.endAt),
    ]),
  whole: ['id'],
  leaveOut: ['ends', 'budget'],
})

export const empty = (): string =>
  'The ad account has no campaigns of marketing messages. Create one: msgr campaign create "Winter sale" --daily 20'
