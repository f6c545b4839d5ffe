import type {FaultEffect, ListedFault} from '../../../emulator/core/faults.ts'
import type {Table} from '../../../terminal/view.ts'

/** A row for each fault. */
export function faultTable(faults: readonly ListedFault[]): Table {
  return {
    columns: ['id', 'calls', 'effect', 'struck'],
    rows: faults.map(({id, method = 'any', path = 'any path', effect, met, struck}) => [
      id,
      `${method} ${path}`,
      tellEffect(effect),
      `${struck} of ${met}`,
    ]),
    empty: 'There are no faults. Add one: msgr emulator fault add --help',
  }
}

function tellEffect(effect: FaultEffect): string {
  const accepted = effect.accept === true ? ', carried out' : ''
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
  }
}
