import type {JSX} from 'preact'
import {useEffect} from 'preact/hooks'
import {Icon} from '../conversation/icons.tsx'
import {useChat, useClient} from './client-context.ts'

const SHOWN_MS = {error: 8_000, news: 3_000}

/** A brief notice of a refusal or of news, at the lower edge. */
export function NoticeLine(): JSX.Element {
  const {store} = useClient()
  const notice = useChat(state => state.notice)
  useEffect(() => {
    if (notice === undefined) return undefined
    const timer = setTimeout(() => store.set({notice: undefined}), SHOWN_MS[notice.kind])
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <div class="notice-place" role="status" aria-live="polite">
      {notice !== undefined && (
        <div class={`notice ${notice.kind}`}>
          <Icon name={notice.kind === 'error' ? 'warn' : 'check'} />
          <span>{notice.text}</span>
          <button
            type="button"
            class="tool"
            aria-label="Close the notice"
            onClick={() => store.set({notice: undefined})}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  )
}

/** Shown while the emulator does not answer. */
export function Gone(): JSX.Element {
  const isGone = useChat(state => state.link === 'gone')
  return (
    <div class="gone-place" role="alert">
      {isGone && (
        <div class="gone">
          <Icon name="warn" />
          <span>The emulator does not answer. This page comes back with it.</span>
        </div>
      )}
    </div>
  )
}
