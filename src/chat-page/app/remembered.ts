import type {ChatState} from '../data/state.ts'
import type {Store} from '../data/store.ts'

const KEY = 'msgr-chat'

/** Keeps display preferences in the browser; without storage, the defaults apply. */
export function rememberLooks(store: Store<ChatState>): void {
  store.set(remembered())
  let shown = ''
  const apply = () => {
    const {theme, isLogFolded, logShare, detailsShare} = store.get()
    const looks = JSON.stringify({theme, isLogFolded, logShare, detailsShare})
    if (looks === shown) return
    shown = looks
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    attempt(() => localStorage.setItem(KEY, looks))
  }
  apply()
  store.subscribe(apply)
}

type Looks = Pick<ChatState, 'theme' | 'isLogFolded' | 'logShare' | 'detailsShare'>

function remembered(): Looks {
  const text = attempt(() => localStorage.getItem(KEY)) ?? '{}'
  const kept = (attempt(() => JSON.parse(text)) ?? {}) as {[Name in keyof Looks]?: unknown}
  return {
    theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'auto',
    isLogFolded: kept.isLogFolded === true,
    logShare: shareIn(kept.logShare),
    detailsShare: shareIn(kept.detailsShare),
  }
}

/** A percentage; undefined for anything else. */
const shareIn = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 && value < 100 ? value : undefined

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
