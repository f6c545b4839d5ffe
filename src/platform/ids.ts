declare const brand: unique symbol
type Branded<Name extends string> = string & {readonly [brand]: Name}

/** One person as one Page sees them (page-scoped id): digits, never a number, because it may not fit a double. */
export type Psid = Branded<'Psid'>
/** One person as the login of one app sees them (app-scoped id). */
export type Asid = Branded<'Asid'>
export type PageId = Branded<'PageId'>
export type AppId = Branded<'AppId'>
export type LabelId = Branded<'LabelId'>
export type MessageId = Branded<'MessageId'>
export type ConversationId = Branded<'ConversationId'>
export type AttachmentId = Branded<'AttachmentId'>
export type PersonaId = Branded<'PersonaId'>
export type CreativeId = Branded<'CreativeId'>
export type BroadcastId = Branded<'BroadcastId'>
export type ReachEstimationId = Branded<'ReachEstimationId'>
export type MessageTemplateId = Branded<'MessageTemplateId'>
export type WelcomeFlowId = Branded<'WelcomeFlowId'>
export type PostId = Branded<'PostId'>
export type CommentId = Branded<'CommentId'>
export type StickerId = Branded<'StickerId'>
export type StickerPackId = Branded<'StickerPackId'>
/** With its prefix: `act_123`. */
export type AdAccountId = Branded<'AdAccountId'>
/** A campaign of marketing messages, which is the id of an ad. */
export type CampaignId = Branded<'CampaignId'>
export type AdSetId = Branded<'AdSetId'>
export type CustomAudienceId = Branded<'CustomAudienceId'>

const id = /^[1-9][0-9]{0,31}$/

/** Whether a text has the form of an id of the platform: 1 to 32 digits, of which the first is not 0. No id is written in two ways. */
export function isNumericId(text: string): boolean {
  return id.test(text)
}

/**
 * The id in a text that writes it in another way, with zeros, a sign or blanks around it: one person would be several then. Undefined
 * when the text is an id, or none can be seen in it.
 */
export function idWithin(text: string): string | undefined {
  if (isNumericId(text)) return undefined
  const digits = text
    .replaceAll(/[\s\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/^[+\-\u2212]/, '')
    .replace(/^0+/, '')
  return isNumericId(digits) ? digits : undefined
}

/** The id as a PSID, or undefined when it does not have the form of one. */
export function toPsid(text: string): Psid | undefined {
  return isNumericId(text) ? (text as Psid) : undefined
}
