import {expect, test} from 'vitest'
import {type BriefEntry, parseBrief} from '../../src/bulk/brief-entry.ts'
import {encodeChained, linkIn} from '../../src/bulk/checked-line.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'

const at = 1_764_476_844_123
const counts = {total: 1, sent: 0, failed: 0, skipped: 0, inDoubt: 0, inFlight: 0, remaining: 1}
const entries: readonly JournalEntry[] = [
  {event: 'attempt', line: 1, at},
  {event: 'attempt', line: 1_000_000, at: 0},
  {event: 'sent', line: 17, at, messageId: 'm_x","line":9,"at":8'},
  {event: 'sent', line: 17, at: at + 0.5, messageId: 'm_x', evidence: 'echo'},
  {event: 'sent', line: 17, at: 1e21, messageId: 'm_x'},
  {event: 'attempt', line: 2, at: -5},
  {event: 'failed', line: 3, at, reason: '{"event":"sent","line":4,"at":5'},
  {event: 'doubt', line: 3, at, reason: 'ü'},
  {event: 'unsent', line: 3, at, reason: '', code: 4},
  {event: 'start', at, pid: 3},
  {event: 'rate', at, perSecond: 0.5},
  {event: 'wait', at, until: at, reason: 'slow'},
  {event: 'end', at, counts},
]

test.each(entries)('%j is read in brief as it was written', entry => {
  const line = Buffer.from(encodeChained(entry, '0badf00d').text.trimEnd())
  const link = linkIn(line)

  expect(line.length).toBeGreaterThan(link?.end ?? Infinity)
  expect(toBrief(parseBrief(line, link?.end ?? 0))).toEqual(toBrief(entry))
})

test.each([
  {event: 'attempt', line: 12, at},
  {event: 'sent', line: 190, at: 1_764_476_899_090, messageId: 'm_1', evidence: 'echo'},
] as const)('of %j nothing else is kept', entry => {
  const line = Buffer.from(encodeChained(entry, '0badf00d').text.trimEnd())

  expect(parseBrief(line, linkIn(line)?.end ?? 0)).toEqual({
    event: entry.event,
    line: entry.line,
    at: entry.at,
  })
})

/** The parts of an entry that a brief one has. */
function toBrief(entry: BriefEntry | JournalEntry): unknown {
  if (!('line' in entry)) return entry
  const {event, line, at} = entry
  return {event, line, at}
}
