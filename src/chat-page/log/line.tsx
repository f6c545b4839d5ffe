import {Component, type JSX} from 'preact'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import type {Client} from '../data/client.ts'
import {msText, nameText, outcomeText, refusalText, secondOf} from './texts.ts'
import {Waiting} from './waiting.tsx'

interface LineProps {
  readonly entry: ActivityEntry
  /** Whether it belongs to the chosen message. */
  readonly isMarked: boolean
  readonly isOpen: boolean
  /** Whether it is the Tab stop; the arrow keys move on from it. */
  readonly isStop: boolean
  /** First name of the person concerned. */
  readonly person: string | undefined
  /** Whether the rule above the line names the person. */
  readonly isInTurn: boolean
  readonly client: Client
}

const signs = {ok: '✓', refused: '!', failed: '✕', pending: '…', undelivered: '∅'}

/**
 * A call or an event in one line, always of the same height: no line moves when the answer of another comes. Redrawn only when
 * one of its props changes.
 */
export class Line extends Component<LineProps> {
  override shouldComponentUpdate(next: LineProps): boolean {
    return (Object.keys(next) as (keyof LineProps)[]).some(key => next[key] !== this.props[key])
  }

  override render(): JSX.Element {
    const {entry, isMarked, isOpen, isStop, person, isInTurn, client} = this.props
    const {id, kind, atMs, gist, error, outcome, status, ms, attempts = 1} = entry
    const name = nameText(entry)
    return (
      <div
        class={`log-item ${outcome}${isMarked ? ' marked' : ''}${gist === undefined ? ' without-gist' : ''}`}
        id={`line-${id}`}
      >
        <button
          type="button"
          class="log-line"
          aria-expanded={isOpen}
          tabIndex={isStop ? 0 : -1}
          onClick={() => (isOpen ? client.closeEntry() : client.openEntry(entry))}
        >
          <span class="log-time">{secondOf(atMs)}</span>
          <span class="log-arrow" role="img" aria-label={kind === 'call' ? 'call' : 'event'}>
            {kind === 'call' ? '→' : '←'}
          </span>
          <span class="log-name" title={name}>
            {name}
            {person !== undefined && <span class={`log-person${isInTurn ? ' known' : ''}`}> {person}</span>}
          </span>
          {gist !== undefined && (
            <span class="log-gist" title={gist}>
              {gist}
            </span>
          )}
          {error !== undefined && (
            <span class="log-error" title={refusalText(error)}>
              {refusalText(error)}
            </span>
          )}
          {attempts > 1 && <span class="log-attempts">×{attempts}</span>}
          <span class="log-status">
            <span class="log-sign" role="img" aria-label={outcomeText[outcome]}>
              {signs[outcome]}
            </span>
            {status}
          </span>
          <span class="log-ms">{ms === undefined ? <Waiting entry={entry} /> : msText(ms)}</span>
        </button>
      </div>
    )
  }
}
