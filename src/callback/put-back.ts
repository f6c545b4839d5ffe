import type {Api} from '../api/index.ts'
import {GraphError, MsgrError} from '../errors.ts'
import {shellWord} from '../terminal/shell-word.ts'
import type {Former} from './former.ts'
import {type Callback, readCallback, readPageSubscription} from './subscriptions.ts'

export interface PutBackOptions {
  readonly appId: string
  /** The command to type when this attempt fails. */
  readonly retry: string
  /** Whether to replace a callback that somebody else has set meanwhile. */
  readonly isForced?: boolean
  /** A dry run cannot read the current state, and assumes what msgr left. */
  readonly isDry?: boolean
}

/** Something was not restored; its previous state stays saved. Its cause, if there is one, decides the exit code. */
class NotPutBackError extends MsgrError {
  override readonly name = 'NotPutBackError'
  override readonly code = 'NOT_PUT_BACK'
}

/**
 * Restores the callback of the app and the fields of the Page. A second call changes nothing.
 * @throws {NotPutBackError} for what could not be restored; the rest was.
 */
export async function putBack(api: Api, former: Former, options: PutBackOptions): Promise<void> {
  const failures: NotPutBackError[] = []
  const note = (what: string) => (error: unknown) => failures.push(toNotPutBack(error, what, options))
  await putCallbackBack(api, former, options).catch(note('The callback of the app'))
  await putPageBack(api, former, options).catch(note('The fields of the Page'))
  const [failure, other] = failures
  if (failure === undefined) return
  if (other === undefined) throw failure
  const {hint} = failure
  throw new NotPutBackError(failure.message, {hint, cause: failure, lines: [other.message]})
}

/** @throws errors that are bugs, not failures of the platform or the network. */
function toNotPutBack(error: unknown, what: string, {retry}: PutBackOptions): NotPutBackError {
  if (error instanceof NotPutBackError) return error
  if (!(error instanceof MsgrError)) throw error
  return new NotPutBackError(`${what} could not be restored: ${error.message}`, {
    hint: `Its previous state is saved; try again: ${retry}`,
    cause: error,
  })
}

async function putCallbackBack(api: Api, former: Former, options: PutBackOptions): Promise<void> {
  const {callback} = former
  const found = await readCallback(api)
  const now = options.isDry === true ? asLeft(former) : found
  if (options.isForced !== true && isOfSomebodyElse(now, former)) {
    throw new NotPutBackError(
      `Somebody changed the callback of app ${options.appId} meanwhile: it is ${now?.url ?? 'gone'}, and was left unchanged`,
      {hint: `To replace it with ${callback?.url ?? 'nothing'} anyway: ${options.retry} --force`},
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

/** Whether the callback is neither one of msgr's nor the previous one. */
function isOfSomebodyElse(now: Callback | undefined, {callback, ours}: Former): boolean {
  return now?.url !== callback?.url && (now === undefined || !ours.includes(now.url))
}

async function setFormer(
  {subscriptions}: Api,
  {url, fields, verify_token: verifyToken}: NonNullable<Former['callback']>,
  {retry}: PutBackOptions,
): Promise<void> {
  const failed = `The callback of the app could not be restored to ${url}`
  if (verifyToken === undefined) {
    throw new NotPutBackError(`${failed}: its verify token is not known`, {
      hint: `Give it: ${retry} --verify-token <token>`,
    })
  }
  try {
    await subscriptions.set({callbackUrl: url, verifyToken, fields})
  } catch (error) {
    if (!(error instanceof GraphError) || error.refusal.graphCode !== 2200) throw error
    throw new NotPutBackError(`${failed}: ${error.refusal.said}`, {
      hint: `When it answers again: ${retry}; if its verify token has changed: ${retry} --verify-token <token>`,
      cause: error,
    })
  }
}

async function putPageBack(api: Api, {page}: Former, {appId, isDry}: PutBackOptions): Promise<void> {
  if (page === undefined) return
  // A subscription without fields cannot be created: to the platform it is not a subscription.
  const wanted = page.fields ?? []
  if (wanted.length === 0) await api.subscribedApps.delete()
  else await api.subscribedApps.set(wanted)
  const left = isDry === true ? wanted : ((await readPageSubscription(api, appId)) ?? [])
  const surplus = left.filter(field => !wanted.includes(field))
  if (surplus.length > 0) {
    throw new NotPutBackError(`The platform did not unsubscribe the Page from: ${surplus.join(', ')}`, {
      hint: `Unsubscribe them: msgr webhook unsubscribe ${surplus.map(word => shellWord(word)).join(' ')}`,
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
