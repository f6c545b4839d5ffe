import {MESSAGING_WINDOW_HOURS} from '../../platform/messages.ts'
import {noSuchObject} from '../errors.ts'
import {isKeptOff} from '../resources/people.ts'
import type {Conversation} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {PageState} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import type {Chat} from './chat.ts'
import {gistOf} from './gist.ts'
import {findPeople, type PeopleQuery} from './people-found.ts'
import type {ChatOverview, PageSummary, PersonSummary} from './view-types.ts'
import {webhookOf} from './webhook-state.ts'

const HOUR_MS = 3_600_000
/** Counting stops here. */
const MOST_UNREAD = 99

/** When the messaging window closes that an act of a person opened. */
export const windowUntil = (lastActionMs: number): number => lastActionMs + MESSAGING_WINDOW_HOURS * HOUR_MS

/** Which Page and people; default: the first Page, everybody. */
export interface OverviewQuery extends PeopleQuery {
  readonly page?: string
}

/** A Page, its people or those that a search finds, and whether its events are delivered. */
export function overview(world: World, {delivery, directory}: Chat, query: OverviewQuery): ChatOverview {
  const {page: pageId} = query
  const {state} = world
  const pages = Object.values(state.pages)
  const page = pageId === undefined ? pages[0] : state.pages[pageId]
  if (page === undefined) throw noSuchObject('GET', pageId ?? '')
  const {people, total} = findPeople(state, directory, page.id, query)
  return {
    pages: pages.map(summarisePage),
    page: {...summarisePage(page), category: page.category},
    now: world.now(),
    people: people.map(person => summarisePerson(world, person)),
    peopleTotal: total,
    webhook: webhookOf(state, page, delivery.log),
    ...personasOf(state, page),
  }
}

export const summarisePage = ({id, name}: PageState): PageSummary => ({
  id,
  name,
  picture: `/_msgr/pictures/${id}.svg`,
})

function personasOf({personas}: State, {id: pageId}: PageState): Pick<ChatOverview, 'personas'> {
  const found = Object.values(personas).filter(persona => persona.pageId === pageId && !persona.isDeleted)
  return found.length === 0 ? {} : {personas: found.map(({id, name}) => ({id, name}))}
}

export function summarisePerson(world: World, person: Person): PersonSummary {
  const {psid, firstName, lastName, locale, timezone, lastActionMs, hasBlockedPage} = person
  const conversation = world.state.conversations.get(conversationIdOf(psid))
  const last = lastOf(world.state, conversation)
  return {
    psid,
    firstName,
    lastName,
    locale,
    timezone,
    picture: `/_msgr/pictures/${psid}.svg`,
    ...(lastActionMs === undefined ? {} : {lastActionMs, windowUntilMs: windowUntil(lastActionMs)}),
    hasBlockedPage,
    isBlockedByPage: isKeptOff(person),
    unread: unreadIn(world.state, conversation),
    ...(last === undefined ? {} : {last}),
  }
}

function lastOf(state: State, conversation: Conversation | undefined): PersonSummary['last'] {
  const message = state.messages.get(conversation?.messageIds.at(-1) ?? '')
  return message === undefined ? undefined : {text: gistOf(message), from: message.from, atMs: message.atMs}
}

/** Messages of the Page since the person last looked. */
function unreadIn(state: State, conversation: Conversation | undefined): number {
  const {messageIds = [], personReadMs = 0} = conversation ?? {}
  let count = 0
  for (let index = messageIds.length - 1; index >= 0 && count < MOST_UNREAD; index -= 1) {
    const message = state.messages.get(messageIds[index] ?? '')
    if (message === undefined || message.atMs <= personReadMs) break
    if (message.from === 'page') count += 1
  }
  return count
}
