import type {Manifest} from '../../../bulk/manifest.ts'
import {type ReportRow, readReport, readReported} from '../../../bulk/report.ts'
import type {StoredRun} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {stepsToSvg} from '../../../drawing/chart/steps.ts'
import {UsageError} from '../../../errors.ts'
import {parseDuration} from '../../shared/arguments/duration.ts'
import {pictureFile} from '../../shared/files/chart-file.ts'
import type {OverwriteFlags} from '../../shared/files/write-out.ts'
import {type MarketingRow, marketingRows} from '../shared/marketing/report-rows.ts'
import type {Outcome} from '../shared/outcomes.ts'
import {summarise} from '../shared/report-summary.ts'
import type {FoundRun} from '../shared/run-argument.ts'
import {FunnelCounts} from './funnel.ts'
import {chartOf, type FunnelReport} from './funnel-view.ts'
import {lifeRows, type RowWithLife} from './life-rows.ts'
import {readWhatBecame, recordingFiles} from './what-became.ts'

export interface EventsFlags extends OverwriteFlags {
  /** Recordings of `listen --record`. */
  readonly events: readonly string[]
  readonly within: string
  readonly chart?: string
  readonly title?: string
}

/** What became of a run. Call one of them, once: at its end the picture is written, if there is one. */
export interface OpenFunnel {
  readonly rows: () => AsyncIterable<RowWithLife>
  readonly report: () => Promise<FunnelReport>
}

/**
 * Reads recordings about a run.
 * @param wanted the outcomes of the people who count; default all
 * @throws {UsageError} for a file that is not a recording, or a picture that cannot be written.
 */
export async function openFunnel(
  context: Context,
  {run, stored, store}: FoundRun,
  {wanted, ...flags}: EventsFlags & {readonly wanted: ReadonlySet<Outcome> | undefined},
): Promise<OpenFunnel> {
  const {chart, title, overwrite} = flags
  const withinMs = parseDuration(flags.within, '--within')
  const picture =
    chart === undefined ? undefined : await pictureFile(context, chart, {flag: '--chart', overwrite})
  const manifest = await stored.manifest()
  const {page, created, channel, recipients} = manifest
  const files = await recordingFiles(context, flags.events)
  refuseInput(files, manifest)
  const {lives, slots, recorded} = await readWhatBecame(context, {stored, store, manifest}, files)
  const counts = new FunnelCounts(slots, {isMarketing: channel !== undefined})
  const numbers = () => ({
    funnel: counts.funnel(recorded.missingFields),
    taps: counts.taps,
    links: counts.links,
    recorded,
    via: channel?.via,
  })
  const draw = async () => {
    const about = {title: title ?? `What became of ${run}`, page: page.name ?? page.id, created}
    const labels = {...about, total: recipients.total}
    await picture?.write(drawn => stepsToSvg(chartOf(numbers(), labels), {drawn}))
  }
  const counted = async function* () {
    for await (const {row, life} of lifeRows(baseRows(context, {stored, manifest}, files), {
      lives,
      withinMs,
    })) {
      if (wanted !== undefined && !wanted.has(row.outcome)) continue
      if (life !== undefined) counts.add(row, life)
      yield row
    }
  }
  return {
    async *rows() {
      yield* counted()
      await draw()
    },
    async report() {
      const summary = await summarise(context, run, counted())
      const next = channel === undefined ? [] : [`msgr campaign insights get ${channel.campaign}`]
      await draw()
      const isWritten = chart !== undefined && !context.globals.dryRun
      const file = isWritten ? context.io.resolve(chart) : undefined
      return {...summary, next: [...summary.next, ...next], ...numbers(), chart: file}
    },
  }
}

/** @param files recordings; their events of marketing messages are in the rows */
export async function* baseRows(
  {io}: Pick<Context, 'io'>,
  {stored, manifest: {channel}}: {readonly stored: StoredRun; readonly manifest: Manifest},
  files: readonly string[],
): AsyncGenerator<ReportRow | MarketingRow> {
  if (channel === undefined) return yield* readReport(stored)
  yield* marketingRows(io, readReported(stored), {campaign: channel.campaign, files})
}

/** Events of marketing messages are read apart from the others. */
function refuseInput(files: readonly string[], {channel}: Manifest): void {
  const inputs = files.filter(file => file === '-').length
  if (inputs > 1 || (inputs > 0 && channel !== undefined))
    throw new UsageError('Standard input can be read once', {
      hint: 'Write the recording to a file, and name that: --events events.ndjson',
    })
}
