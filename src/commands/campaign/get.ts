import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {campaignArgument, findCampaign} from '../shared/arguments/campaign.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {targetNow} from '../shared/arguments/target-time.ts'
import {
  campaignColumns,
  type OwnCampaign,
  ownBudgetInWords,
  stateInWords,
  toOwnCampaign,
} from '../shared/wording/campaign.ts'
import {addExamples} from '../shared/wording/examples.ts'

export const csv = {columns: campaignColumns}

export function declare(command: Command): void {
  command.addArgument(completedArgument('campaigns', '<campaign>', campaignArgument))
  addExamples(
    command,
    'msgr campaign get "Winter sale"',
    "msgr campaign get 6011110000000001 --json | jq -r '.state'",
  )
}

export async function run(context: Context, named: string): Promise<OwnCampaign> {
  const api = await context.api()
  const [campaign, {currency}, nowMs] = await Promise.all([
    findCampaign(context, api, named),
    api.adAccount.get(['currency']),
    targetNow(context),
  ])
  return toOwnCampaign(campaign, {currency, nowMs})
}

export const view: View<OwnCampaign> = (campaign, style) => {
  const {id, name, startAt, endAt, pageId, pixelId} = campaign
  const rows = [
    ['state', stateInWords(campaign, style)],
    ['budget', ownBudgetInWords(campaign)],
    ['starts', startAt && style.time(startAt)],
    ['ends', endAt === undefined ? 'never' : style.time(endAt)],
    ['Page', pageId],
    ['pixel', pixelId],
  ].filter(([, value]) => value !== undefined && value !== '')
  return [
    `${style.bold(name ?? '')} (${id})`,
    ...rows.map(([key, value]) => `  ${`${key}`.padEnd(7)} ${value}`),
  ].join('\n')
}
