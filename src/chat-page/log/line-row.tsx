import {Component, type JSX} from 'preact'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import type {Client} from '../data/client.ts'
import {Line} from './line.tsx'
import type {LineRow} from './rows.ts'

interface LineRowProps {
  readonly row: LineRow
  readonly marked: ReadonlySet<string>
  readonly openEntry: string | undefined
  /** The line that is the Tab stop. */
  readonly stop: string | undefined
  readonly isUnfolded: boolean
  readonly names: ReadonlyMap<string, string>
  readonly client: Client
  /** Folds or unfolds the receipts of a line. */
  readonly toggle: (id: string) => void
}

const words: Readonly<Record<string, string>> = {
  message_echoes: 'echo',
  message_deliveries: 'delivery',
  message_reads: 'read',
}

/** A line, and its receipts behind a button. Redrawn only when something that it shows changes. */
export class LineInList extends Component<LineRowProps> {
  override shouldComponentUpdate(next: LineRowProps): boolean {
    const {row, isUnfolded, names, marked, openEntry, stop} = this.props
    if (row.entry !== next.row.entry || row.turnOf !== next.row.turnOf) return true
    if (isUnfolded !== next.isUnfolded || names !== next.names) return true
    if (!areSame(row.receipts, next.row.receipts)) return true
    const ids = [row.entry, ...row.receipts].map(({id}) => id)
    return ids.some(
      id =>
        marked.has(id) !== next.marked.has(id) ||
        (openEntry === id) !== (next.openEntry === id) ||
        (stop === id) !== (next.stop === id),
    )
  }

  override render(): JSX.Element {
    const {row, isUnfolded, marked, openEntry, stop, toggle} = this.props
    const {entry, receipts} = row
    const count = receipts.length
    const isOpen = isUnfolded || receipts.some(({id}) => marked.has(id) || openEntry === id)
    return (
      <li class="log-row">
        <div class="log-row-head">
          {this.#line(entry)}
          {count > 0 && (
            <button
              type="button"
              class="log-fold"
              aria-expanded={isOpen}
              aria-label={`${count} ${count === 1 ? 'receipt' : 'receipts'}`}
              title={receipts.map(each => words[each.topic] ?? each.topic).join(', ')}
              tabIndex={stop === entry.id ? 0 : -1}
              onClick={() => toggle(entry.id)}
            >
              <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
              {count}
            </button>
          )}
        </div>
        {isOpen && count > 0 && (
          <ul class="log-receipts">
            {receipts.map(receipt => (
              <li key={receipt.id}>{this.#line(receipt)}</li>
            ))}
          </ul>
        )}
      </li>
    )
  }

  #line(entry: ActivityEntry): JSX.Element {
    const {row, marked, openEntry, stop, names, client} = this.props
    return (
      <Line
        entry={entry}
        isMarked={marked.has(entry.id)}
        isOpen={entry.id === openEntry}
        isStop={entry.id === stop}
        person={names.get(entry.psid ?? '')}
        isInTurn={entry.psid === row.turnOf}
        client={client}
      />
    )
  }
}

const areSame = (some: readonly ActivityEntry[], others: readonly ActivityEntry[]): boolean =>
  some.length === others.length && some.every((entry, at) => entry === others[at])
