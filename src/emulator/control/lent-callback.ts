import type {AppId, PageId} from '../../platform/ids.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {localAddressOf} from '../events/public-address.ts'
import {verifyCallback} from '../events/verify-callback.ts'
import {demandText, optionalText} from '../people/scene.ts'
import type {App, Lent} from '../state/app.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import {names} from './read-values.ts'

/** The body of `POST /_msgr/webhook`. */
export type Loan = LoanParts & (CallbackLoan | AddressLoan)

interface LoanParts {
  readonly appId: AppId
  readonly pageId: PageId
  /** The program's local address. */
  readonly url: string
  /** Added to those of the Page, and of the app when its callback is registered. */
  readonly fields: readonly string[]
  /** Whether the program is the echo bot of the emulator. */
  readonly isEchoBot?: true
}

/** Registers `url` as the callback of the app. */
interface CallbackLoan {
  readonly verifyToken: string
  readonly publicUrl?: undefined
}

/** For a program that registers its own callback, below an origin routed to that of `url`. */
interface AddressLoan {
  readonly publicUrl: string
}

/** The callback and fields of the app and the Page during a loan. */
export interface LoanState {
  /** The callback that the program registered; null before. */
  readonly callback: {readonly url: string; readonly fields: readonly string[]} | null
  readonly pageFields: readonly string[]
}

/** @throws {PlatformError} for an incomplete loan. */
export function readLoan(words: Readonly<Record<string, unknown>>): Loan {
  const parts = {
    appId: demandText({words}, 'appId') as AppId,
    pageId: demandText({words}, 'pageId') as PageId,
    url: demandText({words}, 'url'),
    fields: names('fields', words['fields']),
  }
  const publicUrl = optionalText({words}, 'publicUrl')
  if (publicUrl === undefined) return {...parts, verifyToken: demandText({words}, 'verifyToken')}
  return {...parts, url: originOf('url', parts.url), publicUrl: originOf('publicUrl', publicUrl)}
}

function originOf(name: string, text: string): string {
  if (/^https?:/i.test(text) && URL.canParse(text)) return new URL(text).origin
  throw new PlatformError(100, `${name} must be an http or https URL`)
}

/**
 * Makes a URL an app's callback, after the handshake, and subscribes the app to the Page, until it is returned. With a
 * public URL, the program registers the callback and only the route to it is created. A loan left over from a killed
 * process is returned first; beside a program that is still there, the echo bot borrows from it.
 * @throws {PlatformError} 2200 when the callback does not answer with the challenge; nothing is changed then.
 */
export async function borrowCallback({state}: World, loan: Loan): Promise<{fields: readonly string[]}> {
  const {appId, pageId, url, publicUrl} = loan
  const app = state.apps[appId]
  const page = state.pages[pageId]
  if (app === undefined) throw noSuchObject('POST', appId)
  if (page === undefined) throw noSuchObject('POST', pageId)
  if (publicUrl === undefined) await verifyCallback(state, url, loan.verifyToken)
  const under = loan.isEchoBot === true ? app.lent : undefined
  if (under === undefined) putAllBack(state, app)
  const {callback = null} = app
  const pageFields = page.subscribedApps[appId] ?? null
  app.lent = {
    url,
    ...(publicUrl !== undefined && {publicUrl}),
    callback,
    pageId,
    ...(loan.isEchoBot === true && {isEchoBot: true}),
    ...(under !== undefined && {under}),
    pageFields,
  }
  if (publicUrl === undefined || loan.fields.length > 0)
    page.subscribedApps[appId] = [...new Set([...(pageFields ?? []), ...loan.fields])]
  if (publicUrl !== undefined) return {fields: loan.fields}
  const fields = [...new Set([...(callback?.fields ?? []), ...loan.fields])]
  app.callback = {url, verifyToken: loan.verifyToken, fields, isActive: true}
  return {fields}
}

/** The current result of the loan of this address; null if it has ended. */
export function loanState({state}: World, url: string): LoanState | null {
  const app = Object.values(state.apps).find(({lent}) => lent?.url === url)
  if (app?.lent === undefined) return null
  const {callback, lent} = app
  const isOwn = callback !== undefined && isOf(lent, callback.url)
  return {
    callback: isOwn ? {url: callback.url, fields: callback.fields} : null,
    pageFields: state.pages[lent.pageId]?.subscribedApps[app.id] ?? [],
  }
}

/** Whether a callback is that of the loan. */
const isOf = (lent: Lent, url: string): boolean =>
  lent.publicUrl === undefined ? url === lent.url : localAddressOf([lent], url) !== undefined

/** Restores the previous callback, unless another program has borrowed it since. */
export function returnCallback({state}: World, url: string): {isReturned: boolean} {
  const app = Object.values(state.apps).find(({lent}) => lent?.url === url)
  if (app !== undefined) putBack(state, app)
  const other = Object.values(state.apps).find(({lent}) => lent?.under?.url === url)
  if (other !== undefined) putBackUnder(state, other)
  return {isReturned: app !== undefined || other !== undefined}
}

function putAllBack(state: State, app: App): void {
  while (app.lent !== undefined) putBack(state, app)
}

/** A callback that the program has set since then is kept. */
function putBack({pages}: State, app: App): void {
  if (app.lent === undefined) return
  const {lent} = app
  if (app.callback !== undefined && isOf(lent, app.callback.url)) app.callback = lent.callback ?? undefined
  if (lent.under === undefined) delete app.lent
  else app.lent = lent.under
  restoreFields(pages, app, lent)
}

/** The loan below that of the echo bot ends first: what was before it comes back after the echo bot. */
function putBackUnder({pages}: State, app: App): void {
  const {lent} = app
  if (lent?.under === undefined) return
  const {under, ...rest} = lent
  const {callback, pageId, pageFields} = under
  const isSamePage = pageId === lent.pageId
  app.lent = {...rest, callback, ...(isSamePage && {pageFields})}
  if (!isSamePage) restoreFields(pages, app, under)
}

function restoreFields(pages: State['pages'], app: App, {pageId, pageFields}: Lent): void {
  const page = pages[pageId]
  if (page === undefined) return
  if (pageFields === null) delete page.subscribedApps[app.id]
  else page.subscribedApps[app.id] = pageFields
}
