import {useEffect, useState} from 'preact/hooks'
import type {FetchedPicture, PictureRefusal} from '../../emulator/chat/panel-types.ts'
import {BACK, isOurs} from './ours.ts'

interface Shown {
  /** What the page loads. */
  readonly path?: string
  /** Why there is nothing to load. */
  readonly refusal?: PictureRefusal
}

/** What the emulator said about each URL: the same picture is often drawn. */
const known = new Map<string, FetchedPicture>()
const MOST_KNOWN = 500

/** A picture as the page may load it: of the emulator itself, or after the emulator has fetched it. Empty until then. */
export function useFetched(url: string | undefined): Shown {
  const [, redraw] = useState({})
  const isOwn = url !== undefined && isOurs(url)
  const isUnknown = url !== undefined && !isOwn && !known.has(url)
  useEffect(() => {
    if (url === undefined || isOwn) return undefined
    let isShown = true
    const load = () => void learn(url).then(() => isShown && redraw({}))
    const again = () => {
      known.delete(url)
      load()
    }
    if (isUnknown) load()
    addEventListener(BACK, again)
    return () => {
      isShown = false
      removeEventListener(BACK, again)
    }
  }, [url, isUnknown])
  if (url === undefined) return {}
  return isOwn ? {path: url} : (known.get(url) ?? {})
}

async function learn(url: string): Promise<void> {
  try {
    const answer = await fetch(`/_msgr/picture?url=${encodeURIComponent(url)}`)
    if (!answer.ok) return
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? '')
    known.set(url, (await answer.json()) as FetchedPicture)
  } catch {
    // The page says by itself that the emulator is gone, and this runs again when it is back.
  }
}
