import type {AppId, Asid, LabelId, MessageId, PageId, Psid} from '../../platform/ids.ts'
import {forgetAccounts} from './accounts.ts'
import type {Conversation} from './conversation.ts'
import {newId, newMessageId} from './ids.ts'
import type {PageState} from './page.ts'
import type {Person} from './person.ts'
import {addConversation} from './seed.ts'
import type {State} from './state.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Beyond the window people wrote at most so long ago. */
const OLDEST_HOURS = 90 * 24

const firstNames =
  'Aino Bruno Clara Deniz Elena Farid Gina Hassan Ida Jakub Keiko Liam Maya Nils Olga Pedro Quentin Rosa Sofia Tariq'.split(
    ' ',
  )
const lastNames =
  'Almeida Bauer Costa Dubois Eriksson Fischer García Haddad Ibrahim Jansen Kowalski Larsen Moreau Novák Okonkwo Petrov Rossi Suzuki Tamm Vogel'.split(
    ' ',
  )
const locales = ['de_DE', 'en_US', 'en_GB', 'es_LA', 'fr_FR', 'it_IT', 'ja_JP', 'pl_PL', 'pt_BR', 'sv_SE']
const genders = ['female', 'male']
const lines = ['Is it in stock?', 'Merci !', 'What are your hours?', 'My order has not come', 'Danke 🙂']

/** Of so many people, one is under the label. */
const labelShares: readonly (readonly [name: string, oneOf: number])[] = [
  ['Newsletter', 3],
  ['Beta testers', 10],
]

/** What was added to a Page. */
export interface SeededPeople {
  readonly people: number
  /** How many of them wrote within the last 24 hours. */
  readonly insideWindow: number
  /** How many of them are under which label. */
  readonly labels: Readonly<Record<string, number>>
  readonly blocked: number
}

/**
 * Adds people with conversations to a Page, a third inside the window, some under labels, one in 200 with the Page
 * blocked. Who comes depends on nothing but how many the Page had: the same calls make the same people.
 */
export function seedPeople(state: State, page: PageState, count: number, nowMs: number): SeededPeople {
  const labels = labelShares.map(([name, oneOf]) => ({...labelNamed(state, page.id, name), oneOf}))
  const first = [...state.people.values()].filter(({pageId}) => pageId === page.id).length
  const pageNumber = Object.keys(state.pages).indexOf(page.id)
  const tally = {insideWindow: 0, blocked: 0, labels: new Map(labels.map(({name}) => [name, 0]))}
  for (let number = first; number < first + count; number += 1) {
    const own = labels.filter(({oneOf}, place) => scatter(number, place) % oneOf === 0)
    const person = makePerson({number, pageNumber, pageId: page.id, labelIds: own.map(({id}) => id), nowMs})
    state.people.set(person.psid, person)
    const conversation = addConversation(state, person, pick(lines, scatter(number, 20)))
    if (scatter(number, 21) % 3 === 0) addAnswer(state, conversation, nowMs)
    addElsewhere(state, person, number)
    if ((person.lastActionMs ?? 0) > nowMs - 24 * HOUR_MS) tally.insideWindow += 1
    if (person.hasBlockedPage) tally.blocked += 1
    for (const {name} of own) tally.labels.set(name, (tally.labels.get(name) ?? 0) + 1)
  }
  forgetAccounts(state)
  return {people: count, ...tally, labels: Object.fromEntries(tally.labels)}
}

interface Place {
  readonly number: number
  readonly pageNumber: number
  readonly pageId: PageId
  readonly labelIds: LabelId[]
  readonly nowMs: number
}

function makePerson({number, pageNumber, pageId, labelIds, nowMs}: Place): Person {
  return {
    psid: idAt(8_100_000_000_000_000n, pageNumber, number) as Psid,
    pageId,
    accountId: idAt(100_100_000_000_000n, pageNumber, number),
    firstName: pick(firstNames, scatter(number, 10)),
    lastName: pick(lastNames, scatter(number, 11)),
    locale: pick(locales, scatter(number, 12)),
    timezone: (scatter(number, 13) % 24) - 11,
    gender: pick(genders, scatter(number, 14)),
    lastActionMs: nowMs - minutesAgo(number) * MINUTE_MS,
    hasBlockedPage: scatter(number, 15) % 200 === 0,
    labelIds,
  }
}

/** Inside the window up to an hour before its end, or outside of it from an hour behind. */
function minutesAgo(number: number): number {
  const spread = scatter(number, 16)
  if (scatter(number, 17) % 3 === 0) return 1 + (spread % (23 * 60))
  return 25 * 60 + (spread % ((OLDEST_HOURS - 25) * 60))
}

/** The Page answered later: a recently updated conversation does not prove an open window. */
function addAnswer(state: State, conversation: Conversation, nowMs: number): void {
  const delayMs = (scatter(conversation.updatedMs, 22) % (48 * 60)) * MINUTE_MS
  const atMs = Math.min(nowMs, conversation.updatedMs + delayMs)
  const id = newMessageId(state) as MessageId
  const text = 'A colleague will look into it.'
  state.messages.set(id, {id, conversationId: conversation.id, from: 'page', atMs, text, message: {text}})
  conversation.messageIds.push(id)
  conversation.updatedMs = atMs
  conversation.unreadCount = 0
}

/** One in four is known to the next Page too, one in five logged in with the first app. */
function addElsewhere(state: State, person: Person, number: number): void {
  const pages = Object.values(state.pages)
  const pageNumber = pages.findIndex(({id}) => id === person.pageId)
  const other = pages[(pageNumber + 1) % pages.length]
  if (other !== undefined && other.id !== person.pageId && number % 4 === 0) {
    const psid = idAt(8_600_000_000_000_000n, pageNumber, number) as Psid
    state.people.set(psid, {...person, psid, pageId: other.id, hasBlockedPage: false, labelIds: []})
  }
  const [app] = Object.values(state.apps)
  if (app === undefined || person.accountId === undefined || number % 5 !== 0) return
  const asid = idAt(10_400_000_000_000_000n, pageNumber, number) as Asid
  state.logins.set(asid, {asid, appId: app.id as AppId, accountId: person.accountId})
}

function labelNamed(
  state: State,
  pageId: PageId,
  name: string,
): {readonly id: LabelId; readonly name: string} {
  const known = Object.values(state.labels).find(label => label.pageId === pageId && label.name === name)
  if (known !== undefined) return known
  const label = {id: newId(state, '17') as LabelId, pageId, name}
  state.labels[label.id] = label
  return label
}

/** Ids far enough apart that their last digits differ. */
function idAt(base: bigint, pageNumber: number, number: number): string {
  return String(base + BigInt(pageNumber) * 1_000_000_000_000n + BigInt(number) * 1_003n)
}

function pick<Item>(items: readonly Item[], number: number): Item {
  const item = items[number % items.length]
  if (item === undefined) throw new Error('There is nothing to pick from')
  return item
}

/** A whole number that looks random and is always the same for the same two. */
function scatter(number: number, salt: number): number {
  let mixed = Math.imul((number % 4_294_967_296) ^ Math.imul(salt + 1, 0x9e3779b9), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
