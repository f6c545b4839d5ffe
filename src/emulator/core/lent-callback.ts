import type {AppId, PageId} from '../../platform/ids.ts'
import {demandText} from '../people/scene.ts'
import {noSuchObject} from './errors.ts'
import type {World} from './resource.ts'
import type {App, State} from './state.ts'
import {names} from './switches.ts'
import {verifyCallback} from './verify-callback.ts'

/** What `POST /_msgr/webhook` takes. */
export interface Loan {
  readonly appId: AppId
  readonly pageId: PageId
  readonly url: string
  readonly verifyToken: string
  /** Added to those of the app and of the Page. */
  readonly fields: readonly string[]
}

/** @throws {PlatformError} for a loan that lacks something. */
export function readLoan(words: Readonly<Record<string, unknown>>): Loan {
  return {
    appId: demandText({words}, 'appId') as AppId,
    pageId: demandText({words}, 'pageId') as PageId,
    url: demandText({words}, 'url'),
    verifyToken: demandText({words}, 'verifyToken'),
    fields: names('fields', words['fields']),
  }
}

/**
 * Makes a URL the callback of an app, after the handshake, and puts the app on the Page, until it is returned. One that
 * was never returned, because the process was killed, is first.
 * @throws {PlatformError} 2200 when the callback does not answer with the challenge; nothing is changed then.
 */
export async function borrowCallback({state}: World, loan: Loan): Promise<{fields: readonly string[]}> {
  const {appId, pageId, url, verifyToken} = loan
  const app = state.apps[appId]
  const page = state.pages[pageId]
  if (app === undefined) throw noSuchObject('POST', appId)
  if (page === undefined) throw noSuchObject('POST', pageId)
  await verifyCallback(url, verifyToken)
  putBack(state, app)
  const {callback = null} = app
  const pageFields = page.subscribedApps[appId] ?? null
  app.lent = {url, callback, pageId, pageFields}
  const fields = [...new Set([...(callback?.fields ?? []), ...loan.fields])]
  app.callback = {url, verifyToken, fields, isActive: true}
  page.subscribedApps[appId] = [...new Set([...(pageFields ?? []), ...loan.fields])]
  return {fields}
}

/** Puts back what was before, unless another program has borrowed it since. */
export function returnCallback({state}: World, url: string): {isReturned: boolean} {
  const app = Object.values(state.apps).find(({lent}) => lent?.url === url)
  if (app !== undefined) putBack(state, app)
  return {isReturned: app !== undefined}
}

/** A callback that the program itself has set since stays. */
function putBack({pages}: State, app: App): void {
  if (app.lent === undefined) return
  const {url, callback, pageId, pageFields} = app.lent
  delete app.lent
  if (app.callback?.url === url) app.callback = callback ?? undefined
  const page = pages[pageId]
  if (page === undefined) return
  if (pageFields === null) delete page.subscribedApps[app.id]
  else page.subscribedApps[app.id] = pageFields
}
