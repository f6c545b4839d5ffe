import {isNumericId} from '../../platform/ids.ts'
import {decodeChecked, encodeChecked} from '../checked-line.ts'
import {subscriberName} from '../subscriber-names.ts'

/**
 * How somebody came to be on the list: a command, a file, what they wrote or tapped, an event of the platform about marketing
 * messages, or a label that was put on them.
 */
export const optOutSources = ['command', 'file', 'message', 'event', 'label'] as const

export type OptOutSource = (typeof optOutSources)[number]

/** Whether the same source brings somebody back, such as a label that is taken off, unless they opted out in another way too. */
export const isRevocable = (source: OptOutSource): boolean => source === 'event' || source === 'label'

/** One line of the list: somebody opted out, or came back. */
export interface OptOutEntry {
  readonly event: 'out' | 'in'
  /** The PSID; for a person who is known by their token alone, their name `sub_…`, which does not show it. */
  readonly psid: string
  /** The name `sub_…` of the same person, where both are known: a custom audience shows no PSID. */
  readonly subscriber?: string | undefined
  /** By the clock of the platform, in milliseconds since 1970. */
  readonly at: number
  readonly source: OptOutSource
  /** What they wrote, the topic they stopped, the file or the label. */
  readonly detail?: string | undefined
}

/** Whether a text can be on the list: a PSID, or the name of a subscriber. */
export const isPersonId = (text: string): boolean => isNumericId(text) || subscriberName.test(text)

const MAX_DETAIL = 100

/** As much of a detail as a list keeps. */
export const shortDetail = (detail: string | undefined): string | undefined =>
  detail !== undefined && detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL - 1)}…` : detail

/** The line of an entry, with its checksum and line end. */
export function encodeEntry({event, psid, subscriber, at, source, detail}: OptOutEntry): string {
  return encodeChecked({event, psid, subscriber, at, source, detail: shortDetail(detail)})
}

/** The entry of a line without its line end; undefined when the line is damaged. */
export function decodeEntry(line: Buffer): OptOutEntry | undefined {
  return decodeChecked(line) as OptOutEntry | undefined
}
