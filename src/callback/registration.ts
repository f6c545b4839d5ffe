import type {Api} from '../api/index.ts'
import {GraphError, MsgrError} from '../errors.ts'
import {claimCallback, type Former, forgetFormer, keepFormer, readFormer} from './former.ts'
import {type PutBackOptions, putBack} from './put-back.ts'
import {type Callback, readCallback, readPageSubscription} from './subscriptions.ts'

export interface RegistrationParts extends PutBackOptions {
  readonly api: Api
  /** Where the previous state is saved. */
  readonly folder: string
  /** Where deliveries should go. */
  readonly url: string
  readonly verifyToken: string
  readonly fields: readonly string[]
  /** Undefined when no Page token is known: the fields of the Page are left alone. */
  readonly page: {readonly id: string | null; readonly name: string | null} | undefined
  /** Called before anything is changed: refuses the current callback, or returns what to restore at the end. */
  readonly judge: (found: CurrentCallback) => Promise<Former['callback']>
  /** Receives the function that restores everything, before anything is changed. */
  readonly defer: (restore: () => Promise<void>) => void
  readonly onRestored: (former: Former) => void
  readonly pid: number
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

export interface CurrentCallback {
  /** The current callback of the app; null when it has none. */
  readonly callback: Former['callback']
  /** Whether the platform delivers there; false when a session that crashed has diverted it. */
  readonly isInUse: boolean
  /** What a session that crashed left behind. */
  readonly leftover: Former | undefined
}

/** A receiver that is the callback of the app. */
export interface Registration {
  /** Sets the callback to a new address, path included, when a tunnel came back elsewhere. */
  readonly move: (url: string) => Promise<void>
  /**
   * Restores the callback and the fields of the Page; once, however often it is called.
   * @throws {MsgrError} for what could not be restored. It stays saved for `msgr webhook restore`.
   */
  readonly restore: () => Promise<void>
}

/**
 * Makes a receiver the callback of the app and subscribes the Page, after saving the state of both.
 * @throws {MsgrError} if another process has the callback, or the platform refuses.
 */
export async function register(parts: RegistrationParts): Promise<Registration> {
  const {api, folder, appId, fields, url, page, defer} = parts
  const release = await claimCallback(
    folder,
    appId,
    pid => `Stop it first (Ctrl-C, or kill -INT ${pid}), or listen without the callback: --no-subscribe`,
  )
  const registration = createRegistration(parts, release)
  defer(registration.restore)
  const {former, pageFields} = await lookAround(parts)
  await registration.start(former)
  await registration.move(url)
  if (page !== undefined) await api.subscribedApps.set([...new Set([...(pageFields ?? []), ...fields])])
  return registration
}

interface Surroundings {
  /** The current state, or the state before a session that crashed. */
  readonly former: Former
  readonly pageFields: readonly string[] | undefined
}

/** @throws what `judge` throws. */
async function lookAround(parts: RegistrationParts): Promise<Surroundings> {
  const {api, folder, appId, page, fields, pid, now, retry, judge} = parts
  const leftover = await readFormer(folder)
  refuseOtherPage(leftover, page?.id, retry)
  const current = await readCallback(api)
  const before = beforeAll(current, leftover)
  const isInUse = current?.active === true && current.url === before?.url
  const callback = await judge({callback: before, isInUse, leftover})
  const pageFields = page === undefined ? undefined : await readPageSubscription(api, appId)
  const former: Former = {
    pid,
    saved_at: new Date(now()).toISOString(),
    callback,
    page: leftover?.page ?? (page && {...page, fields: pageFields === undefined ? null : [...pageFields]}),
    ours: leftover?.ours ?? [],
    added_fields: [...new Set([...(leftover?.added_fields ?? []), ...fields])],
  }
  return {former, pageFields}
}

function refuseOtherPage(leftover: Former | undefined, id: string | null | undefined, retry: string): void {
  const other = leftover?.page
  if (other?.id == null || id == null || other.id === id) return
  throw new MsgrError(
    `A session for the Page ${other.name ?? other.id} crashed and left the app delivering to it`,
    {hint: `Restore that first: ${retry} --page ${other.name ?? other.id}`},
  )
}

/** The callback before the first session that crashed, unless somebody has set another one since. */
function beforeAll(current: Callback | undefined, leftover: Former | undefined): Former['callback'] {
  const url = current?.url
  const isLeftAlone = url === leftover?.callback?.url || (url !== undefined && leftover?.ours.includes(url))
  if (leftover !== undefined && isLeftAlone) return leftover.callback
  return current === undefined ? null : {url: current.url, fields: [...current.fields]}
}

/** One change at a time, so that a tunnel that comes back does not conflict with the end of the session. */
function createRegistration(
  parts: RegistrationParts,
  release: () => Promise<void>,
): Registration & {readonly start: (former: Former) => Promise<void>} {
  const {api, folder, fields, verifyToken, sleep} = parts
  let state: Former | undefined
  let under: Promise<void> = Promise.resolve()
  let restored: Promise<void> | undefined

  async function keep(former: Former): Promise<void> {
    await keepFormer(folder, former)
    state = former
  }

  async function point(url: string): Promise<void> {
    if (state === undefined || restored !== undefined) return
    await keep({...state, ours: [...state.ours.filter(each => each !== url), url]})
    await setPatiently(() => api.subscriptions.set({callbackUrl: url, verifyToken, fields}), sleep)
  }

  async function end(): Promise<void> {
    await under.catch(() => undefined)
    try {
      if (state === undefined) return
      await putBack(api, state, parts)
      await forgetFormer(folder)
      parts.onRestored(state)
    } finally {
      await release()
    }
  }

  return {
    start: keep,
    move: url => {
      under = under.catch(() => undefined).then(() => point(url))
      return under
    },
    restore: () => {
      restored ??= end()
      return restored
    },
  }
}

/** A new DNS name takes a while to spread, and so does a new tunnel. */
const RETRY_AFTER_MS = [2_000, 5_000, 10_000]
const passing = /curl_errno = (?:6|7|28)\b|HTTP Status Code = 5\d\d/

async function setPatiently(
  set: () => Promise<unknown>,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  for (const ms of RETRY_AFTER_MS) {
    try {
      await set()
      return
    } catch (error) {
      const isPassing = error instanceof GraphError && passing.test(error.refusal.said ?? '')
      if (!isPassing) throw error
      await sleep(ms)
    }
  }
  await set()
}
