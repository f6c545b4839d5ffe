import type {ChatState, Theme} from '../data/state.ts'
import type {Store} from '../data/store.ts'

const KEY = 'msgr-chat'

/** Keeps display preferences in the browser; without storage, the defaults apply. */
export function rememberLooks(store: Store<ChatState>): void {
  store.set(remembered())
  let shown = ''
  const apply = () => {
    const {theme, isLogFolded} = store.get()
    const looks = JSON.stringify({theme, isLogFolded})
    if (looks === shown) return
    shown = looks
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    attempt(() => localStorage.setItem(KEY, looks))
  }
  apply()
  store.subscribe(apply)
}

function remembered(): {theme: Theme; isLogFolded: boolean} {
  const text = attempt(() => localStorage.getItem(KEY)) ?? '{}'
  const kept = (attempt(() => JSON.parse(text)) ?? {}) as {theme?: unknown; isLogFolded?: unknown}
  return {
    theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'auto',
    isLogFolded: kept.isLogFolded === true,
  }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
