import type {JSX} from 'preact'
import type {Remark} from '../../emulator/chat/view-types.ts'
import {Icon} from './icons.tsx'

/** The parts of a message that show their own remarks; the others are shown below the bubble. */
const ownPlaces = [/^(message\.)?attachment\.payload\.elements\[\d+\]/, /^(message\.)?quick_replies\[/]

/** Remarks about one part of a message: `attachment.payload.elements[0]`. */
export const remarksAt = (remarks: readonly Remark[], place: string): readonly Remark[] =>
  remarks.filter(({path}) => [place, `message.${place}`].some(start => path.startsWith(start)))

export const remarksElsewhere = (remarks: readonly Remark[]): readonly Remark[] =>
  remarks.filter(({path}) => !ownPlaces.some(place => place.test(path)))

/** Changes the platform makes to a part of the message without an error. */
export function Remarks({of}: {readonly of: readonly Remark[]}): JSX.Element | null {
  if (of.length === 0) return null
  return (
    <ul class="remarks" aria-label="Remarks">
      {of.map(({path, message}) => (
        <li key={path + message} title={path}>
          <Icon name="warn" size={14} /> <span>{worded(path, message)}</span>
        </li>
      ))}
    </ul>
  )
}

/** `attachment.payload.elements[0].title`, `cut at 80` → `title: cut at 80` */
function worded(path: string, message: string): string {
  const last = /(?<![a-z_])([a-z_]+)(\[\d+\])?$/i.exec(path)?.[0]
  return last === undefined || message.includes(last) ? message : `${last}: ${message}`
}
