import type {StoredMessage} from '../state/conversation.ts'

type Json = Readonly<Record<string, unknown>>

/** A message in a few words: its text, or its type. */
export function gistOf({text, message}: Pick<StoredMessage, 'text' | 'message'>): string {
  if (text !== undefined && text !== '') return text.length > 200 ? `${text.slice(0, 200)}…` : text
  if (message['sticker_id'] !== undefined) return 'Sticker'
  const {attachment, attachments} = message
  const [first, ...others] = (Array.isArray(attachments) ? attachments : [attachment]) as (Json | undefined)[]
  if (first === undefined) return ''
  if (others.length > 0) return `${others.length + 1} ${nameOf(first)}s`
  const payload = (first['payload'] ?? {}) as Json
  if (first['type'] !== 'template') return capital(nameOf(first))
  return templateTitle(payload) ?? capital(String(payload['template_type'] ?? 'template'))
}

/** The first words of a template that a person reads; undefined for one without any, such as a receipt. */
export function templateTitle(payload: Json): string | undefined {
  const [element] = (Array.isArray(payload['elements']) ? payload['elements'] : []) as Json[]
  const title = payload['text'] ?? payload['title'] ?? element?.['title']
  return typeof title === 'string' ? title : undefined
}

const nameOf = ({type}: Json): string => String(type ?? 'attachment').replaceAll('_', ' ')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replaceAll('_', ' ')
