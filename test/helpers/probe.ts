import type {Emulator} from '../../src/emulator/index.ts'
import {conversationOf as conversationWith, store} from '../../src/emulator/resources/people.ts'
import type {App, StoredUpload, Token} from '../../src/emulator/state/app.ts'
import type {Conversation, StoredMessage} from '../../src/emulator/state/conversation.ts'
import type {Attachment, Label, PageState} from '../../src/emulator/state/page.ts'
import type {Login, Person} from '../../src/emulator/state/person.ts'
import {addConversation} from '../../src/emulator/state/seed.ts'
import {newSubscription} from '../../src/emulator/state/seed-marketing.ts'
import type {PageId, Psid} from '../../src/platform/ids.ts'

/**
 * What tests ask an emulator of this process beside its API: the state as it is kept, and states that no call makes.
 * Where `/_msgr/` answers the question, tests ask there. Nothing else in `test` looks into the emulator.
 */

const HOUR_MS = 3_600_000

const stateOf = (emulator: Emulator) => emulator.world.state

/** Everything that is kept, to be compared with itself. */
export const everythingIn = (emulator: Emulator): Readonly<Record<string, unknown>> => ({
  ...stateOf(emulator),
  messages: messagesIn(emulator),
})

/** The emulated time, ms since 1970. */
export const timeOf = (emulator: Emulator): number => emulator.world.now()

/** The emulated day, `2019-06-01`. */
export const dayOf = (emulator: Emulator): string => emulator.world.today()

export const peopleOf = (emulator: Emulator, pageId?: string): Person[] =>
  [...stateOf(emulator).people.values()].filter(person => pageId === undefined || person.pageId === pageId)

export const personOf = (emulator: Emulator, psid: string): Person | undefined =>
  stateOf(emulator).people.get(psid)

export const psidsOf = (emulator: Emulator): string[] => [...stateOf(emulator).people.keys()]

/** The id of the first person with this first name. */
export const psidOf = (emulator: Emulator, firstName: string): string =>
  found(peopleOf(emulator).find(person => person.firstName === firstName)?.psid, firstName)

/** Who logged in to an app, by the ids for these apps. */
export const loginsOf = (emulator: Emulator): Login[] => [...stateOf(emulator).logins.values()]

export const pagesOf = (emulator: Emulator): PageState[] => Object.values(stateOf(emulator).pages)

/** A Page by its id; default: the first one. */
export const pageOf = (emulator: Emulator, id?: string): PageState =>
  found(id === undefined ? pagesOf(emulator)[0] : stateOf(emulator).pages[id], `Page ${id ?? ''}`)

export const labelsOf = (emulator: Emulator, pageId?: string): Label[] =>
  Object.values(stateOf(emulator).labels).filter(label => pageId === undefined || label.pageId === pageId)

/** The files that were sent to apps in parts. */
export const uploadsOf = (emulator: Emulator): StoredUpload[] => Object.values(stateOf(emulator).uploads)

/** The messages of everybody, the oldest first. */
export const messagesIn = (emulator: Emulator): StoredMessage[] => [...stateOf(emulator).messages.values()]

export const messageOf = (emulator: Emulator, id: string): StoredMessage | undefined =>
  stateOf(emulator).messages.get(id)

/** What Pages sent, the oldest first. */
export const sentIn = (emulator: Emulator): StoredMessage[] =>
  messagesIn(emulator).filter(({from}) => from === 'page')

/** Whom a message is for, or from: the psid. */
export const recipientOf = (emulator: Emulator, {conversationId}: StoredMessage): string =>
  stateOf(emulator).conversations.get(conversationId)?.psid ?? ''

export const conversationsOf = (emulator: Emulator): Conversation[] => [
  ...stateOf(emulator).conversations.values(),
]

export const conversationOf = (emulator: Emulator, psid: string): Conversation | undefined =>
  stateOf(emulator).conversations.get(`t_${psid}`)

export const attachmentsOf = (emulator: Emulator): Attachment[] =>
  Object.values(stateOf(emulator).attachments)

export const appsOf = (emulator: Emulator): App[] => Object.values(stateOf(emulator).apps)

/** An app by its id; default: the first one. */
export const appOf = (emulator: Emulator, id?: string): App =>
  found(id === undefined ? appsOf(emulator)[0] : stateOf(emulator).apps[id], `app ${id ?? ''}`)

