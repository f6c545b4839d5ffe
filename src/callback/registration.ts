import type {Api} from '../api/index.ts'
import {GraphError, MsgrError} from '../errors.ts'
import {claimCallback, type Former, forgetFormer, keepFormer, readFormer} from './former.ts'
import {type PutBackOptions, putBack} from './put-back.ts'
import {type Callback, readCallback, readPageSubscription} from './subscriptions.ts'

export interface RegistrationParts extends PutBackOptions {
  readonly api: Api
  /** Where it is kept how things were. */
  readonly folder: string
  /** Where deliveries are to go. */
  readonly url: string
  readonly verifyToken: string
  readonly fields: readonly string[]
  /** Undefined: its fields are left alone, because no Page token is known. */
  readonly page: {readonly id: string | null; readonly name: string | null} | undefined
  /** Judges before anything is changed what there is: refuses it, or yields what is to be put back at the end. */
  readonly judge: (found: Found) => Promise<Former['callback']>
  /** Takes what puts everything back, before anything is changed. */
  readonly defer: (restore: () => Promise<void>) => void
  readonly onRestored: (former: Former) => void
  readonly pid: number
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

export interface Found {
  /** The callback of the app before; null when it has none. */
  readonly callback: Former['callback']
  /** Whether the platform delivers there; not so when a session that broke off has diverted it. */
  readonly isInUse: boolean
  /** What a session that broke off left. */
  readonly leftover: Former | undefined
}

/** A receiver that is the callback of the app. */
export interface Registration {
  /** Sets the callback again, under a new address, path included: a tunnel came back elsewhere. */
  readonly move: (url: string) => Promise<void>
  /**
   * Puts the callback and the fields of the Page back as they were; once, however often it is called.
   * @throws {MsgrError} what could not be put back. It stays kept for `msgr webhook restore`.
   */
  readonly restore: () => Promise<void>
}

/**
 * Puts a receiver in as the callback of the app and subscribes the Page, after keeping how both were.
 * @throws {MsgrError} if another process has the callback, or the platform refuses.
 */
export async function register(parts: RegistrationParts): Promise<Registration> {
  const {api, folder, appId, fields, url, page, defer} = parts
  const release = await claimCallback(
    folder,
    appId,
    pid => `End that one first (kill -INT ${pid}), or listen without the callback: --no-subscribe`,
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
  /** How things are, or were before a session that broke off. */
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
    `A session for the Page ${other.name ?? other.id} broke off and left the app delivering to it`,
    {hint: `Put that back first: ${retry} --page ${other.name ?? other.id}`},
  )
}

/** The callback of before the first of the sessions that broke off, unless somebody has set another one since. */
function beforeAll(current: Callback | undefined, leftover: Former | undefined): Former['callback'] {
  const url = current?.url
  const isLeftAlone = url === leftover?.callback?.url || (url !== undefined && leftover?.ours.includes(url))
  if (leftover !== undefined && isLeftAlone) return leftover.callback
  return current === undefined ? null : {url: current.url, fields: [...current.fields]}
}

/** One change at a time, so that a tunnel that comes back and the end do not cross. */
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

/** A fresh name is not known everywhere at once, nor is a tunnel up. */
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
