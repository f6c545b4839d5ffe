import type {Handlers} from '../handler.ts'
import {readFault} from '../read-fault.ts'

export const faultHandlers = {
  'GET faults': ({faults}) => faults.list(),
  'POST faults': ({faults}, {json}) => faults.add(readFault(json())),
  'POST faults/clear': ({faults}) => {
    faults.clear()
    return {ok: true}
  },
} satisfies Partial<Handlers>
