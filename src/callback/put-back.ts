import type {Api} from '../api/index.ts'
import {type ErrorDetails, type ExitCode, exitCodes, GraphError, MsgrError} from '../errors.ts'
import {shellWord} from '../terminal/shell-word.ts'
import type {Former} from './former.ts'
import {type Callback, readCallback, readPageSubscription} from './subscriptions.ts'

export interface PutBackOptions {
  readonly appId: string
  /** What to type when it does not work out this time. */
  readonly retry: string
  /** Whether a callback that somebody else has set meanwhile is replaced too. */
  readonly isForced?: boolean
  /** A dry run cannot read what is there, and takes it to be as msgr left it. */
  readonly isDry?: boolean
}

/** Something is not as it was, and how it was stays kept. */
class NotPutBackError extends MsgrError {
  override readonly name = 'NotPutBackError'
  override readonly code = 'NOT_PUT_BACK'
  override readonly exitCode: ExitCode

  constructor(message: string, details: ErrorDetails & {readonly exitCode?: ExitCode}) {
    super(message, details)
    this.exitCode = details.exitCode ?? exitCodes.failed
  }
}

/**
 * Puts the callback of the app and the fields of the Page back as they were. Done twice it changes nothing more.
 * @throws {NotPutBackError} for what could not be put back; the rest is.
 */
export async function putBack(api: Api, former: Former, options: PutBackOptions): Promise<void> {
  const failures: NotPutBackError[] = []
  const note = (what: string) => (error: unknown) => failures.push(toNotPutBack(error, what, options))
  await putCallbackBack(api, former, options).catch(note('The callback of the app'))
  await putPageBack(api, former, options).catch(note('The fields of the Page'))
  const [failure, other] = failures
  if (failure === undefined) return
  if (other === undefined) throw failure
  const {hint, exitCode} = failure
  throw new NotPutBackError(failure.message, {hint, exitCode, cause: failure, lines: [other.message]})
}

/** @throws what is no failure of the platform or network but a bug. */
function toNotPutBack(error: unknown, what: string, {retry}: PutBackOptions): NotPutBackError {
  if (error instanceof NotPutBackError) return error
  if (!(error instanceof MsgrError)) throw error
  return new NotPutBackError(`${what} could not be put back: ${error.message}`, {
    hint: `How it was is kept; try again: ${retry}`,
    exitCode: error.exitCode,
    cause: error,
  })
}

async function putCallbackBack(api: Api, former: Former, options: PutBackOptions): Promise<void> {
  const {callback} = former
  const found = await readCallback(api)
  const now = options.isDry === true ? asLeft(former) : found
  if (options.isForced !== true && isOfSomebodyElse(now, former)) {
    throw new NotPutBackError(
      `Somebody changed the callback of app ${options.appId} meanwhile: it is ${now?.url ?? 'gone'}, and was left so`,
      {hint: `To put ${callback?.url ?? 'nothing'} in its place all the same: ${options.retry} --force`},
    )
  }
  if (callback === null) {
    if (now !== undefined) await api.subscriptions.delete()
    return
  }
  const isThere = now?.active === true && now.url === callback.url
  if (!isThere || callback.fields.some(field => !now.fields.includes(field)))
    await setFormer(api, callback, options)
  const surplus = now?.fields.filter(field => !callback.fields.includes(field)) ?? []
  if (surplus.length > 0) await api.subscriptions.delete(surplus)
}

/** Whether the callback is neither one of msgr's nor the one of before. */
function isOfSomebodyElse(now: Callback | undefined, {callback, ours}: Former): boolean {
  return now?.url !== callback?.url && (now === undefined || !ours.includes(now.url))
}

async function setFormer(
  {subscriptions}: Api,
  {url, fields, verify_token: verifyToken}: NonNullable<Former['callback']>,
  {retry}: PutBackOptions,
): Promise<void> {
  const failed = `The callback of the app could not be put back to ${url}`
  if (verifyToken === undefined) {
    throw new NotPutBackError(`${failed}: what it wants to be verified with is not known`, {
      hint: `Name it: ${retry} --verify-token <token>`,
    })
  }
  try {
    await subscriptions.set({callbackUrl: url, verifyToken, fields})
  } catch (error) {
    if (!(error instanceof GraphError) || error.refusal.graphCode !== 2200) throw error
    throw new NotPutBackError(`${failed}: ${error.refusal.said}`, {
      hint: `Once it answers again: ${retry}; when it wants another verify token: ${retry} --verify-token <token>`,
      cause: error,
    })
  }
}

async function putPageBack(api: Api, {page}: Former, {appId, isDry}: PutBackOptions): Promise<void> {
  if (page === undefined) return
  // A subscription without fields cannot be made: to the platform it is none.
  const wanted = page.fields ?? []
  if (wanted.length === 0) await api.subscribedApps.delete()
  else await api.subscribedApps.set(wanted)
  const left = isDry === true ? wanted : ((await readPageSubscription(api, appId)) ?? [])
  const surplus = left.filter(field => !wanted.includes(field))
  if (surplus.length > 0) {
    throw new NotPutBackError(`The platform left these fields on the Page: ${surplus.join(', ')}`, {
      hint: `Take them off: msgr webhook unsubscribe ${surplus.map(shellWord).join(' ')}`,
    })
  }
}

/** The callback as msgr left it. */
function asLeft({callback, ours, added_fields: added}: Former): Callback {
  return {
    url: ours.at(-1) ?? '',
    active: true,
    fields: [...new Set([...(callback?.fields ?? []), ...added])],
  }
}
