import {ConfigError} from '../../errors.ts'
import type {AppId, PageId} from '../../platform/ids.ts'
import {addPage, addPageToken} from './seed.ts'
import type {PageState, State} from './state.ts'

/** What a client needs to act for one Page of the emulator. */
export interface ConnectionInfo {
  readonly pageId: PageId
  readonly pageName: string
  readonly pageToken: string
  readonly appId: AppId
  readonly appSecret: string
  readonly verifyToken: string
  /** Of a person who administers the Pages; undefined when there is none that lives. */
  readonly userToken: string | undefined
}

/** What the emulator suggests as verify token, where a person has not chosen one. */
const VERIFY_TOKEN = 'emulator-verify-token'

/**
 * How to act for a Page, by its name or id; the first Page when none is named. An id that is not there yet becomes a Page
 * without people, so that a project's own Pages can be tried out.
 * @throws {ConfigError} for a name that no Page has.
 */
export function connectTo(state: State, nowMs: number, page?: string): ConnectionInfo {
  const [app] = Object.values(state.apps)
  const found = page === undefined ? Object.values(state.pages)[0] : findPage(state, page)
  if (app === undefined || found === undefined)
    throw new ConfigError('The emulator holds no Page.', {hint: 'Start over: msgr emulator reset'})
  const {text} = addPageToken(state, app.id, found.id, nowMs)
  return {
    pageId: found.id,
    pageName: found.name,
    pageToken: text,
    appId: app.id,
    appSecret: app.secret,
    verifyToken: VERIFY_TOKEN,
    userToken: userTokenOf(state),
  }
}

function userTokenOf({tokens}: State): string | undefined {
  return Object.values(tokens).find(({kind, deadSubcode}) => kind === 'user' && deadSubcode === undefined)
    ?.text
}

function findPage(state: State, page: string): PageState {
  const pages = Object.values(state.pages)
  const found = state.pages[page] ?? pages.find(({name}) => name.toLowerCase() === page.toLowerCase())
  if (found !== undefined) return found
  if (/^\d{5,20}$/.test(page)) return addPage(state, page, `Page ${page}`, 'Business Service')
  throw new ConfigError(`The emulator has no Page called "${page}".`, {
    hint: `It has: ${pages.map(({name, id}) => `${name} (${id})`).join(', ')}`,
  })
}
