import type {Fault, ListedFault} from '../../../emulator/core/faults.ts'
import type {Table} from '../../../terminal/view.ts'

/** A row for each fault. */
export function faultTable(faults: readonly ListedFault[]): Table {
  return {
    columns: ['id', 'meets', 'effect', 'struck', 'ends'],
    rows: faults.map(fault => [
      fault.id,
      tellWhat(fault),
      tellEffect(fault.effect),
      `${fault.struck} of ${fault.met}`,
      tellEnd(fault),
    ]),
    whole: ['id'],
    leaveOut: ['struck'],
    empty: 'There are no faults. Add one: msgr emulator fault add --help',
  }
}

function tellWhat({event, method = 'any', path = 'any path'}: Fault): string {
  if (event === undefined) return `${method} ${path}`
  return event === '*' ? 'every delivery' : `deliveries of ${event}`
}

function tellEnd({isOver, nth, times, struck, forMs}: ListedFault): string {
  if (isOver) return 'over'
  const ends = [
    ...(nth === undefined ? [] : [`with number ${nth}`]),
    ...(times === undefined ? [] : [`after ${times - struck} more`]),
    ...(forMs === undefined ? [] : [`${Math.round(forMs / 1000)} s after it was added`]),
  ]
  return ends.length === 0 ? 'when cleared' : ends.join(', ')
}

function tellEffect(effect: Fault['effect']): string {
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