export const tokensOf = (emulator: Emulator): Token[] => Object.values(stateOf(emulator).tokens)

/** By its text. */
export const tokenOf = (emulator: Emulator, text: string): Token =>
  found(stateOf(emulator).tokens[text], 'token')

/** The tokens by which an app acts for Pages. */
export const pageTokensOf = (emulator: Emulator, appId: string): Token[] =>
  tokensOf(emulator).filter(token => token.kind === 'page' && token.appId === appId)

/** The long-lived token of the person who administers the Pages of a fresh emulator. */
export const userTokenOf = (emulator: Emulator): string =>
  found(tokensOf(emulator).find(({kind}) => kind === 'user')?.text, 'token of a person')

/** Another token of the same person, as a login gives it: for an hour. */
export function shortLivedUserToken(emulator: Emulator): string {
  const known = tokenOf(emulator, userTokenOf(emulator))
  const text = 'EMUUSERshortlived0123456789'
  const nowMs = timeOf(emulator)
  stateOf(emulator).tokens[text] = {...known, text, issuedMs: nowMs, expiresMs: nowMs + HOUR_MS}
  return text
}

/** Lets a token die, as a changed password (460) or the end of its days (463) does. */
export function killToken(emulator: Emulator, text: string, subcode: number): void {
  tokenOf(emulator, text).deadSubcode = subcode
}

/** The names of all templates. */
export const templateNamesOf = (emulator: Emulator): string[] =>
  Object.values(stateOf(emulator).messageTemplates).map(({name}) => name)

export const personasOf = (emulator: Emulator): unknown[] => Object.values(stateOf(emulator).personas)

/** The Messenger Profile takes calls as fast as they come. */
export function liftProfileLimit(emulator: Emulator): void {
  stateOf(emulator).isProfileLimited = false
}

/** No call comes too often; the Messenger Profile keeps its own limit. */
export function liftRateLimits(emulator: Emulator): void {
  stateOf(emulator).areRatesLimited = false
}

/** Makes each Page one of many apps without a default, in which any app may ask for a conversation. */
export function removeDefaultApps(emulator: Emulator): void {
  for (const page of pagesOf(emulator)) delete page.defaultAppId
  for (const conversation of conversationsOf(emulator)) delete conversation.control
}

/** As if this person had never written to the Page, nor the Page to them. */
export function removeConversation(emulator: Emulator, psid: string): void {
  stateOf(emulator).conversations.delete(`t_${psid}`)
}

/** Somebody who wrote to the Page just now. */
export function addPerson(emulator: Emulator, person: Person): void {
  stateOf(emulator).people.set(person.psid, person)
  addConversation(stateOf(emulator), person, 'Hello?')
}

/** A conversation of these texts, which everybody has read; every third is from the person. As calls, thousands take long. */
export function fillConversation({world}: Emulator, psid: string, texts: readonly string[]): void {
  const person = found(world.state.people.get(psid), psid)
  for (const [index, text] of texts.entries())
    store(world, person, {from: index % 3 === 0 ? 'person' : 'page', text, message: {text}})
  world.live.changed(person)
  conversationWith(world, person).unreadCount = 0
}

function found<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing === undefined) throw new Error(`the emulator has no ${what}`)
  return thing
}

/** The marketing messages that were accepted: by token, how many. */
export function marketedIn(emulator: Emulator, campaign?: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const {token, campaignId} of Object.values(stateOf(emulator).marketingSends))
    if (campaign === undefined || campaignId === campaign) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

/** Every subscriber, by token: their PSID, if they have one. */
export const subscribersOf = (emulator: Emulator): {token: string; psid: string | undefined}[] =>
  Object.values(stateOf(emulator).notificationTokens).map(({token, psid}) => ({token, psid}))

/** Makes somebody a subscriber; without a name the platform shows only their token. */
export function addSubscriber(
  emulator: Emulator,
  {pageId, psid, token, isNamed}: {pageId: string; psid: string; token: string; isNamed: boolean},
): void {
  const subscription = newSubscription(token, pageId as PageId, timeOf(emulator) - 24 * HOUR_MS)
  stateOf(emulator).notificationTokens[token] = {...subscription, ...(isNamed && {psid: psid as Psid})}
}
