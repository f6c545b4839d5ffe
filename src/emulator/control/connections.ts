import {ConfigError} from '../../errors.ts'
import type {AdAccountId, AppId, PageId} from '../../platform/ids.ts'
import {newestVersionOn, type Version} from '../../platform/versions.ts'
import {VERIFY_TOKEN} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import {addPage, addPageToken, pageTokenOf} from '../state/seed.ts'
import {adTokenOf} from '../state/seed-marketing.ts'
import type {State} from '../state/state.ts'
import {toDay} from '../state/time.ts'

/** What a client needs to act for one Page of the emulator. */
export interface ConnectionInfo {
  readonly pageId: PageId
  readonly pageName: string
  readonly pageToken: string
  readonly appId: AppId
  readonly appSecret: string
  readonly verifyToken: string
  /** Of a person who administers the Pages; undefined if there is no valid one. */
  readonly userToken: string | undefined
  /** The ad account that pays for marketing messages; undefined on days before them. */
  readonly adAccount: AdAccountId | undefined
  /** For calls to the ad account; undefined if there is no valid one. */
  readonly adToken: string | undefined
  /** The day in the emulator, `YYYY-MM-DD`. */
  readonly today: string
  /** The newest version of that day, which serves calls without a version. */
  readonly apiVersion: Version
}

/**
 * How to act for a Page, by its name or id; default: the first Page. An unknown id becomes a Page without people, which
 * lets a project use its own Page ids.
 * @throws {ConfigError} for an unknown name.
 */
export function connectTo(state: State, nowMs: number, page?: string): ConnectionInfo {
  const [app] = Object.values(state.apps)
  const isNew = page !== undefined && /^\d{5,20}$/.test(page) && knownPage(state, page) === undefined
  const found = isNew ? addPage(state, page, `Page ${page}`, 'Business Service') : knownPage(state, page)
  if (app !== undefined && found !== undefined) addPageToken(state, app.id, found.id, nowMs)
  return findConnection(state, nowMs, found?.id ?? page)
}

/**
 * The same for an existing Page; creates nothing.
 * @throws {ConfigError} for a Page that does not exist, or has no token yet.
 */
export function findConnection(state: State, nowMs: number, page?: string): ConnectionInfo {
  const [app] = Object.values(state.apps)
  const found = knownPage(state, page)
  if (app === undefined || Object.keys(state.pages).length === 0)
    throw new ConfigError('The emulator has no Page.', {reason: 'emulatorEmpty'})
  if (found === undefined) {
    const names = Object.values(state.pages).map(({name, id}) => `${name} (${id})`)
    throw new ConfigError(`The emulator has no Page named "${page}".`, {hint: `It has: ${names.join(', ')}`})
  }
  const token = pageTokenOf(state, app.id, found.id)
  if (token === undefined)
    throw new ConfigError(`The Page ${found.name} of the emulator has no token yet.`, {
      hint: 'POST /_msgr/connection creates one',
    })
  return {
    pageId: found.id,
    pageName: found.name,
    pageToken: token.text,
    appId: app.id,
    appSecret: app.secret,
    verifyToken: VERIFY_TOKEN,
    userToken: userTokenOf(state),
    ...adAccessOf(state),
    ...dayOf(nowMs),
  }
}

/** The day in the emulator, and the newest version of that day. */
export function dayOf(nowMs: number): Pick<ConnectionInfo, 'today' | 'apiVersion'> {
  const today = toDay(nowMs)
  return {today, apiVersion: newestVersionOn(today)}
}

function userTokenOf({tokens, users}: State): string | undefined {
  return Object.values(tokens).find(
    ({kind, userId, deadSubcode}) =>
      kind === 'user' && deadSubcode === undefined && users[userId ?? '']?.isSystem !== true,
  )?.text
}

function adAccessOf(state: State): Pick<ConnectionInfo, 'adAccount' | 'adToken'> {
  const [account] = Object.values(state.adAccounts)
  const token = adTokenOf(state)
  return {adAccount: account?.id, adToken: token?.deadSubcode === undefined ? token?.text : undefined}
}

function knownPage(state: State, page: string | undefined): PageState | undefined {
  const pages = Object.values(state.pages)
  if (page === undefined) return pages[0]
  return state.pages[page] ?? pages.find(({name}) => name.toLowerCase() === page.toLowerCase())
}
