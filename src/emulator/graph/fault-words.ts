import type {Fault, ListedFault} from './faults.ts'

/** `POST /me/messages`, `deliveries of messages` */
export function describeMatch({event, method = 'any', path = 'any path'}: Partial<Fault>): string {
  if (event === undefined) return `${method} ${path}`
  return event === '*' ? 'every delivery' : `deliveries of ${event}`
}

/** `error 613, carried out`, `connection broken` */
export function describeEffect(effect: Fault['effect']): string {
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

/** When a fault ends, as it was added: `after 3 more`, `600 s after it was added`. */
export function describeEnd({
  isOver,
  nth,
  times,
  struck,
  forMs,
}: Pick<ListedFault, 'isOver' | 'nth' | 'times' | 'struck' | 'forMs'>): string {
  if (isOver) return 'over'
  const ends = [
    ...(nth === undefined ? [] : [`after number ${nth}`]),
    ...(times === undefined ? [] : [`after ${times - struck} more`]),
    ...(forMs === undefined ? [] : [`${Math.round(forMs / 1000)} s after it was added`]),
  ]
  return ends.length === 0 ? 'when cleared' : ends.join(', ')
}
