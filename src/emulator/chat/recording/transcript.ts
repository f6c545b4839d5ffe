import type {World} from '../../world.ts'
import type {Chat} from '../chat.ts'
import {controlsOn} from '../controls.ts'
import {wholeConversation} from '../conversation-view.ts'
import {gistOf} from '../gist.ts'
import type {ChatMessage, ConversationView, Transcript} from '../view-types.ts'

/** A conversation as text: a line for each message with its time in UTC and its author, as one pastes it into a report. */
export function transcribe(world: World, chat: Chat, psid: string): Transcript {
  const view = wholeConversation(world, chat, psid)
  const {firstName, lastName} = view.person
  const person = `${firstName} ${lastName}`.trim()
  const page = world.state.pages[world.state.people.get(psid)?.pageId ?? '']?.name ?? 'Page'
  const lines = view.messages.map(message => {
    const author = message.from === 'person' ? person : (message.persona?.name ?? page)
    return `${timeOf(message.atMs)}  ${message.kind === 'system' ? '' : `${author}: `}${saidIn(view, message)}`
  })
  return {text: [`${person} and ${page}, times in UTC`, '', ...lines, ''].join('\n')}
}

const timeOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')

/** What a message says, with what can be tapped in brackets. Further lines are indented. */
function saidIn(view: ConversationView, message: ChatMessage): string {
  const text = message.utilityText ?? message.text ?? gistOf({message: message.message})
  const titles = controlsOn({...view, messages: [message]}).map(({title}) => `[${title}]`)
  const refusal = message.refusal === undefined ? [] : [`(refused: ${message.refusal.message})`]
  const reaction = message.reaction === undefined ? [] : [`(${message.reaction})`]
  return [text.replaceAll('\n', '\n    '), ...titles, ...refusal, ...reaction]
    .filter(part => part !== '')
    .join(' ')
}
