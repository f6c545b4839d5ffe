import {toPrintable} from '../../platform/summarise-event.ts'
import type {View} from '../../terminal/view.ts'
import type {Signing} from '../../webhook/outgoing/signed-request.ts'
import {clockTime} from '../shared/wording/clock-time.ts'

/** The lines that `replay` prints. Their JSON form is a public API. */
export type ReplayLine = DeliveryLine | Summary

/** A delivery that was answered. */
export interface DeliveryLine {
  readonly kind: 'delivery'
  /** In the recording, counted from 1. */
  readonly line: number
  /** When it was recorded; ISO 8601. */
  readonly receivedAt: string
  /** The field of its first event. */
  readonly field: string | null
  readonly subtype: string | null
  /** The number of events in it. */
  readonly events: number
  readonly status: number
  readonly ms: number
}

export interface Summary {
  readonly kind: 'summary'
  readonly file: string
  readonly to: string
  readonly signature: Signing | 'as recorded'
  /** In the recording. */
  readonly deliveries: number
  /** Deliveries answered; in a dry run, those that would be sent. */
  readonly sent: number
  /** Deliveries left out by the filters, the limit or Ctrl-C. */
  readonly leftOut: number
  /** Deliveries answered with 400 or more. */
  readonly failed: number
  readonly dryRun: boolean
}

export const viewLine: View<ReplayLine> = (line, style) => {
  if (line.kind === 'delivery') {
    const mark = line.status < 400 ? style.good('→') : style.bad('→')
    const name = [line.field, line.subtype].filter(part => part !== null).join(' ')
    const others = line.events > 1 ? ` +${line.events - 1}` : ''
    const time = style.faint(clockTime(Date.parse(line.receivedAt)))
    return `${time} ${mark} ${line.status}  ${toPrintable(name)}${others}  ${style.faint(`${line.ms} ms`)}`
  }
  const {sent, deliveries, leftOut, failed, to, dryRun: isDry} = line
  const did = isDry ? 'would be sent' : 'sent again'
  const notes = [
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
    ...(failed > 0 ? [style.bad(`${failed} answered with 400 or more`)] : []),
  ]
  return [`${sent} of ${deliveries} deliveries ${did} to ${to}`, ...notes].join(', ')
}
