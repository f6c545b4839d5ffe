import type {JSX} from 'preact'
import {useEffect, useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks'
import type {
  ActivityDetail,
  ActivityEntry,
  PersonSummary,
  SendAgain,
  WebhookState,
} from '../../emulator/chat/view-types.ts'
import {Icon} from '../conversation/icons.tsx'
import {EntryLine} from './entry-line.tsx'
import {everything, type Filter, Filters, passes} from './filters.tsx'
import {WebhookBanner} from './webhook-banner.tsx'

interface LogProps {
  readonly entries: readonly ActivityEntry[]
  readonly webhook: WebhookState | undefined
  readonly people: readonly PersonSummary[]
  readonly psid: string | undefined
  /** The entries that a message came by: marked, and scrolled to. */
  readonly shown: readonly string[]
  readonly detail: (id: string) => Promise<ActivityDetail | undefined>
  readonly sendAgain: (id: string, how: SendAgain) => Promise<unknown>
  readonly openMessage: (entry: ActivityEntry) => void
  readonly close: () => void
}

/** So near to its end a list follows what is added. */
const STICKING_PX = 40

/** Each call and each event, newest at the bottom. */
export function Log(props: LogProps): JSX.Element {
  const {entries, webhook, people, psid, shown, detail, sendAgain, openMessage, close} = props
  const [filter, setFilter] = useState<Filter>(everything)
  const [openId, setOpenId] = useState<string>()
  const list = useRef<HTMLOListElement>(null)
  const isSticking = useRef(true)
  const passing = useMemo(() => entries.filter(entry => passes(entry, filter, psid)), [entries, filter, psid])
  const names = useMemo(() => new Map(people.map(person => [person.psid, person.firstName])), [people])

  useEffect(() => {
    const [first] = shown
    if (first === undefined) return
    setFilter(everything)
    isSticking.current = false
    // Once it is drawn without the filter.
    requestAnimationFrame(() =>
      list.current?.querySelector(`[data-id="${first}"]`)?.scrollIntoView({block: 'center'}),
    )
  }, [shown])
  // After each entry that is added.
  useLayoutEffect(() => {
    const {current} = list
    if (current !== null && isSticking.current) current.scrollTop = current.scrollHeight
  }, [passing])

  return (
    <aside class="log-column" aria-label="Log">
      <div class="log-head">
        <h2>Log</h2>
        <Filters filter={filter} change={setFilter} hasPerson={psid !== undefined} />
        <button type="button" class="icon-button fold" aria-label="Fold the log away" onClick={close}>
          <Icon name="right" />
        </button>
      </div>
      {webhook !== undefined && webhook.state !== 'active' && <WebhookBanner webhook={webhook} />}
      <ol
        class="log"
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        aria-label="Calls and events"
        onScroll={({currentTarget: at}) => {
          isSticking.current = at.scrollHeight - at.scrollTop - at.clientHeight < STICKING_PX
        }}
      >
        {passing.map(entry => (
          <EntryLine
            key={entry.id}
            entry={entry}
            person={entry.psid === undefined ? undefined : names.get(entry.psid)}
            isOpen={entry.id === openId}
            isMarked={shown.includes(entry.id)}
            toggle={setOpenId}
            detail={detail}
            sendAgain={sendAgain}
            openMessage={openMessage}
          />
        ))}
      </ol>
      {passing.length === 0 && (
        <p class="hint">
          {entries.length === 0
            ? 'Calls to the platform and events to the webhook appear here.'
            : 'Nothing passes the filter.'}
        </p>
      )}
    </aside>
  )
}
