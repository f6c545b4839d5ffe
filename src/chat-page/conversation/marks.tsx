import type {JSX} from 'preact'
import type {ChatMessage, PageSummary} from '../../emulator/chat/view-types.ts'
import {Icon} from './icons.tsx'
import {timeOf} from './moments.ts'
import {Avatar} from './picture.tsx'

/** Delivery state of the person's newest message: an empty circle, a full one, or the picture of the Page that saw it. */
export function Mark({of, page}: {readonly of: ChatMessage; readonly page: PageSummary}): JSX.Element {
  const state = of.readMs !== undefined ? 'Seen' : of.deliveredMs !== undefined ? 'Delivered' : 'Sent'
  const ms = of.readMs ?? of.deliveredMs ?? of.atMs
  return (
    <span
      class={`mark ${state.toLowerCase()}`}
      role="img"
      aria-label={`${state} ${timeOf(ms)}`}
      title={`${state} ${timeOf(ms)}`}
    >
      {state === 'Seen' ? (
        <Avatar url={page.picture} name={page.name} size={14} />
      ) : (
        <Icon name="check" size={10} />
      )}
    </span>
  )
}

/** `14:05 · edited · delivered · read 14:06` */
export function times({atMs, from, editedMs, deliveredMs, readMs}: ChatMessage): string {
  const seen = from === 'page' ? 'read' : 'seen'
  return [
    timeOf(atMs),
    ...(editedMs === undefined ? [] : [`edited ${timeOf(editedMs)}`]),
    ...(readMs !== undefined
      ? [`${seen} ${timeOf(readMs)}`]
      : deliveredMs !== undefined
        ? ['delivered']
        : []),
  ].join(' · ')
}
