import {Component, type JSX} from 'preact'
import type {TurnRow} from './rows.ts'
import {msText} from './texts.ts'

interface TurnProps {
  readonly row: TurnRow
  /** First name of the person. */
  readonly person: string | undefined
}

/** A rule before an act of a person: who, how long the bot thought, and how long the platform took to send. */
export class Turn extends Component<TurnProps> {
  override shouldComponentUpdate({row, person}: TurnProps): boolean {
    const {row: old, person: known} = this.props
    return (
      person !== known ||
      row.entry !== old.entry ||
      row.thoughtMs !== old.thoughtMs ||
      row.sends !== old.sends ||
      row.sendMs !== old.sendMs
    )
  }

  override render(): JSX.Element {
    const {row, person} = this.props
    const {thoughtMs, sends, sendMs, entry} = row
    const times = [
      ...(thoughtMs === undefined ? [] : [`bot thought ${msText(thoughtMs)}`]),
      ...(sends === 0 ? [] : [`${sends === 1 ? 'send' : `${sends} sends`} ${msText(sendMs)}`]),
    ]
    return (
      <li class="log-turn">
        <h3 class="log-turn-name">{person ?? entry.psid ?? 'Somebody'}</h3>
        {times.length > 0 && <span class="log-turn-times">{times.join(' · ')}</span>}
      </li>
    )
  }
}
