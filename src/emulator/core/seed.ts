import type {AppId, ConversationId, LabelId, MessageId, PageId, Psid} from '../../platform/ids.ts'
import {newMessageId, tokenText} from './ids.ts'
import {type App, emptyState, type PageState, type Person, type State, type Token} from './state.ts'

const HOUR_MS = 3_600_000

/** The scopes that the tokens of a fresh emulator hold. */
export const pageScopes = [
  'pages_messaging',
  'pages_manage_metadata',
  'pages_show_list',
  'pages_read_engagement',
  'pages_user_locale',
  'pages_user_timezone',
  'pages_user_gender',
  'page_utility_messaging',
  'public_profile',
] as const

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
      firstName,
      lastName,
      locale,
      timezone,
      gender,
      lastActionMs: Math.round(nowMs - hoursAgo * HOUR_MS),
      hasBlockedPage: index === peopleRows.length - 1,
      labelIds: labels.flatMap(label => labelIds.get(label) ?? []),
    }
    state.people[person.psid] = person
    addConversation(state, person, lines[index % lines.length] ?? '')
  }
  return state
}

function addApp(state: State, {id, name, secret}: {id: string; name: string; secret: string}): App {
  const app: App = {id: id as AppId, name, secret, isProofRequired: false, callback: undefined}
  state.apps[id] = app
  return app
}

/** A Page without people. */
export function addPage(state: State, id: string, name: string, category: string): PageState {
  const page: PageState = {
    id: id as PageId,
    name,
    category,
    profile: {},
    profileCallsMs: [],
    subscribedApps: {},
    areContactTermsAccepted: true,
    isRestricted: false,
  }
  state.pages[id] = page
  return page
}

/** The token of an app for a Page; always the same text for the same two. */
export function addPageToken(state: State, appId: AppId, pageId: PageId, issuedMs: number): Token {
  const text = tokenText('page', `${appId} ${pageId}`)
  const token: Token = {text, kind: 'page', appId, pageId, scopes: [...pageScopes], issuedMs, expiresMs: 0}
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
    scopes: [...pageScopes],
    issuedMs,
    expiresMs: issuedMs + 60 * 24 * HOUR_MS,
  }
}

function addLabel(state: State, pageId: PageId, name: string, index: number): LabelId {
  const id = String(1_712_000_000_000_001 + index) as LabelId
  state.labels[id] = {id, pageId, name}
  return id
}

function addConversation(state: State, person: Person, text: string): void {
  const atMs = person.lastActionMs ?? 0
  const id = `t_${person.psid}` as ConversationId
  const mid = newMessageId(state) as MessageId
  state.messages[mid] = {id: mid, conversationId: id, from: 'person', atMs, text, message: {text}}
  state.conversations[id] = {
    id,
    pageId: person.pageId,
    psid: person.psid,
    updatedMs: atMs,
    unreadCount: 1,
    messageIds: [mid],
  }
}
