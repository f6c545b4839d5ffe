import {isObject} from '../../platform/fields-schema.ts'
import {MARKETING_MESSAGES_SINCE as since} from '../../platform/marketing-messages.ts'
import {
  type CampaignPreview,
  PREVIEW_FORMAT,
  messageCampaignsRoutes as routes,
} from '../../platform/message-campaigns.ts'
import type {Page} from '../../platform/route.ts'
import {missingParameter} from '../errors.ts'
import type {Resource, World} from '../world.ts'
import {accountOf, adTokens, mayActForPage} from './ad-access.ts'
import {judgeMarketingMessage} from './marketing-content.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {notOneOf} from './refusals.ts'

export const campaignPreviews: Resource = {
  [routes.preview]: {
    tokens: adTokens,
    since,
    answer: (world, call): Page<CampaignPreview> => {
      accountOf(world, call)
      const {ad_format: format, creative, message} = call.params
      if (format !== PREVIEW_FORMAT) throw notOneOf('ad_format', [PREVIEW_FORMAT], format)
      if (message === undefined) throw missingParameter('message')
      const page = pageIn(world, creative)
      if (page === undefined) throw marketingRefusal(2_300_065)
      if (!mayActForPage(world, call, {pageId: page.id})) throw marketingRefusal(2_300_039)
      const {message: shown, refusal} = judgeMarketingMessage(world, message)
      if (refusal !== undefined) throw refusal
      const drawn = Buffer.from(JSON.stringify({page: page.name, message: shown})).toString('base64url')
      const address = `${call.origin}/_msgr/previews/${drawn}`
      return {
        data: [
          {
            body: `<iframe src="${address}" width="335" height="450" scrolling="yes" style="border: none;"></iframe>`,
          },
        ],
      }
    },
  },
}

function pageIn({state}: World, creative: unknown) {
  const story = isObject(creative) ? creative['object_story_spec'] : undefined
  return state.pages[String(isObject(story) ? story['page_id'] : undefined)]
}
