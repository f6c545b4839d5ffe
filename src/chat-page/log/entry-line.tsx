import type {JSX} from 'preact'
import {memo} from 'preact/compat'
import type {ActivityDetail, ActivityEntry, SendAgain} from '../../emulator/chat/view-types.ts'
import {EntryDetail} from './entry-detail.tsx'

interface EntryLineProps {
  readonly entry: ActivityEntry
  /** First name of the person it is about. */
  readonly person: string | undefined
  readonly isOpen: boolean
  readonly isMarked: boolean
  readonly toggle: (id: string | undefined) => void
  readonly detail: (id: string) => Promise<ActivityDetail | undefined>
  readonly sendAgain: (id: string, how: SendAgain) => Promise<unknown>
  readonly openMessage: (entry: ActivityEntry) => void
}

const time = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'})

const outcomes: Readonly<Record<ActivityEntry['outcome'], string>> = {
  ok: 'done',
  refused: 'refused',
  failed: 'failed',
  pending: 'waiting',
}

/** An answer that takes so long is slow. */
const SLOW_MS = 5_000

/** `14:05:12 → POST /me/messages 200 3 ms`, and on demand all of it. */
export const EntryLine = memo((props: EntryLineProps): JSX.Element => {
  const {entry, person, isOpen, isMarked, toggle, detail, sendAgain, openMessage} = props
  const {id, kind, atMs, name, status, ms, outcome, attempts = 1} = entry
  return (
    <li class="entry" data-id={id} data-outcome={outcome} data-marked={isMarked}>
      <button
        type="button"
        class="entry-line"
        aria-expanded={isOpen}
        onClick={() => {
          toggle(isOpen ? undefined : id)
          if (!isOpen && entry.mid !== undefined) openMessageBeside(entry, openMessage)
        }}
      >
        <time class="digits">{time.format(atMs)}</time>
        <span class="direction" aria-hidden="true">
          {kind === 'call' ? '→' : '←'}
        </span>
        <span class="for-readers">{kind === 'call' ? 'Call' : 'Event'}</span>
        <span class="entry-name">
          {name}
          {person !== undefined && <span class="entry-person"> {person}</span>}
          {attempts > 1 && <span class="entry-person"> {attempts} times</span>}
        </span>
        <span class="entry-status digits">{status ?? outcomes[outcome]}</span>
        <span class="entry-ms digits" data-slow={ms !== undefined && ms > SLOW_MS}>
          {ms === undefined ? '' : msText(ms)}
        </span>
        <span class="for-readers">{outcomes[outcome]}</span>
      </button>
      {isOpen && (
        <EntryDetail entry={entry} detail={detail} sendAgain={sendAgain} openMessage={openMessage} />
      )}
    </li>
  )
})

/** Where the conversation is seen beside the log, its message is marked at once. */
function openMessageBeside(entry: ActivityEntry, openMessage: (entry: ActivityEntry) => void): void {
  if (matchMedia('(min-width: 720px)').matches) openMessage(entry)
}

const msText = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)
