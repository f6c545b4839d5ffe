import type {AppId, PageId} from '../../platform/ids.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {localAddressOf} from '../events/public-address.ts'
import {verifyCallback} from '../events/verify-callback.ts'
import {demandText, optionalText} from '../people/scene.ts'
import type {App, Lent} from '../state/app.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import {names} from './read-values.ts'

/** What `POST /_msgr/webhook` takes. */
export type Loan = LoanParts & (CallbackLoan | AddressLoan)

interface LoanParts {
  readonly appId: AppId
  readonly pageId: PageId
  /** Where the program listens. */
  readonly url: string
  /** Added to those of the Page, and of the app when its callback is registered. */
  readonly fields: readonly string[]
}

/** Registers `url` as the callback of the app. */
interface CallbackLoan {
  readonly verifyToken: string
  readonly publicUrl?: undefined
}

/** Registers nothing: the program does, below an origin that leads to the one of `url`. */
interface AddressLoan {
  readonly publicUrl: string
}

/** What the app and the Page have while a loan lasts. */
export interface LoanState {
  /** As the program registered it; null before. */
  readonly callback: {readonly url: string; readonly fields: readonly string[]} | null
  readonly pageFields: readonly string[]
}

/** @throws {PlatformError} for a loan that lacks something. */
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
 * Makes a URL the callback of an app, after the handshake, and puts the app on the Page, until it is returned. With a
 * public URL the program registers the callback itself, and only the way to it is made. A loan that was never returned,
 * because the process was killed, is returned first.
 * @throws {PlatformError} 2200 when the callback does not answer with the challenge; nothing is changed then.
 */
export async function borrowCallback({state}: World, loan: Loan): Promise<{fields: readonly string[]}> {
  const {appId, pageId, url, publicUrl} = loan
  const app = state.apps[appId]
  const page = state.pages[pageId]
  if (app === undefined) throw noSuchObject('POST', appId)
  if (page === undefined) throw noSuchObject('POST', pageId)
  if (publicUrl === undefined) await verifyCallback(state, url, loan.verifyToken)
  putBack(state, app)
  const {callback = null} = app
  const pageFields = page.subscribedApps[appId] ?? null
  app.lent = {url, ...(publicUrl !== undefined && {publicUrl}), callback, pageId, pageFields}
  if (publicUrl === undefined || loan.fields.length > 0)
    page.subscribedApps[appId] = [...new Set([...(pageFields ?? []), ...loan.fields])]
  if (publicUrl !== undefined) return {fields: loan.fields}
  const fields = [...new Set([...(callback?.fields ?? []), ...loan.fields])]
  app.callback = {url, verifyToken: loan.verifyToken, fields, isActive: true}
  return {fields}
}

/** What came of the loan of this address; null when it is over. */
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

/** Whether a callback is the one that the loan is about. */
const isOf = (lent: Lent, url: string): boolean =>
  lent.publicUrl === undefined ? url === lent.url : localAddressOf([lent], url) !== undefined

/** Puts back what was before, unless another program has borrowed it since. */
export function returnCallback({state}: World, url: string): {isReturned: boolean} {
  const app = Object.values(state.apps).find(({lent}) => lent?.url === url)
  if (app !== undefined) putBack(state, app)
  return {isReturned: app !== undefined}
}

/** A callback that the program itself has set since stays. */
function putBack({pages}: State, app: App): void {
  if (app.lent === undefined) return
  const {callback, pageId, pageFields} = app.lent
  if (app.callback !== undefined && isOf(app.lent, app.callback.url)) app.callback = callback ?? undefined
  delete app.lent
  const page = pages[pageId]
  if (page === undefined) return
  if (pageFields === null) delete page.subscribedApps[app.id]
  else page.subscribedApps[app.id] = pageFields
}
