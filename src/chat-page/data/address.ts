import type {ChatState} from './state.ts'
import type {Store} from './store.ts'

/** What an address names: `/?page=PAGEID&psid=PSID&mid=MID&entry=a12&panel=webhook`. */
export interface Named {
  readonly page?: string | undefined
  readonly psid?: string | undefined
  /** A message of the person's conversation. */
  readonly mid?: string | undefined
  /** A line of the log. */
  readonly entry?: string | undefined
  /** The open panel. */
  readonly panel?: string | undefined
}

const names = ['page', 'psid', 'mid', 'entry', 'panel'] as const

/** What the current address names; an empty value counts as none. */
export function namedHere(): Named {
  const query = new URLSearchParams(location.search)
  return Object.fromEntries(names.map(name => [name, query.get(name) || undefined]))
}

/** The address that names something, such as `http://127.0.0.1:4010/?psid=6411&mid=m_1`, to copy or to show. */
export function linkTo(named: Named): string {
  const query = new URLSearchParams()
  for (const name of names) {
    const value = named[name]
    if (value !== undefined) query.set(name, value)
  }
  return `${location.origin}/?${query}`
}

/** Keeps the address in step with the page. Another person is a step in the browser's history, anything else is not. */
export function keepAddress(store: Store<ChatState>): void {
  store.subscribe(() => {
    const state = store.get()
    if (state.overview === undefined || state.psid === undefined) return
    const link = linkTo(shownIn(state))
    if (link === location.href) return
    const {psid} = namedHere()
    if (psid === undefined || psid === state.psid) history.replaceState(null, '', link)
    else history.pushState(null, '', link)
  })
}

/** The Page only where there are several. */
function shownIn({overview, view, psid, linkedMid, openEntry, panel}: ChatState): Named {
  const page = view?.page.id ?? overview?.page.id
  const isOneOfMany = overview !== undefined && overview.pages.length > 1
  return {page: isOneOfMany ? page : undefined, psid, mid: linkedMid, entry: openEntry, panel}
}
