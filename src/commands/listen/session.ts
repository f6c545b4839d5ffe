import {randomBytes} from 'node:crypto'
import {renameSync, rmSync, writeFileSync} from 'node:fs'
import {pid} from 'node:process'
import type {Registration} from '../../callback/registration.ts'
import {messageOf} from '../../cli/hints/index.ts'
import type {Connection} from '../../config/index.ts'
import {ConfigError, UsageError} from '../../errors.ts'
import {PAGE_INBOX_APP_ID} from '../../platform/webhook-events.ts'
import {isEveryAddress} from '../../system/host-url.ts'
import {createLoopFinder} from '../../webhook/echo-loop.ts'
import {createDuplicateFinder} from '../../webhook/event-key.ts'
import {announceListener} from '../../webhook/locator.ts'
import {onceASecond} from '../../webhook/once-a-second.ts'
import {createForwarder} from '../../webhook/outgoing/forward.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import {openRecorder} from '../../webhook/record.ts'
import {newRecordingFile} from '../../webhook/recordings.ts'
import {type Delivery, type Receiver, startReceiver} from '../../webhook/server.ts'
import {toEventLine} from '../shared/wording/event-line.ts'
import {type Keeping, openKeeping} from './keeping.ts'
import {type OptOutKeeper, openOptOutKeeper} from './opt-out-keeper.ts'
import {reachFromOutside} from './outside.ts'
import {createReporter, type Reporter, SHOWN_BYTES} from './report-forwarded.ts'
import type {SessionParts} from './session-parts.ts'
import {subscribeReceiver} from './subscribing.ts'

/** The addresses of the receiver once it is ready. */
export interface Ready {
  readonly url: string
  /** Without a path. */
  readonly publicUrl: string | undefined
}

/** Starts all parts of `listen`, from the inside out; each part reports what it did. */
export async function startSession(parts: SessionParts): Promise<Ready> {
  const {plan, connection, config, say, defer, context} = parts
  const verifyToken = plan.verifyToken ?? connection.verifyToken
  const usedToken = verifyToken ?? randomBytes(18).toString('base64url')
  const receiver = await openReceiver(parts, usedToken)
  say({kind: 'receiver', text: receiver.url, note: receiverNote(parts)})
  if (verifyToken === undefined)
    say({kind: 'verify token', text: usedToken, note: 'generated; to set your own: MSGR_VERIFY_TOKEN'})
  const startedAt = new Date(context.clock.now()).toISOString()
  defer(announceListener(config.paths.stateFolder, {pid, url: receiver.url, path: plan.path, startedAt}))

  let subscribing: Promise<Registration | undefined> | undefined
  // A tunnel that comes back may have another address; the registration follows it.
  const onMoved = async (url: string) => {
    const callback = `${url}${plan.path}`
    const registration = await subscribing
    if (registration === undefined)
      return say({kind: 'next', text: `msgr webhook set ${callback}`, note: 'the tunnel has a new address'})
    await registration.move(callback)
    say({kind: 'callback', text: callback, note: 'moved to the new address of the tunnel'})
  }
  const publicUrl = await reachFromOutside({...parts, onMoved}, receiver)
  subscribing = subscribeReceiver(parts, {localUrl: receiver.url, publicUrl, verifyToken: usedToken})
  await subscribing

  if (plan.readyFile !== undefined) {
    const file = context.io.resolve(plan.readyFile)
    const remove = () => rmSync(file, {force: true})
    writeReadyFile(file, {pid, url: receiver.url, publicUrl: publicUrl ?? null})
    defer(remove)
    context.onLeave(remove)
  }
  say({kind: 'ready', text: 'ready'})
  return {url: receiver.url, publicUrl}
}

async function openReceiver(parts: SessionParts, verifyToken: string): Promise<Receiver> {
  const {plan, connection, context, say, defer} = parts
  const appSecrets = appSecretsOf(connection)
  if (plan.requireSignature && appSecrets.length === 0) {
    throw new ConfigError('--require-signature needs an app secret, and none is known', {
      hint: 'Set MSGR_APP_SECRET, or appSecret in the project file',
    })
  }
  const keeping = await openKeeping(parts)
  const optOuts = plan.optOuts && (await openOptOutKeeper(parts, plan.optOuts))
  if (optOuts !== undefined) defer(optOuts.close)
  const take = await openSinks(parts, keeping, optOuts)
  await keeping.goOn({path: plan.path, verifyToken, appSecrets}, take)
  const {now} = context.clock
  const refusals = onceASecond<{readonly status: number; readonly reason: string}>(
    ({status}) => status,
    ({status, reason}, others) => say({kind: 'refused', at: now(), status, reason, others}),
    now,
  )
  const receiver = await startReceiver({
    port: plan.port,
    host: plan.host,
    path: plan.path,
    verifyToken,
    appSecrets,
    requireSignature: plan.requireSignature,
    keep: plan.isForInbox ? keepingWishes(keeping, optOuts, now) : keeping.keep,
    onDelivery: delivery => take(delivery, now()),
    onVerified: () => say({kind: 'verified', at: context.clock.now(), text: 'the callback was verified'}),
    onRefused: refusals.add,
  })
  defer(refusals.end)
  defer(receiver.close)
  return receiver
}

