import type {ChatState} from '../data/state.ts'
import type {Store} from '../data/store.ts'

/** Copies a text to the clipboard; returns whether the browser allowed it, which the page has shown if not. */
export async function copyText(store: Store<ChatState>, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    store.set({notice: {kind: 'error', text: 'The browser does not allow access to the clipboard'}})
    return false
  }
}
