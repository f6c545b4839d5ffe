import type {ReportRow} from '../../../bulk/report.ts'
import type {MarketingRow} from '../shared/marketing/report-rows.ts'
import type {Life, Lives} from './lives.ts'

/** What became of a message after it was sent, for one person. The keys are a public API. */
export interface LifeColumns {
  /** When it was delivered, at the latest: what was read was delivered before. */
  readonly deliveredAt: string | undefined
  /** When it was read, at the latest: whoever answered or tapped has read it. */
  readonly readAt: string | undefined
  /** The first message of the person after it. */
  readonly answeredAt: string | undefined
  /** The first tap of a button, a quick reply or a link into Messenger. */
  readonly tappedAt: string | undefined
  /** The payloads of what was tapped, or the links. */
  readonly tapped: readonly string[]
  readonly optedOutAt: string | undefined
  /** When a later broadcast could not reach the person any more. */
  readonly blockedAt: string | undefined
}

export type RowWithLife = (ReportRow | MarketingRow) & LifeColumns

/** The rows of a report, in the order of the list, with what became of each message that was sent. */
export async function* lifeRows(
  rows: AsyncIterable<ReportRow | MarketingRow>,
  {lives, withinMs}: {readonly lives: Lives; readonly withinMs: number},
): AsyncGenerator<{readonly row: RowWithLife; readonly life?: Life}> {
  let line = 0
  for await (const row of rows) {
    line += 1
    if (!isSent(row)) yield {row: {...row, ...nothing(row)}}
    else {
      const life = withReported(lives.of(line, withinMs), row)
      yield {row: {...furthest(row, life), ...columnsOf(life)}, life}
    }
  }
}

const isSent = ({outcome}: ReportRow | MarketingRow) =>
  outcome === 'sent' || outcome === 'accepted' || outcome === 'delivered' || outcome === 'read'

const nothing = (row: ReportRow | MarketingRow): LifeColumns => ({
  ...{deliveredAt: 'deliveredAt' in row ? row.deliveredAt : undefined},
  ...{readAt: 'readAt' in row ? row.readAt : undefined},
  ...{answeredAt: undefined, tappedAt: undefined, tapped: [], optedOutAt: undefined, blockedAt: undefined},
})

/** With what the platform reported of a marketing message by its token. */
function withReported(life: Life, row: ReportRow | MarketingRow): Life {
  if (!('trackingId' in row)) return life
  const readMs = Math.min(life.readMs, msOf(row.readAt), msOf(row.clickedAt))
  return {...life, readMs, deliveredMs: Math.min(life.deliveredMs, msOf(row.deliveredAt), readMs)}
}

const msOf = (moment: string | undefined) =>
  moment === undefined ? Number.POSITIVE_INFINITY : Date.parse(moment)

/** The outcome of a marketing message is how far it came. */
function furthest(row: ReportRow | MarketingRow, {readMs, deliveredMs}: Life): ReportRow | MarketingRow {
  if (!('trackingId' in row)) return row
  if (Number.isFinite(readMs)) return {...row, outcome: 'read'}
  return Number.isFinite(deliveredMs) ? {...row, outcome: 'delivered'} : row
}

function columnsOf(life: Life): LifeColumns {
  const {deliveredMs, readMs, answeredMs, taps, linkTaps, optedOutMs, blockedMs} = life
  const tapped = [...taps, ...linkTaps].sort((one, other) => one.atMs - other.atMs)
  return {
    ...{deliveredAt: toIso(deliveredMs), readAt: toIso(readMs), answeredAt: toIso(answeredMs)},
    tappedAt: toIso(tapped[0]?.atMs ?? Number.POSITIVE_INFINITY),
    tapped: tapped.map(tap => ('payload' in tap ? tap.payload : tap.url)),
    ...{optedOutAt: toIso(optedOutMs), blockedAt: toIso(blockedMs)},
  }
}

const toIso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : undefined)
