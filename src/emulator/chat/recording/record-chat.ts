import {PlatformError} from '../../errors.ts'
import type {World} from '../../world.ts'
import {toDetail} from '../activity-detail.ts'
import {recordsAfter} from '../activity-view.ts'
import type {Chat} from '../chat.ts'
import {viewConversation} from '../conversation-view.ts'
import type {ActivityDetail, RecordedChat} from '../view-types.ts'
import {stepLine, toChatText} from './chat-text.ts'
import {gapIn, happeningsOf, type Selection, toDraft} from './draft.ts'

/** Which part of a conversation, and the name of the chat. Places count from 0. */
export interface RecordingQuery {
  readonly name?: string
  readonly first?: string
  readonly last?: string
  /** Only events after this entry of the log. */
  readonly after?: string
}

/** A conversation as a chat that `msgr emulator test` replays: the newest 500 messages, and the events that are in the log. */
export function recordChat(world: World, chat: Chat, psid: string, query: RecordingQuery): RecordedChat {
  const view = viewConversation(world, chat, psid, {limit: '500'})
  const events = recordsAfter(chat.activity, world.state, query.after, {psid, kind: 'event'})
  const details = events.map(record => toDetail(record, world.state, '')).filter(isForBot)
  const happenings = happeningsOf(view, details)
  const selection = {first: placeIn('first', query.first), last: placeIn('last', query.last)}
  const {firstName, lastName} = view.person
  const name = query.name || `${firstName} ${lastName}`.trim()
  const draft = toDraft(name, view, happenings, selection)
  const gap = gapIn(view, happenings, selection)
  return {
    text: toChatText(draft),
    steps: happenings.map(({step, from, atMs}) => ({line: stepLine(step), from, atMs})),
    count: draft.steps.length,
    ...(gap !== undefined && {
      warning: `"${stepLine(gap)}" taps what a message before the first step offers: begin with that message`,
    }),
  }
}

/**
 * Whether a bot gets the event, or would get it if there were one. Without a webhook, that the person has read is left out: by
 * default, bots do not get it.
 */
const isForBot = ({undelivered, name}: ActivityDetail): boolean =>
  undelivered === undefined || (undelivered.reason === 'no-webhook' && name !== 'message_reads')

/** @throws {PlatformError} for anything other than a place in a list. */
function placeIn(name: keyof Selection, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new PlatformError(100, `${name} is a whole number, 0 or more`)
}
