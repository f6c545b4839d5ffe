import type {Fault} from '../errors.ts'
import {checkMarketingRequest, type MarketingCheckOptions} from '../platform/marketing-messages-check.ts'
import {checkAttachmentUpload, checkSendRequest, type SendCheckOptions} from '../platform/messages-check.ts'
import {checkProfile, type ProfileCheckOptions} from '../platform/messenger-profile-check.ts'

/** `today`, `YYYY-MM-DD`, is the day to judge by: what ended before it is a fault. Default the day of this machine, in UTC. */
type Judged<Options extends {readonly today: string}> = Omit<Options, 'today'> & {readonly today?: string}

/** What the platform would refuse, found without asking it: every fault at once, with its place; an empty list may go. */
export const validate = {
  /** A request to the Send API: recipient, message, messaging type. */
  messages: (request: unknown, options: Judged<SendCheckOptions> = {}): readonly Fault[] =>
    checkSendRequest(request, {today: today(), ...options}),

  /** A request that sends a marketing message: campaign, subscriber, message. */
  marketing: (request: unknown, options: Judged<MarketingCheckOptions> = {}): readonly Fault[] =>
    checkMarketingRequest(request, {today: today(), ...options}),

  /** A request that saves an attachment: `{message: {attachment}}`. */
  attachment: (request: unknown, options: {readonly isUpload?: boolean} = {}): readonly Fault[] =>
    checkAttachmentUpload(request, options),

  /** Properties of the Messenger Profile, as they are set together. */
  profile: (properties: unknown, options: Judged<ProfileCheckOptions> = {}): readonly Fault[] =>
    checkProfile(properties, {today: today(), ...options}),
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
