import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {type CampaignId, isNumericId} from '../../../platform/ids.ts'
import type {MessageCampaign} from '../../../platform/message-campaigns.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {parseName} from './given-name.ts'

/** The help text of the argument. */
export const campaignArgument = 'the campaign, by its name or id; a number counts as an id'

/**
 * The id of a campaign that a person named. A dry run looks nothing up: a name stands for itself there.
 * @throws {MsgrError} if the ad account has none with this name, {UsageError} if several have it.
 */
export async function resolveCampaign(
  {globals}: Pick<Context, 'globals'>,
  api: Api,
  nameOrId: string,
): Promise<CampaignId> {
  const text = parseName(nameOrId, 'campaign').trim()
  if (isNumericId(text) || globals.dryRun) return text as CampaignId
  return (await findByName(api, text)).id
}

/** The same with all that is known of it. */
export async function findCampaign(
  context: Pick<Context, 'globals'>,
  api: Api,
  nameOrId: string,
): Promise<MessageCampaign> {
  const text = parseName(nameOrId, 'campaign').trim()
  return isNumericId(text) || context.globals.dryRun
    ? api.campaigns.get(text as CampaignId)
    : findByName(api, text)
}

async function findByName({campaigns}: Api, name: string): Promise<MessageCampaign> {
  const all = await collect(campaigns.list({limit: 100}))
  const nameOf = ({campaign, adset}: MessageCampaign) => campaign?.name ?? adset?.name ?? ''
  const [found, ...others] = all.filter(each => nameOf(each) === name)
  if (found !== undefined && others.length === 0) return found
  if (found !== undefined) {
    throw new UsageError(`${others.length + 1} campaigns are named ${name}`, {
      hint: `Use the id of one of them: ${[found, ...others].map(({id}) => id).join(', ')}`,
    })
  }
  const near = nearest(name, all.map(nameOf))
  throw new MsgrError(`The ad account has no campaign named ${name}`, {
    reason: 'campaignUnknown',
    ...(near === undefined ? {} : {hint: `Did you mean ${near}?`}),
  })
}
