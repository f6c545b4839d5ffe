import {pid} from 'node:process'
import type {Registration} from '../../callback/registration.ts'
import {warnOn} from '../../cli/hints/index.ts'
import {NetworkError, UnauthorisedError, UsageError} from '../../errors.ts'
import type {SessionParts} from './session-parts.ts'

/** A receiver and its verify token. */
interface Subscriber {
  /** `http://127.0.0.1:1337/webhook` */
  readonly localUrl: string
  /** Without a path; undefined when it cannot be reached from outside. */
  readonly publicUrl: string | undefined
  readonly verifyToken: string
}

/**
 * Makes the receiver the callback of the app until the end of the session, if that was requested or if it is the
 * default here, and reports it; otherwise prints the command to type.
 */
export async function subscribeReceiver(
  parts: SessionParts,
  subscriber: Subscriber,
): Promise<Registration | undefined> {
  const {plan, connection, defer, context} = parts
  const {localUrl, publicUrl, verifyToken} = subscriber
  const url =
    publicUrl !== undefined
      ? `${publicUrl}${plan.path}`
      : connection.target === 'emulator'
        ? localUrl
        : undefined
  const isAppKnown = connection.appToken !== undefined
  if (plan.subscribe === true) demand(url, isAppKnown)
  if (url === undefined || plan.subscribe === false || !isAppKnown) {
    sayNext(parts, url)
    return undefined
  }

  const [{appIdOf, createApi}, {register}, {callbackFolder, restoreCommand}, {judgeFormer}] =
    await Promise.all([
      import('../../api/index.ts'),
      import('../../callback/registration.ts'),
      import('../../callback/former.ts'),
      import('../../callback/judge-former.ts'),
    ])
  const {io, clock, random, globals} = context
  // Not the signal of the context: that one refuses every call once Ctrl-C was pressed, and putting back takes some.
  const debug = globals.debug ? io.note : undefined
  const api = createApi({
    ...connection,
    clock,
    random,
    signal: endOf(context.signal),
    warn: warnOn(io),
    debug,
  })
  const appId = appIdOf(connection)
  // The callback of the app is changed first, and in no Page's name.
  if (connection.pageToken !== undefined) await context.confirmPage()
  const registration = await register({
    ...{api, appId, url, verifyToken, pid, fields: plan.fields},
    folder: callbackFolder(parts.config, connection, appId),
    retry: restoreCommand(context),
    page:
      connection.pageToken === undefined
        ? undefined
        : {id: connection.pageId ?? null, name: connection.pageName ?? null},
    judge: found => judgeFormer(parts, {...found, appId, url, verifyToken}),
    defer,
    onRestored: ({callback}) =>
      io.note(
        `Put back: ${callback === null ? 'the app has no callback, as before' : `the callback is ${callback.url}`}`,
      ),
    now: clock.now,
    sleep: ms => clock.sleep(ms, parts.signal),
  })
  saySubscribed(parts)
  return registration
}

/** How long putting everything back may take once the session ends. What is not back by then stays kept. */
const PUT_BACK_MS = 30_000

/** Aborts once the calls at the end of a session have had their time. */
function endOf(session: AbortSignal): AbortSignal {
  const late = new AbortController()
  const giveUp = () => {
    const message = `the platform did not answer within ${PUT_BACK_MS / 1000} s`
    late.abort(new NetworkError(message, {sent: 'maybe'}))
  }
  session.addEventListener('abort', () => setTimeout(giveUp, PUT_BACK_MS).unref(), {once: true})
  return late.signal
}

/** @throws {UsageError} {UnauthorisedError} what `--subscribe` lacks. */
function demand(url: string | undefined, isAppKnown: boolean): void {
  if (url === undefined) {
    throw new UsageError('--subscribe needs an address that the platform reaches', {
      hint: 'Add --tunnel, or --public-url with the address there is',
    })
  }
  if (!isAppKnown) {
    throw new UnauthorisedError('--subscribe changes the callback of the app, and its secret is not known', {
      hint: 'Set MSGR_APP_ID and MSGR_APP_SECRET',
    })
  }
}

function sayNext({say}: SessionParts, url: string | undefined): void {
  if (url === undefined) {
    say({
      kind: 'next',
      text: 'send an event: msgr trigger messages.text',
      note: 'the platform reaches it with --tunnel',
    })
  } else say({kind: 'next', text: `msgr webhook set ${url}`, note: 'makes it the callback of the app'})
}

function saySubscribed({connection, plan, say}: SessionParts): void {
  if (connection.pageToken === undefined) {
    say({
      kind: 'next',
      text: 'msgr webhook subscribe',
      note: 'the Page needs the fields too, and no token of it is known',
    })
    return
  }
  const {pageName, pageId, target} = connection
  const page = [pageName, pageId && `(${pageId})`].filter(Boolean).join(' ') || 'the Page'
  say({
    kind: 'subscribed',
    text: target === 'emulator' ? `${page} of the emulator` : page,
    note: plan.fields.join(', '),
  })
}
