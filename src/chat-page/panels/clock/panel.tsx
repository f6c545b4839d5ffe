import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import type {ClockView, DueItem} from '../../../emulator/chat/panel-types.ts'
import type {ClockChange} from '../../../emulator/control/protocol.ts'
import {useChat, useClient} from '../../app/client-context.ts'
import {useNow} from '../../app/now.ts'
import {momentOf} from '../../conversation/moments.ts'
import {secondOf} from '../../log/texts.ts'
import {lengthText} from '../lengths.ts'
import {Problem, Section} from '../parts.tsx'
import {refusalOf, useLoaded} from '../use-loaded.ts'
import {SetClock} from './set-clock.tsx'

/** The emulated clock: what it shows, where it can go, and what falls due on the way. */
export function ClockPanel(): JSX.Element {
  const client = useClient()
  const pageId = useChat(state => state.overview?.page.id)
  const psid = useChat(state => state.psid)
  const person = useChat(state => state.view?.person)
  const nowMs = useNow(1_000)
  const [problem, setProblem] = useState<string>()
  const {data, reload} = useLoaded(
    () =>
      pageId === undefined
        ? undefined
        : client.asking.ask('GET', `clock/due?page=${pageId}&psid=${psid ?? ''}`),
    `${pageId} ${psid}`,
  )
  if (data === undefined || pageId === undefined) return <p aria-busy="true">Loading…</p>
  const set = async (change: ClockChange) => {
    const refusal = await refusalOf(client.asking.ask('POST', 'clock', change))
    setProblem(refusal)
    await reload()
    return refusal === undefined
  }
  const goTo = (atMs: number) => set({now: new Date(atMs).toISOString()})
  const due = data.due.filter(({atMs}) => atMs > nowMs)
  const windowMs = person?.windowUntilMs
  return (
    <>
      <Section title="Emulated time">
        <p class="clock-now digits">
          {momentOf(nowMs, Date.now())}
          <span class="clock-seconds">:{secondOf(nowMs).slice(-2)}</span>
        </p>
        <p class="hint">{aheadText(data)}</p>
        <SetClock nowMs={nowMs} set={set} />
        <Problem text={problem} />
        <div class="panel-choices">
          {person !== undefined && windowMs !== undefined && windowMs > nowMs && (
            <button type="button" class="secondary" onClick={() => void goTo(windowMs)}>
              Until {person.firstName}’s window closes
            </button>
          )}
          <button type="button" class="secondary" onClick={() => void set({reset: true})}>
            {data.asOf === undefined ? 'Back to this machine’s time' : `Back to ${data.asOf}`}
          </button>
        </div>
        <p class="hint">
          Going back undoes nothing: what was sent stays sent, and what has been answered stays answered. The
          clock runs on from where you set it.
          {data.asOf !== undefined &&
            ' Another day’s platform is another emulator: msgr emulator start --as-of.'}
        </p>
      </Section>
      <Section title="Falls due">
        {due.length === 0 ? (
          <p class="hint">Nothing happens by itself from here on.</p>
        ) : (
          <ol class="panel-list digits">
            {due.map(item => (
              <Due
                key={`${item.text} ${item.atMs}`}
                item={item}
                nowMs={nowMs}
                onGo={() => void goTo(item.atMs)}
              />
            ))}
          </ol>
        )}
      </Section>
    </>
  )
}

interface DueProps {
  readonly item: DueItem
  readonly nowMs: number
  readonly onGo: () => void
}

const Due = ({item: {text, atMs}, nowMs, onGo}: DueProps): JSX.Element => (
  <li class="due">
    <div class="fault-words">
      <p>{text}</p>
      <p class="hint">
        {momentOf(atMs, nowMs)} · in {lengthText(atMs - nowMs)}
      </p>
    </div>
    <button type="button" class="secondary" aria-label={`Go there: ${text}`} onClick={onGo}>
      Go there
    </button>
  </li>
)

function aheadText({offsetMs, asOf}: ClockView): string {
  if (asOf !== undefined) return `The platform of ${asOf}`
  if (Math.abs(offsetMs) < 1_000) return 'The same as this machine’s'
  return `${lengthText(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine`
}
