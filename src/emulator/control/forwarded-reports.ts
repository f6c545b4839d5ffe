import {createHash} from 'node:crypto'
import {toItem, toList, toText} from '../../platform/loose-json.ts'
import {PlatformError} from '../errors.ts'
import type {ActivityLog, EventRecord} from '../events/activity-log.ts'
import type {World} from '../world.ts'
import type {Given} from './handler.ts'
import type {Protocol} from './protocol.ts'
import {whole} from './read-values.ts'

type Reports = Protocol['POST webhook/forwarded']['body']

const MOST_REPORTS = 1_000
const MOST_TARGET = 300
const MOST_TEXT = 2_000

/**
 * Notes what targets of `msgr listen` did with deliveries, each at the newest event with the same bytes.
 * @throws {PlatformError} for what is not a list of reports.
 */
export function takeReports({now}: World, activity: ActivityLog, {results}: Given<Reports>): {known: number} {
  if (!Array.isArray(results) || results.length > MOST_REPORTS)
    throw new PlatformError(100, `results is a list of at most ${MOST_REPORTS} reports`)
  const reports = toList(results)
    .map(toItem)
    .map(({bytes, target, status, ms, body, error, retryMs}) => ({
      bytes: toText(bytes) ?? '',
      report: {
        target: (toText(target) ?? '').slice(0, MOST_TARGET),
        ...(status === undefined ? {} : {status: whole('status', status)}),
        ...(ms === undefined ? {} : {ms: whole('ms', ms)}),
        ...(body === undefined ? {} : {body: (toText(body) ?? '').slice(0, MOST_TEXT)}),
        ...(error === undefined ? {} : {error: (toText(error) ?? '').slice(0, MOST_TEXT)}),
        ...(retryMs === undefined ? {} : {nextAttemptMs: now() + whole('retryMs', retryMs)}),
      },
    }))
  if (reports.length === 0) return {known: 0}
  // Of equal bytes the newest stays.
  const events = new Map<string, EventRecord>()
  for (const record of activity.after(0)) if (record.kind === 'event') events.set(hashOf(record), record)
  let known = 0
  for (const {bytes, report} of reports) {
    const event = events.get(bytes)
    if (event === undefined) continue
    activity.forwarded(event, report)
    known += 1
  }
  return {known}
}

const hashes = new WeakMap<EventRecord, string>()

function hashOf(record: EventRecord): string {
  const known = hashes.get(record)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(record.body).digest('hex')
  hashes.set(record, hash)
  return hash
}
