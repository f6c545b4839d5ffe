import type {AppId, Asid, LabelId, MessageId, PageId, Psid} from '../../platform/ids.ts'
import type {App, Token} from './app.ts'
import type {Conversation} from './conversation.ts'
import {conversationIdOf, newMessageId, tokenText} from './ids.ts'
import type {PageState} from './page.ts'
import type {Person} from './person.ts'
import {seedMarketing} from './seed-marketing.ts'
import {seedSending} from './seed-sending.ts'
import {bare, emptyState, type State} from './state.ts'
import {renewControl} from './thread-owner.ts'

const HOUR_MS = 3_600_000

/** The scopes that the tokens of a fresh emulator hold. */
const pageScopes = [
  'pages_messaging',
  'pages_manage_metadata',
  'pages_show_list',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_engagement',
  'read_insights',
  'pages_user_locale',
  'pages_user_timezone',
  'pages_user_gender',
  'page_utility_messaging',
  'public_profile',
] as const

/** The scopes of broadcasts and sponsored messages, and the day on which they ended with them. */
const broadcastScopes = ['pages_messaging_subscriptions', 'manage_pages', 'ads_management', 'ads_read']
const BROADCASTS_END_MS = Date.parse('2020-03-04')

function scopesOn(ms: number): readonly string[] {
  return ms < BROADCASTS_END_MS ? [...pageScopes, ...broadcastScopes] : [...pageScopes]
}

const appRows = [
  {id: '1234567890123456', name: 'Acme bot', secret: '0123456789abcdef0123456789abcdef'},
  {id: '998877665544332', name: 'Acme helpdesk', secret: 'fedcba9876543210fedcba9876543210'},
] as const

const pageRows = [
  {id: '109876543210987', name: 'Acme Shop', category: 'Shopping & Retail'},
  {id: '109876543210988', name: 'Acme Support', category: 'Business Service'},
] as const

/** Names, locale, GMT offset, gender, hours since the person last wrote, labels. The last one has blocked the Page. */
const peopleRows: readonly [
  first: string,
  last: string,
  locale: string,
  timezone: number,
  gender: string,
  hoursAgo: number,
  ...labels: string[],
][] = [
  ['Ada', 'Lindqvist', 'sv_SE', 1, 'female', 0.2, 'Newsletter'],
  ['Ben', 'Okafor', 'en_GB', 0, 'male', 1, 'Newsletter'],
  ['Chloé', 'Martin', 'fr_FR', 1, 'female', 2, 'Newsletter', 'Beta testers'],
  ['Dmitri', 'Ivanov', 'ru_RU', 3, 'male', 5],
  ['Elif', 'Yılmaz', 'tr_TR', 3, 'female', 8, 'Beta testers'],
  ['Fatima', 'Zahra', 'ar_AR', 2, 'female', 12],
  ['Grace', 'Hopper', 'en_US', -5, 'female', 20, 'Newsletter'],
  ['Hiro', 'Tanaka', 'ja_JP', 9, 'male', 30, 'Newsletter'],
  ['Inês', 'Carvalho', 'pt_PT', 0, 'female', 72],
  ['Jonas', 'Weber', 'de_DE', 1, 'male', 150],
  ['Kavita', 'Rao', 'hi_IN', 5.5, 'female', 900, 'Newsletter'],
  ['Luis', 'Ortega', 'es_LA', -6, 'male', 4, 'Newsletter'],
]

/** Who of them wrote to the second Page too: the place in the list above, hours since then, what. */
const supportRows: readonly [index: number, hoursAgo: number, text: string][] = [
  [0, 3, 'The zip of my bag is broken'],
  [3, 26, 'Can you resend the invoice?'],
  [6, 200, 'Solved, thanks!'],
]

/** Who logged in with each app, in the order of the apps. */
const loginRows: readonly (readonly number[])[] = [
  [0, 1, 3, 6, 8],
  [0, 3],
]

const lines = [
  'Hi! Do you open on Sundays?',
  'Where is my order?',
  'Thank you 👋',
  'Do you ship to Lisbon?',
  'Size M, please',
]

/** A first state to look at: two Pages of one business, two apps, a dozen people inside and outside the window, labels. */
export function seedState(nowMs: number): State {
  const state = emptyState()
  const apps = appRows.map(row => addApp(state, row))
  const pages = pageRows.map(row => addPage(state, row.id, row.name, row.category))
  const [bot] = apps
  const [shop] = pages
  if (bot === undefined || shop === undefined) return state
  const issuedMs = nowMs - 30 * 24 * HOUR_MS
  for (const app of apps) for (const page of pages) addPageToken(state, app.id, page.id, issuedMs)
  addUser(
    state,
    bot.id,
    pages.map(({id}) => id),
    issuedMs,
  )
  const labelIds = new Map(
    ['Newsletter', 'Beta testers'].map((name, index) => [name, addLabel(state, shop.id, name, index)]),
  )
  for (const [
    index,
    [firstName, lastName, locale, timezone, gender, hoursAgo, ...labels],
  ] of peopleRows.entries()) {
    const person: Person = {
      psid: String(6411223344556677n + BigInt(index) * 1_000_003n) as Psid,
      pageId: shop.id,
      accountId: accountIdOf(index),
      firstName,
      lastName,
      locale,
      timezone,
      gender,
      lastActionMs: Math.round(nowMs - hoursAgo * HOUR_MS),
      hasBlockedPage: index === peopleRows.length - 1,
      labelIds: labels.flatMap(label => labelIds.get(label) ?? []),
    }
    state.people.set(person.psid, person)
    addConversation(state, person, lines[index % lines.length] ?? '')
  }
  addToSecondPage(state, pages[1], nowMs)
  seedMarketing(state, bot.id, shop.id, nowMs)
  seedSending(state, shop.id, nowMs)
  for (const [position, app] of apps.entries()) addLogins(state, app.id, position)
  return state
}

