import type {ConversationView, MenuItem} from './view-types.ts'
import {headlineOf, visibleParts} from './visible-parts.ts'

type Parts = Readonly<Record<string, unknown>>

/** Something that a person can tap. */
export interface Control {
  /** `text`, `user_email` … for a quick reply, `postback`, `web_url` … for a button. */
  readonly type: string
  readonly title: string
  readonly payload?: string
  readonly url?: string
  /** Undefined for a control that belongs to no message. */
  readonly mid?: string
  /** Title of its card, in a carousel. */
  readonly element?: string
  readonly isQuickReply?: boolean
}

/** The controls in a conversation, newest first. Quick replies exist only below the last message. */
export function controlsOn({messages}: ConversationView): readonly Control[] {
  const real = messages.filter(({kind}) => kind === 'message')
  return real.toReversed().flatMap((message, age) => {
    if (message.from !== 'page') return []
    const {quick_replies, buttons, elements} = visibleParts(message)
    const {mid} = message
    return [
      ...(age === 0 ? listOf(quick_replies) : []).map(reply => ({
        ...toControl({...reply, mid}),
        isQuickReply: true,
      })),
      ...listOf(buttons).map(button => toControl({...button, mid})),
      ...listOf(elements).flatMap(element =>
        listOf(element['buttons']).map(button => toControl({...button, mid, element: element['title']})),
      ),
    ]
  })
}

/** A button, a quick reply or a menu item as something to tap. */
export function toControl(part: Parts | MenuItem): Control {
  const {type, content_type, payload, url, mid, element} = part as Parts
  return {
    type: String(content_type ?? type),
    title: String(headlineOf(part as Parts)),
    ...(payload !== undefined && {payload: String(payload)}),
    ...(url !== undefined && {url: String(url)}),
    ...(mid !== undefined && {mid: String(mid)}),
    ...(element !== undefined && {element: String(element)}),
  }
}

function listOf(value: unknown): readonly Parts[] {
  return Array.isArray(value) ? value : []
}
