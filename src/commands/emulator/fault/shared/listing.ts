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
      describeMatch(fault),
      describeEffect(fault.effect),
      `${fault.struck} of ${fault.met}`,
      describeEnd(fault),
    ]),
    whole: ['id'],
    leaveOut: ['hits'],
    empty: 'There are no faults. Add one: msgr emulator fault add --help',
  }
}

function describeMatch({event, method = 'any', path = 'any path'}: OwnFault): string {
  if (event === undefined) return `${method} ${path}`
  return event === '*' ? 'every delivery' : `deliveries of ${event}`
}

function describeEnd({over, nth, times, struck, forMs}: OwnFault): string {
  if (over) return 'over'
  const ends = [
    ...(nth === undefined ? [] : [`after number ${nth}`]),
    ...(times === undefined ? [] : [`after ${times - struck} more`]),
    ...(forMs === undefined ? [] : [`${Math.round(forMs / 1000)} s after it was added`]),
  ]
  return ends.length === 0 ? 'when cleared' : ends.join(', ')
}

function describeEffect(effect: Fault['effect']): string {
  const accepted = 'accept' in effect && effect.accept === true ? ', carried out' : ''
  switch (effect.kind) {
    case 'error':
      return `error ${effect.code}${effect.subcode === undefined ? '' : `/${effect.subcode}`}${accepted}`
    case 'status':
      return `status ${effect.status}${accepted}`
    case 'delay':
      return `after ${effect.ms} ms`
    case 'reset':
      return `connection broken${accepted}`
    case 'withhold':
      return 'carried out, no answer'
    case 'duplicate':
      return `${(effect.copies ?? 1) + 1} times`
    case 'late':
      return `after ${effect.events ?? 1} later`
    case 'gather':
      return `${effect.count} in one, as ${effect.into ?? 'entries'}`
  }
}
