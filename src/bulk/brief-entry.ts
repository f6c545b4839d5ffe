import {isAt, parseEntry} from './checked-line.ts'
import type {JournalEntry, RecipientEntry, RunEntry} from './journal-entry.ts'

/** Of what happened to a recipient only that it did, to whom and when. */
export type BriefEntry = Pick<RecipientEntry, 'event' | 'line' | 'at'> | RunEntry

const starts = (['attempt', 'sent'] as const).map(event => ({
  event,
  bytes: Buffer.from(`{"event":"${event}","line":`),
}))
const atKey = Buffer.from(',"at":')
const [zero, nine, comma] = [0x30, 0x39, 0x2c]

/**
 * Parses an entry without what only reports need. Nearly every line of a journal is an attempt or an accepted message, and begins
 * with all that decides how a run stands.
 * @param end where the entry ends, without its closing brace
 */
export function parseBrief(line: Buffer, end: number): BriefEntry {
  for (const {event, bytes} of starts) {
    if (!isAt(line, 0, bytes)) continue
    const lineEnd = digitsEnd(line, bytes.length)
    const atStart = lineEnd + atKey.length
    const atEnd = digitsEnd(line, atStart)
    if (!isAt(line, lineEnd, atKey) || (atEnd !== end && line[atEnd] !== comma)) break
    return {event, line: numberIn(line, bytes.length, lineEnd), at: numberIn(line, atStart, atEnd)}
  }
  return parseEntry(line, end) as JournalEntry
}

function digitsEnd(line: Buffer, start: number): number {
  let end = start
  for (let byte = line[end] ?? 0; byte >= zero && byte <= nine; byte = line[end] ?? 0) end += 1
  return end
}

function numberIn(line: Buffer, start: number, end: number): number {
  let number = 0
  for (let index = start; index < end; index++) number = number * 10 + (line[index] ?? zero) - zero
  return number
}
