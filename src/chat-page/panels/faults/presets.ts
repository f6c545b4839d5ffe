import type {Fault} from '../../../emulator/graph/faults.ts'

interface Preset {
  readonly name: string
  readonly fault: Fault
}

/** The calls with which a bot sends, whether it writes `me` or the Page's id. */
const sends = {method: 'POST', path: '/*/messages'} as const

/** The faults that bots meet most often, one button each. */
export const presets: readonly Preset[] = [
  {
    name: 'Rate limit the next 5 sends',
    fault: {...sends, times: 5, effect: {kind: 'error', code: 613, minutes: 1}},
  },
  {name: 'Never answer the next send', fault: {...sends, times: 1, effect: {kind: 'withhold'}}},
  {
    name: 'Accept the next send and break the connection',
    fault: {...sends, times: 1, effect: {kind: 'reset', accept: true}},
  },
  {name: 'Answer every send 3 s late', fault: {...sends, effect: {kind: 'delay', ms: 3_000}}},
  {name: 'Deliver everything twice', fault: {event: '*', effect: {kind: 'duplicate', copies: 1}}},
  {name: 'Deliver every message late', fault: {event: 'messages', effect: {kind: 'late', events: 1}}},
]