/** People of the first Page as the second one sees them: with other ids, and nothing in common but the account. */
function addToSecondPage(state: State, page: PageState | undefined, nowMs: number): void {
  const known = [...state.people.values()]
  for (const [index, hoursAgo, text] of supportRows) {
    const same = known[index]
    if (page === undefined || same === undefined) continue
    const person: Person = {
      ...same,
      psid: String(7120987654321001n + BigInt(index) * 1_000_003n) as Psid,
      pageId: page.id,
      lastActionMs: Math.round(nowMs - hoursAgo * HOUR_MS),
      hasBlockedPage: false,
      labelIds: [],
    }
    state.people.set(person.psid, person)
    addConversation(state, person, text)
  }
}

function accountIdOf(index: number): string {
  return String(100_004_000_000_001 + index)
}

function addLogins(state: State, appId: AppId, position: number): void {
  for (const index of loginRows[position] ?? []) {
    const asid = String(10152368852405295n + BigInt(position * 1000 + index) * 7_000_003n) as Asid
    state.logins.set(asid, {asid, appId, accountId: accountIdOf(index)})
  }
}

function addApp(state: State, {id, name, secret}: {id: string; name: string; secret: string}): App {
  const app: App = {id: id as AppId, name, secret, isProofRequired: false, callback: undefined}
  state.apps[id] = app
  return app
}

/** A Page without people. The first app is its default app. */
export function addPage(state: State, id: string, name: string, category: string): PageState {
  const [defaultApp] = Object.values(state.apps)
  const page: PageState = {
    id: id as PageId,
    name,
    category,
    ...(defaultApp === undefined ? {} : {defaultAppId: defaultApp.id}),
    profile: bare(),
    profileCallsMs: [],
    subscribedApps: bare(),
    areContactTermsAccepted: true,
    likes: 1284,
    isRestricted: false,
  }
  state.pages[id] = page
  return page
}

const pageTokenText = (appId: AppId, pageId: PageId) => tokenText('page', `${appId} ${pageId}`)

/** The token of an app for a Page, if anybody has had it. */
export function pageTokenOf({tokens}: State, appId: AppId, pageId: PageId): Token | undefined {
  return tokens[pageTokenText(appId, pageId)]
}

/** The token of an app for a Page; always the same text for the same two. One that is there stays as it is, alive or dead. */
export function addPageToken(state: State, appId: AppId, pageId: PageId, issuedMs: number): Token {
  const known = pageTokenOf(state, appId, pageId)
  if (known !== undefined) return known
  const text = pageTokenText(appId, pageId)
  const scopes = scopesOn(issuedMs)
  const token: Token = {text, kind: 'page', appId, pageId, scopes, issuedMs, expiresMs: 0}
  state.tokens[text] = token
  return token
}

function addUser(state: State, appId: AppId, pageIds: readonly PageId[], issuedMs: number): void {
  const userId = '7712345678901234'
  state.users[userId] = {id: userId, name: 'Olivia Operator', pageIds}
  const text = tokenText('user', userId)
  state.tokens[text] = {
    text,
    kind: 'user',
    appId,
    userId,
    scopes: scopesOn(issuedMs),
    issuedMs,
    expiresMs: issuedMs + 60 * 24 * HOUR_MS,
  }
}

function addLabel(state: State, pageId: PageId, name: string, index: number): LabelId {
  const id = String(1_712_000_000_000_001 + index) as LabelId
  state.labels[id] = {id, pageId, name}
  return id
}

/** A conversation that the person began with a text. */
export function addConversation(state: State, person: Person, text: string): Conversation {
  const atMs = person.lastActionMs ?? 0
  const id = conversationIdOf(person.psid)
  const mid = newMessageId(state) as MessageId
  state.messages.set(mid, {id: mid, conversationId: id, from: 'person', atMs, text, message: {text}})
  const conversation: Conversation = {
    id,
    pageId: person.pageId,
    psid: person.psid,
    updatedMs: atMs,
    unreadCount: 1,
    messageIds: [mid],
  }
  renewControl(conversation, state.pages[person.pageId], atMs)
  state.conversations.set(id, conversation)
  return conversation
}
