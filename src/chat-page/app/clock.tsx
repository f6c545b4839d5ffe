import type {JSX} from 'preact'
import {onListKeys, useFloating} from '../conversation/dismiss.ts'
import {Icon} from '../conversation/icons.tsx'
import {momentOf} from '../conversation/moments.ts'
import {useClient} from './client-context.ts'
import {useNow} from './now.ts'

const HOUR_MS = 3_600_000

const steps = [
  {name: '1 hour later', byMs: HOUR_MS},
  {name: '1 day later', byMs: 24 * HOUR_MS},
  {name: '1 week later', byMs: 7 * 24 * HOUR_MS},
]

/** The emulated time, and ways to advance it: windows close, and scheduled events happen. */
export function Clock(): JSX.Element {
  const {acts, openPanel} = useClient()
  const nowMs = useNow(1_000)
  const {isOpen, toggle, close, box, opener} = useFloating()
  return (
    <div class="clock" ref={box}>
      <button
        type="button"
        class="bar-button digits"
        ref={opener}
        aria-expanded={isOpen}
        aria-label={`Emulated time: ${momentOf(nowMs, Date.now())}`}
        title="Emulated time"
        onClick={toggle}
      >
        <Icon name="clock" />
        <span class="clock-text">{momentOf(nowMs, Date.now())}</span>
      </button>
      {isOpen && (
        <div class="floating bar-menu" role="group" aria-label="Let time pass" onKeyDown={onListKeys}>
          {steps.map(({name, byMs}) => (
            <button key={name} type="button" class="bar-item" onClick={() => void acts.moveClock(byMs)}>
              {name}
            </button>
          ))}
          <button
            type="button"
            class="bar-item"
            onClick={() => {
              close()
              openPanel('clock')
            }}
          >
            Set the clock…
          </button>
        </div>
      )}
    </div>
  )
}
