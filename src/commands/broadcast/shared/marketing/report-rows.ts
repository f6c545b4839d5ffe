import type {ReportedRecipient, ReportRow} from '../../../../bulk/report.ts'
import type {Io} from '../../../../context.ts'
import {explainGraphError} from '../../../../platform/graph-errors.ts'
import {NEAR_MS} from './echoes.ts'
import {type MarketingEvent, readMarketingEvents} from './recorded-events.ts'

/** What became of a marketing message: `failed` also when the platform took it and could not deliver it later. */
export type MarketingOutcome = Exclude<ReportRow['outcome'], 'sent'> | 'accepted' | 'delivered' | 'read'

/** The result for one subscriber. The keys are a public API. */
export interface MarketingRow extends Omit<ReportRow, 'outcome'> {
  readonly outcome: MarketingOutcome
  /** Of those left out: whether another campaign cannot reach them either; undefined where that is not known. */
  readonly permanent: boolean | undefined
  /** By which the platform reports on the message. */
  readonly trackingId: string | undefined
  readonly acceptedAt: string | undefined
  readonly deliveredAt: string | undefined
  readonly readAt: string | undefined
  /** The first click. */
  readonly clickedAt: string | undefined
  readonly failedAt: string | undefined
}

/** The events of a campaign, by token. */
type Events = ReadonlyMap<string, readonly MarketingEvent[]>

/**
 * The rows of a run of marketing messages with what was recorded of each later.
 * @param files recordings of `listen --record`
 */
export async function* marketingRows(
  io: Pick<Io, 'readLines'>,
  rows: AsyncIterable<ReportedRecipient>,
  {campaign, files}: {readonly campaign: string; readonly files: readonly string[]},
): AsyncGenerator<MarketingRow> {
  const events = await eventsOf(io, files, campaign)
  for await (const reported of rows) yield toMarketingRow(reported, events)
}

/** Each event is delivered at least once: repetitions are left out. */
async function eventsOf(
  io: Pick<Io, 'readLines'>,
  files: readonly string[],
  campaign: string,
): Promise<Events> {
  const byToken = new Map<string, MarketingEvent[]>()
  for (const file of files) {
    for await (const event of readMarketingEvents(io, file, campaign)) {
      const known = byToken.get(event.token)
      if (known === undefined) byToken.set(event.token, [event])
      else if (!known.some(each => isSame(each, event))) known.push(event)
    }
  }
  return byToken
}

const isSame = (one: MarketingEvent, other: MarketingEvent) =>
  one.kind === other.kind && one.atMs === other.atMs && one.trackingId === other.trackingId

function toMarketingRow({row, token, atMs}: ReportedRecipient, events: Events): MarketingRow {
  const {psid, outcome, reason, code, subcode, traceId, messageId: given, attempts, updatedAt, columns} = row
  const known = given === '' ? undefined : given
  const own = outcome === 'sent' ? ownEvents(events.get(token ?? '') ?? [], {trackingId: known, atMs}) : []
  const {messageId, trackingId, ...times} = lifeOf(own)
  const end = outcome === 'sent' ? furthest(own, reason) : {outcome, reason}
  return {
    ...{psid, outcome: end.outcome, reason: end.reason, code, subcode, traceId, messageId},
    ...{attempts, updatedAt, columns},
    permanent: isPermanent(row),
    trackingId: known ?? trackingId,
    acceptedAt: outcome === 'sent' ? updatedAt : undefined,
    ...times,
  }
}

function isPermanent({outcome, code, subcode, reason}: ReportRow): boolean | undefined {
  if (outcome !== 'skipped') return undefined
  if (code !== undefined) return explainGraphError(code, {subcode}).isPermanent === true
  return reason === 'the subscription has expired' ? true : undefined
}

/**
 * The events of one message among all of its subscriber and campaign: those with its tracking id, and those without one from its
 * time on, up to the next message of the campaign to the same subscriber.
 */
function ownEvents(
  events: readonly MarketingEvent[],
  {trackingId, atMs = 0}: {readonly trackingId: string | undefined; readonly atMs: number | undefined},
): readonly MarketingEvent[] {
  const fromMs = atMs - NEAR_MS
  const isOther = (event: MarketingEvent) =>
    event.trackingId !== undefined && trackingId !== undefined && event.trackingId !== trackingId
  const nextMs = Math.min(
    ...events.filter(event => isOther(event) && event.atMs > atMs + NEAR_MS).map(event => event.atMs),
    Number.POSITIVE_INFINITY,
  )
  return events.filter(event =>
    event.trackingId !== undefined && trackingId !== undefined
      ? event.trackingId === trackingId
      : event.atMs >= fromMs && event.atMs < nextMs,
  )
}

/** When each thing happened first. */
function lifeOf(events: readonly MarketingEvent[]) {
  const firstOf = (kind: MarketingEvent['kind']) => {
    const times = events.filter(event => event.kind === kind).map(({atMs}) => atMs)
    return times.length === 0 ? undefined : new Date(Math.min(...times)).toISOString()
  }
  return {
    messageId: events.find(({messageId}) => messageId !== undefined)?.messageId,
    trackingId: events.find(({trackingId}) => trackingId !== undefined)?.trackingId,
    deliveredAt: firstOf('delivery'),
    readAt: firstOf('read'),
    clickedAt: firstOf('click'),
    failedAt: firstOf('failure'),
  }
}

/**
 * How far a message came, in whatever order its events arrived: what was read was delivered, and what was delivered did not fail. A
 * click shows that it was read.
 */
function furthest(
  events: readonly MarketingEvent[],
  reason: string | undefined,
): Pick<MarketingRow, 'outcome' | 'reason'> {
  const has = (kind: MarketingEvent['kind']) => events.some(event => event.kind === kind)
  if (has('read') || has('click')) return {outcome: 'read', reason}
  if (has('delivery')) return {outcome: 'delivered', reason}
  const failure = events.find(({kind}) => kind === 'failure')
  if (failure === undefined) return {outcome: 'accepted', reason}
  return {outcome: 'failed', reason: failure.error ?? 'the platform accepted it and could not deliver it'}
}
