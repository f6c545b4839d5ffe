import {toPrintable} from '../../platform/summarise-event.ts'
import type {Style, View} from '../../terminal/view.ts'
import {withOneLineTexts} from '../../text/one-line.ts'
import type {Forwarded} from '../../webhook/outgoing/forward.ts'
import {clockTime} from '../shared/wording/clock-time.ts'
import {type EventLine, eventText} from '../shared/wording/event-line.ts'
import {type ChatLine, chatText} from './chat.ts'

/** What `listen` prints, line by line. */
export type Line = EventLine | BannerLine | TrafficLine | ChatLine | ShownLine

/** A status line before the first event. */
export interface BannerLine {
  readonly kind:
    | 'receiver'
    | 'verify token'
    | 'tunnel'
    | 'recording'
    | 'spool'
    | 'inbox'
    | 'callback'
    | 'subscribed'
    | 'next'
    | 'ready'
  readonly text: string
  readonly note?: string
  /** Whether it is a warning. */
  readonly isWarning?: boolean
}

/** What a person asked to see. */
export interface ShownLine {
  readonly kind: 'shown'
  readonly text: string
}

/** Anything else that happens. */
export type TrafficLine =
  | {readonly kind: 'verified' | 'optOut' | 'notice'; readonly at: number; readonly text: string}
  | {
      readonly kind: 'refused'
      readonly at: number
      readonly status: number
      readonly reason: string
      /** How many others with the same status arrived since one was shown. */
      readonly others?: number
    }
  | {readonly kind: 'forwarded'; readonly at: number; readonly result: Forwarded}

export const viewLine: View<Line> = (line, style, columns = 80) => {
  switch (line.kind) {
    case 'chat':
      return chatText(line, style, columns)
    case 'shown':
      return line.text
    case 'event':
      return receivedText(line, style)
    default:
      return otherText(withOneLineTexts(line), style)
  }
}

function otherText(line: BannerLine | TrafficLine, style: Style): string {
  switch (line.kind) {
    case 'refused':
      return `${style.faint(clockTime(line.at))} ${style.bad('✖')} ${line.status} ${toPrintable(line.reason)}${line.others ? ` (and ${line.others} more)` : ''}`
    case 'verified':
    case 'optOut':
    case 'notice':
      return `${style.faint(clockTime(line.at))} ${line.kind === 'notice' ? style.warn('!') : style.good('✔')} ${toPrintable(line.text)}`
    case 'forwarded':
      return `${style.faint(clockTime(line.at))} ${forwardedText(line.result, style)}`
    case 'ready':
      return style.bold(line.text)
    default:
      return bannerText(line, style)
  }
}

function bannerText({kind, text, note, isWarning = kind === 'next'}: BannerLine, style: Style): string {
  const mark = isWarning ? style.warn('!') : style.good('✔')
  return `${mark} ${kind.padEnd(13)}${text}${note === undefined ? '' : `  ${style.faint(note)}`}`
}

/** `12:04:11.203 ← messages text            …4821 "hi 👋"                    m_…9f  duplicate of 12:04:11` */
function receivedText(line: EventLine, style: Style): string {
  const {receivedAt, firstReceivedAt} = line
  const parts = [
    style.accent('←'),
    eventText(line, style),
    firstReceivedAt === null
      ? ''
      : style.warn(` duplicate of ${clockTime(Date.parse(firstReceivedAt)).slice(0, 8)}`),
  ]
  return `${style.faint(clockTime(Date.parse(receivedAt)))} ${parts.filter(part => part !== '').join(' ')}`.trimEnd()
}

function forwardedText(result: Forwarded, style: Style): string {
  if (result.kind === 'answered') {
    const isGood = result.status >= 200 && result.status < 300
    return `${isGood ? style.good('→') : style.bad('→')} ${result.status} ${result.url}  ${result.ms} ms`
  }
  if (result.kind === 'dropped') {
    const place = result.isPutAside === true ? '; it is in not-taken.ndjson' : ''
    return `${style.bad('✖')} ${result.reason}: not forwarded to ${result.url}${place}`
  }
  return `${style.bad('✖')} ${result.reason}: kept (${result.waiting}), next try in ${result.retryMs / 1000} s`
}
