import type {JSX} from 'preact'
import {useEffect, useRef, useState} from 'preact/hooks'
import type {ChatMessage, PageSummary} from '../../emulator/chat/view-types.ts'
import {asFields, asItems, asText} from './fields.ts'
import {templateOf} from './templates/index.tsx'

interface ArrivalsProps {
  readonly messages: readonly ChatMessage[]
  readonly page: PageSummary
}

/** Announces each new message of the Page and each system line to screen readers, once. */
export function Arrivals({messages, page}: ArrivalsProps): JSX.Element {
  const last = useRef(messages.at(-1)?.mid)
  const [announced, setAnnounced] = useState<readonly {mid: string; text: string}[]>([])
  useEffect(() => {
    const known = messages.findIndex(({mid}) => mid === last.current)
    last.current = messages.at(-1)?.mid
    const fresh = messages
      .slice(known + 1)
      .filter(({kind, from}) => kind === 'system' || from === 'page')
      .map(message => ({mid: message.mid, text: spoken(message, page)}))
    if (fresh.length > 0) setAnnounced(fresh)
  }, [messages])
  return (
    <div class="unseen" role="log" aria-live="polite" aria-label="Arrivals">
      {announced.map(({mid, text}) => (
        <p key={mid}>{text}</p>
      ))}
    </div>
  )
}

function spoken(message: ChatMessage, page: PageSummary): string {
  if (message.kind === 'system') return message.text ?? ''
  if (message.kind === 'refused') return `Refused: ${message.text ?? ''}. ${message.refusal?.message ?? ''}`
  return `${message.persona?.name ?? page.name}: ${summaryOf(message)}`
}

function summaryOf(message: ChatMessage): string {
  const template = templateOf(message)
  const text = message.utilityText ?? message.text ?? asText(message.message['text'])
  if (template === undefined)
    return text ?? asText(asFields(message.message['attachment'])['type']) ?? 'an attachment'
  const titles = asItems(template['elements']).map(({title}) => asText(title))
  return (
    [asText(template['text']) ?? asText(template['title']), ...titles].filter(Boolean).join(', ') || 'a card'
  )
}
