import {describeEffect, describeEnd, describeMatch} from '../../../../emulator/graph/fault-words.ts'
import type {Fault, ListedFault} from '../../../../emulator/graph/faults.ts'
import type {Table} from '../../../../terminal/view.ts'

/** A fault, as printed in results. */
export interface OwnFault {
  /** Undefined in a dry run, which adds no fault. */
  readonly id: string | undefined
  readonly event: string | undefined
  readonly method: string | undefined
  readonly path: string | undefined
  readonly nth: number | undefined
  readonly times: number | undefined
  /** How long it lasts. */
  readonly forMs: number | undefined
  readonly probability: number | undefined
  readonly seed: number | undefined
  readonly effect: Fault['effect']
  readonly met: number
  readonly struck: number
  readonly over: boolean
}

export function toOwnFault(fault: Fault & Partial<ListedFault>): OwnFault {
  const {id, event, method, path, nth, times, forMs, probability, seed, effect} = fault
  const {met = 0, struck = 0, isOver: over = false} = fault
  return {
    id: id === undefined ? undefined : String(id),
    ...{event, method, path, nth, times, forMs, probability, seed, effect, met, struck, over},
  }
}

/** A row for each fault. */
export function faultTable(faults: readonly OwnFault[]): Table {
  return {
    columns: ['id', 'affects', 'effect', 'hits', 'ends'],
    rows: faults.map(fault => [
      fault.id ?? '0',
      describeMatch(defined(fault)),
      describeEffect(fault.effect),
      `${fault.struck} of ${fault.met}`,
      describeEnd({...defined(fault), struck: fault.struck, isOver: fault.over}),
    ]),
    whole: ['id'],
    leaveOut: ['hits'],
    empty: 'There are no faults. Add one: msgr emulator fault add --help',
  }
}

/** A result lists every key, also those that the fault does not have. */
function defined({event, method, path, nth, times, forMs}: OwnFault): Partial<Fault> {
  const entries = Object.entries({event, method, path, nth, times, forMs})
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
