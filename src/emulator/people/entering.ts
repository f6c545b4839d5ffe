import type {MessengerProfile} from '../../platform/messenger-profile.ts'
import {conversationIdOf} from '../state/ids.ts'
import {type Act, demandText, emit, oneOf, openWindow, optionalText, refused, type Scene} from './scene.ts'

type Referral = Readonly<Record<string, unknown>>

/**
 * The sources of referrals, and their last day.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messaging_referrals
 */
const sources: Readonly<Record<string, string | undefined>> = {
  SHORTLINK: undefined,
  ADS: undefined,
  MESSENGER_CODE: '2019-10-28',
  CUSTOMER_CHAT_PLUGIN: '2024-05-08',
}

/** The default id of an ad. */
const AD = '52783217349734645'
const MOST_CHARACTERS = 2083

/** How a person enters the conversation: through a link or an ad. */
export const entering = {
  refer: scene => {
    const referral = referralOf(scene)
    if (isNew(scene)) {
      scene.person.referral = referral
      return {waits_for: 'Get Started, an ice breaker or the first message'}
    }
    openWindow(scene)
    emit(scene, 'messaging_referrals', {referral})
    return {}
  },
} satisfies Record<string, Act>

/** Whether the conversation is empty and has something to start with: that event will carry the referral. */
function isNew({world, person}: Scene): boolean {
  const {get_started: getStarted, ice_breakers: questions} = (world.state.pages[person.pageId]?.profile ??
    {}) as MessengerProfile
  const hasBeginning = getStarted !== undefined || questions !== undefined
  const conversation = world.state.conversations.get(conversationIdOf(person.psid))
  return hasBeginning && (conversation?.messageIds.length ?? 0) === 0
}

function referralOf(scene: Scene): Referral {
  const named = (optionalText(scene, 'source') ?? 'SHORTLINK').toUpperCase()
  const source = oneOf('source', named, Object.keys(sources))
  const until = sources[source]
  if (until !== undefined && scene.world.today() > until)
    throw refused(`Referrals from ${source} ended on ${until}`)
  return source === 'ADS' ? adReferral(scene) : {ref: checkedRef(demandText(scene, 'ref')), source, type}
}

const type = 'OPEN_THREAD'

function adReferral(scene: Scene): Referral {
  const ref = optionalText(scene, 'ref')
  const flow = optionalText(scene, 'flow_id')
  if (flow !== undefined) useInAd(scene, flow)
  return {
    ...(ref === undefined ? {} : {ref: checkedRef(ref)}),
    ad_id: optionalText(scene, 'ad_id') ?? AD,
    source: 'ADS',
    type,
    ads_context_data: {
      ad_title: optionalText(scene, 'ad_title') ?? 'An ad',
      ...(flow === undefined ? {} : {flow_id: flow}),
    },
  }
}

/** An ad that somebody clicks uses its flow. */
function useInAd({world, person}: Scene, id: string): void {
  const flow = world.state.welcomeFlows[id]
  if (flow?.pageId !== person.pageId) throw refused(`The Page has no welcome message flow ${id}`)
  flow.isUsedInAd = true
}

function checkedRef(ref: string): string {
  if (ref.length <= MOST_CHARACTERS) return ref
  throw refused(`ref has ${ref.length} characters, at most ${MOST_CHARACTERS}`)
}