/**
 * For `--inbox`: once they are stored, events are nobody's here, so what people ask for is recorded before the answer. If it cannot be,
 * the platform sends the delivery again.
 */
function keepingWishes(
  {keep}: Keeping,
  optOuts: OptOutKeeper | undefined,
  now: () => number,
): Keeping['keep'] {
  if (keep === undefined || optOuts === undefined) return keep
  return async (delivery, events) => {
    const kept = await keep(delivery, events)
    await optOuts.record(events, now())
    return kept
  }
}

/** Where deliveries go after they are answered: the recording, the screen, other programs. */
async function openSinks(
  parts: SessionParts,
  keeping: Keeping,
  optOuts: OptOutKeeper | undefined,
): Promise<(delivery: Delivery, receivedMs: number) => void> {
  const {plan, config, context, say, defer} = parts
  const {clock, io} = context
  const file = plan.record === true ? newRecordingFile(config.paths.stateFolder, clock.now()) : plan.record
  const recorder = file === undefined ? undefined : await openRecorder(io.resolve(file))
  if (recorder !== undefined) defer(recorder.close)
  if (plan.record === true) say({kind: 'recording', text: file ?? '', note: 'to replay it: msgr replay last'})
  const reporter = await openReporter(parts)
  const forwarder = createForwarder(plan.targets, {
    onResult: (result, details) => {
      say({kind: 'forwarded', at: clock.now(), result})
      reporter?.add(result, details)
    },
    ...(reporter !== undefined && {keptBytes: SHOWN_BYTES}),
    wordsFor: messageOf,
    sleep: clock.sleep,
    headers: plan.headers,
    isInsecure: plan.isInsecure,
  })
  defer(forwarder.close)
  const duplicates = createDuplicateFinder()
  const isForwarding = plan.targets.length > 0
  const findLoop = createLoopFinder()
  return ({kept, ...delivery}, at) => {
    const {events, signature, notice} = delivery
    const {parts: open, forKeeping} = keeping.progressOf({...delivery, kept})
    const receivedAt = new Date(at).toISOString()
    recorder?.record(delivery, at)
    if (notice !== undefined) say({kind: 'notice', at, text: notice})
    const bytes = Math.ceil(delivery.body.length / events.length)
    const wantedFields: string[] = []
    for (const event of events) {
      const firstSeen = duplicates.firstSeen(event, at)
      // Whatever is shown or forwarded: it is about what the person wants.
      if (firstSeen === undefined && !plan.isForInbox) optOuts?.see(event, at, open.add())
      if (!plan.isSelected(event)) continue
      const {field} = event
      wantedFields.push(field)
      const loop = isForwarding && !isOfInbox(event) ? findLoop({...event, atMs: at}) : undefined
      if (loop !== undefined) say({kind: 'notice', at, text: loop})
      const replay = isForwarding ? () => forwarder.forward({...delivery, fields: [field]}) : undefined
      say(toEventLine(event, {receivedAt, signature, firstSeen}), {
        bytes,
        replay,
        onShown: kept && open.add(),
      })
    }
    if (isForwarding && wantedFields.length > 0)
      forwarder.forward({...delivery, fields: wantedFields, kept: forKeeping()})
    open.close()
  }
}

/** For the emulator, which would otherwise take the answer of `listen` for that of the bot. */
async function openReporter({plan, connection, defer}: SessionParts): Promise<Reporter | undefined> {
  if (connection.target !== 'emulator' || plan.targets.length === 0) return undefined
  const {adminAt} = await import('../../emulator/control/admin-client.ts')
  const reporter = createReporter(adminAt(connection.graphUrl))
  defer(reporter.end)
  return reporter
}

/** A person who answers in the Page Inbox is not a bot, however much they write. */
const isOfInbox = ({item}: WebhookEvent) =>
  String((item['message'] as {readonly app_id?: unknown} | undefined)?.app_id) === PAGE_INBOX_APP_ID

function appSecretsOf({appSecret, formerAppSecret}: Connection): readonly string[] {
  return [appSecret, formerAppSecret].filter(secret => secret !== undefined)
}

function receiverNote(parts: SessionParts): string {
  const note = signatureNote(parts)
  return isEveryAddress(parts.plan.host) ? `at every address of this machine, ${note}` : note
}

function signatureNote({plan, connection}: SessionParts): string {
  const {length} = appSecretsOf(connection)
  if (length === 0) return 'signatures are not checked: no app secret is known (MSGR_APP_SECRET)'
  const note = plan.requireSignature ? 'signatures required' : 'signatures checked'
  return length === 2 ? `${note}, with the app secret or the former one` : note
}

/** Written completely and then renamed, so that a waiting program never reads half of it. */
function writeReadyFile(file: string, content: object): void {
  const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`
  try {
    // Never through a link: whoever can create one there would choose which file is written.
    writeFileSync(unfinished, `${JSON.stringify(content)}\n`, {flag: 'wx'})
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, {force: true})
    throw new UsageError(
      `Cannot write to ${file}: ${error instanceof Error ? error.message : String(error)}`,
      {cause: error},
    )
  }
}
