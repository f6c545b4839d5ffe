declare const brand: unique symbol
type Branded<Name extends string> = string & {readonly [brand]: Name}

/** One person as one Page sees them (page-scoped id): digits, never a number, because it may not fit a double. */
export type Psid = Branded<'Psid'>
export type PageId = Branded<'PageId'>
export type AppId = Branded<'AppId'>
export type LabelId = Branded<'LabelId'>
export type MessageId = Branded<'MessageId'>
export type ConversationId = Branded<'ConversationId'>
export type AttachmentId = Branded<'AttachmentId'>
export type PersonaId = Branded<'PersonaId'>

const digits = /^[0-9]{1,32}$/

/** Whether a text has the form of an id of the platform: 1 to 32 digits. */
export function isNumericId(text: string): boolean {
  return digits.test(text)
}

/** The id as a PSID, or undefined when it does not have the form of one. */
export function toPsid(text: string): Psid | undefined {
  return isNumericId(text) ? (text as Psid) : undefined
}
