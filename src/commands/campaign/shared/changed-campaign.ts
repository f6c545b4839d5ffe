import type {Command} from 'commander'
import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import type {CampaignId} from '../../../platform/ids.ts'
import {campaignArgument, resolveCampaign} from '../../shared/arguments/campaign.ts'
import {completedArgument} from '../../shared/arguments/completed.ts'

/** A campaign after a change. */
export interface ChangedCampaign {
  readonly id: CampaignId
  readonly state: 'paused' | 'active' | 'ended'
}

export const declareCampaign = (command: Command): Command =>
  command.addArgument(completedArgument('campaigns', '<campaign>', campaignArgument))

/** The campaign that a command is about, and how it is named in a question. */
export async function campaignOf(
  context: Context,
  named: string,
): Promise<{readonly api: Api; readonly id: CampaignId; readonly name: string}> {
  const api = await context.api()
  const id = await resolveCampaign(context, api, named)
  return {api, id, name: id === named ? id : `${named} (${id})`}
}
