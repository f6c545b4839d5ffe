import type {World} from '../../world.ts'
import {toDetail} from '../activity-detail.ts'
import {recordsAfter} from '../activity-view.ts'
import type {Chat} from '../chat.ts'
import {wholeConversation} from '../conversation-view.ts'
import {masked, maskFor} from '../masked.ts'
import type {ExportedConversation} from '../view-types.ts'

/**
 * A conversation with what the log has about the person, for a bug report. Without secrets, and in a fixed order: two exports of
 * the same state are the same text. It is for reading; `msgr emulator export` makes what can be imported.
 * @param origin the address of the emulator: `http://127.0.0.1:4010`.
 */
export function exportConversation(
  world: World,
  chat: Chat,
  psid: string,
  origin: string,
): ExportedConversation {
  const {state} = world
  const {messages, ...view} = wholeConversation(world, chat, psid)
  const page = state.pages[state.people.get(psid)?.pageId ?? '']
  return {
    format: 'msgr-conversation',
    version: 1,
    now: new Date(world.now()).toISOString(),
    page: {id: page?.id ?? '', name: page?.name ?? ''},
    ...masked({person: view.person, welcome: view.welcome, messages}, maskFor(state)),
    log: recordsAfter(chat.activity, state, '', {psid}).map(record => toDetail(record, state, origin)),
  }
}
