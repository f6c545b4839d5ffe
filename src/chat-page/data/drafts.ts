import {useLayoutEffect, useState} from 'preact/hooks'

const KEY = 'msgr-drafts'
/** How many conversations keep a draft, the newest. */
const MOST = 100

/** What is about to be sent in one conversation. */
export interface Draft {
  readonly text: string
  readonly files: readonly File[]
}

const nothing: Draft = {text: '', files: []}

/**
 * Drafts by conversation and author. Texts survive a reload in this tab of the browser; files last until then, because a browser
 * does not keep them.
 */
export class Drafts {
  readonly #drafts = new Map<string, Draft>(kept())
  readonly #listeners = new Set<() => void>()

  get(key: string): Draft {
    return this.#drafts.get(key) ?? nothing
  }

  change(key: string, change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)): void {
    const old = this.get(key)
    const draft = {...old, ...(typeof change === 'function' ? change(old) : change)}
    this.#drafts.delete(key)
    if (draft.text !== '' || draft.files.length > 0) this.#drafts.set(key, draft)
    for (const oldest of [...this.#drafts.keys()].slice(0, -MOST)) this.#drafts.delete(oldest)
    this.#keep()
    for (const listener of [...this.#listeners]) listener()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Without storage, drafts last as long as the page. */
  #keep(): void {
    const texts = [...this.#drafts].filter(([, {text}]) => text !== '').map(([key, {text}]) => [key, text])
    try {
      sessionStorage.setItem(KEY, JSON.stringify(texts))
    } catch {}
  }
}

function kept(): readonly [string, Draft][] {
  try {
    const texts: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return (Array.isArray(texts) ? texts : []).map(([key, text]) => [
      String(key),
      {text: String(text), files: []},
    ])
  } catch {
    return []
  }
}

/** One draft; redraws the component when it changes. */
export function useDraft(drafts: Drafts, key: string): Draft {
  const [, redraw] = useState({})
  // Before anybody can write: a change that nobody listens to would not be drawn.
  useLayoutEffect(() => drafts.subscribe(() => redraw({})), [drafts])
  return drafts.get(key)
}
