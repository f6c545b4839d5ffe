import {type Control, controlsOn, toControl} from '../emulator/chat/controls.ts'
import type {ChatMessage, ConversationView, MenuItem} from '../emulator/chat/view-types.ts'
import {visibleParts} from '../emulator/chat/visible-parts.ts'
import {nearest} from '../platform/near-miss.ts'
import {StepFailed} from './failure.ts'
import {isText} from './text-pattern.ts'

interface ControlChoice {
  readonly title?: string
  readonly payload?: string
  readonly element?: string
}

/**
 * Finds a button or quick reply; the newest if several match.
 * @throws {StepFailed} when none matches, listing those on screen.
 */
export function findControl(view: ConversationView, {title, payload, element}: ControlChoice): Control {
  const controls = controlsOn(view)
  const found = controls.find(
    each =>
      (title === undefined || isText(title, each.title)) &&
      (payload === undefined || isText(payload, each.payload ?? '')) &&
      (element === undefined || isText(element, each.element ?? '')),
  )
  return found ?? failNotOnScreen('No button or quick reply', [title ?? payload, element], controls)
}

/** @throws {StepFailed} when the persistent menu of this person has no such item. */
export function findMenuItem({menu}: ConversationView, title: string): Control {
  const items = flat(menu?.items ?? []).map(toControl)
  return (
    items.find(item => isText(title, item.title)) ??
    failNotOnScreen('No item of the persistent menu', [title], items)
  )
}

/** @throws {StepFailed} when the Page has no such ice breaker in the language of this person. */
export function findIceBreaker({welcome}: ConversationView, question: string): Control {
  const controls = welcome.iceBreakers.map(each => ({
    type: 'postback',
    title: each.question,
    payload: each.payload,
  }))
  return (
    controls.find(each => isText(question, each.title)) ??
    failNotOnScreen('No ice breaker', [question], controls)
  )
}

/** The newest message of one side, or the newest of either side with this text. @throws {StepFailed} */
export function findMessage(
  {messages}: ConversationView,
  from: ChatMessage['from'],
  text?: string,
): ChatMessage {
  const real = messages.filter(({kind}) => kind === 'message')
  const found =
    text === undefined
      ? real.findLast(message => message.from === from)
      : real.findLast(message => isText(text, String(visibleParts(message)['text'] ?? '')))
  if (found !== undefined) return found
  throw new StepFailed(
    text === undefined
      ? `The ${from === 'page' ? 'bot' : 'person'} has not said anything yet.`
      : `There is no message "${text}".`,
  )
}

function flat(items: readonly MenuItem[]): readonly MenuItem[] {
  return items.flatMap(item => (item.type === 'nested' ? flat(item.call_to_actions ?? []) : [item]))
}

function failNotOnScreen(
  what: string,
  names: readonly (string | undefined)[],
  there: readonly Control[],
): never {
  const [name = '', element] = names
  const titles = [...new Set(there.map(({title}) => title))]
  const meant = nearest(name, titles)
  const where = element === undefined ? '' : ` on "${element}"`
  const rest =
    titles.length === 0
      ? 'there is none'
      : meant === undefined
        ? `there are: ${titles.join(', ')}`
        : `did you mean "${meant}"?`
  throw new StepFailed(`${what} "${name}"${where} is on screen; ${rest}`)
}
