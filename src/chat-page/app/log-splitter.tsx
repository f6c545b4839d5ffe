import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useChat, useClient} from './client-context.ts'
import {Splitter} from './splitter.tsx'

/** The width of the log, in percent of the window. */
const SHARE = {min: 22, max: 72}
/** The width of the log before anybody changes it, as `layout.css` has it: in pixels, and from a width on in percent. */
const NARROW_PX = 420
const WIDE = {fromPx: 1440, share: 50}

/** The rule between the conversation and the log. */
export function LogSplitter(): JSX.Element | null {
  const {store} = useClient()
  const isFolded = useChat(state => state.isLogFolded)
  const share = useChat(state => state.logShare)
  const [, redraw] = useState({})
  useEffect(() => {
    const onResize = () => redraw({})
    addEventListener('resize', onResize)
    return () => removeEventListener('resize', onResize)
  }, [])
  if (isFolded) return null
  return (
    <Splitter
      label="Width of the log"
      controls="log"
      isBetweenColumns
      share={share ?? usualShare()}
      min={SHARE.min}
      max={SHARE.max}
      onChange={logShare => store.set({logShare})}
    />
  )
}

const usualShare = (): number =>
  innerWidth >= WIDE.fromPx ? WIDE.share : Math.min(SHARE.max, (NARROW_PX / innerWidth) * 100)
