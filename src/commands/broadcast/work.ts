import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {runStoreOf} from './shared/run-store.ts'
import {type SendResult, sendView, standingOf} from './shared/send-run.ts'
import {type MetricsAddress, parseMetricsAddress} from './work/metrics-address.ts'
import type {WorkMetrics} from './work/work-metrics.ts'
import {Worker} from './work/worker.ts'

export const json = 'lines'

/** The same columns, also when nothing was due. */
export const csv = {
  columns: [
    ...[
      'run',
      'total',
      'sent',
      'failed',
      'skipped',
      'inDoubt',
      'remaining',
      'state',
      'reason',
      'code',
      'subcode',
    ],
    ...['traceId', 'hint', 'exitCode', 'next', 'via', 'campaign', 'accepted'],
  ],
}

/** While it waits, other commands find the emulator inside it. */
export const isService = true

export function declare(command: Command): void {
  command
    .option('--until-idle', 'end when nothing is due, as a job of cron or a timer does')
    .option('--most <pages>', 'send for so many Pages at once at most: other workers have the rest')
    .option(
      '--metrics <address>',
      'serve /metrics for Prometheus and /healthz at a port of this machine, or at an address and port',
    )
    .addHelpText(
      'after',
      `
Sends the runs that were planned with --detach, of all Pages in the settings (with --page, of that one), when they are due: those of different Pages at once, those of a Page one after the other. It continues runs whose hours ended the day before, and
runs whose worker was stopped or killed. It leaves alone what was paused, by a person or for a reason (a token, a restriction,
failures in a row, a sample), and what somebody continues by hand: when that is mended, msgr broadcast resume RUN --detach.
Prints how each run ended. Only one process works on a machine; another ends at once, with 0. Exits with 6 if a run had failures.

Every minute, by cron; it prints nothing unless a run ends:
  * * * * * msgr broadcast work --until-idle --quiet

Or as a service, in /etc/systemd/system/msgr-broadcast.service; then systemctl enable --now msgr-broadcast:
  [Unit]
  Description=Send the broadcasts that are due
  Wants=network-online.target
  After=network-online.target

  [Service]
  User=msgr
  ExecStart=/usr/bin/env msgr broadcast work
  TimeoutStopSec=30
  SuccessExitStatus=143
  Restart=always
  RestartSec=60

  [Install]
  WantedBy=multi-user.target

Or by a timer, in msgr-broadcast.service and msgr-broadcast.timer; then systemctl enable --now msgr-broadcast.timer:
  [Service]
  Type=oneshot
  User=msgr
  ExecStart=/usr/bin/env msgr broadcast work --until-idle
  SuccessExitStatus=4 5 6 8 143

  [Timer]
  OnCalendar=minutely

  [Install]
  WantedBy=timers.target`,
    )
  addExamples(
    command,
    'msgr broadcast work',
    'msgr broadcast work --until-idle --json',
    'msgr broadcast work --most 25 --metrics 127.0.0.1:9464',
  )
}

interface WorkOptions {
  readonly untilIdle?: boolean
  readonly most?: string
  readonly metrics?: string
}

/** What the command ends with, when everything is sent that was due. */
interface Verdict {
  /** Undefined after a signal. */
  readonly exitCode: ExitCode | undefined
}

export async function* run(
  context: Context,
  {untilIdle = false, most: pages, metrics: address}: WorkOptions,
): AsyncGenerator<SendResult, Verdict> {
  const served = address === undefined ? undefined : parseMetricsAddress(address)
  const most = parseCount(pages, '--most')
  const [store, {target, pageId}] = await Promise.all([runStoreOf(context), context.connection()])
  const ofPage = context.globals.page === undefined ? undefined : pageId
  const options = {store, target, pageId: ofPage, untilIdle, most}
  if (context.globals.dryRun) {
    for (const {run: name} of await new Worker(context, options).due()) yield standingOf(context, name)
    return {exitCode: exitCodes.done}
  }
  const claim = await store.claimWork(target)
  if ('holder' in claim) {
    context.io.note(`Another process sends what is due: ${claim.holder.name}`)
    return {exitCode: exitCodes.done}
  }
  try {
    const metrics = served && (await startMetrics(context, served))
    const worker = new Worker(context, {...options, metrics})
    yield* worker.results()
    return worker
  } finally {
    await claim.taken.release()
  }
}

/** Serves metrics until the command ends. */
async function startMetrics({io, onExit}: Context, address: MetricsAddress): Promise<WorkMetrics> {
  const [{WorkMetrics}, {serveMetrics}] = await Promise.all([
    import('./work/work-metrics.ts'),
    import('./work/metrics-server.ts'),
  ])
  const metrics = new WorkMetrics()
  const {url, close} = await serveMetrics(metrics, address)
  onExit(close)
  io.note(`Metrics: ${url}/metrics`)
  return metrics
}

export const view = sendView

export const exitCode = (ended: Verdict | undefined) => ended?.exitCode
