import {PlatformError} from '../../errors.ts'
import type {Handlers} from '../handler.ts'
import {readFault} from '../read-fault.ts'

export const faultHandlers = {
  'GET faults': ({faults}) => faults.list(),
  'POST faults': ({faults}, {json}) => faults.add(readFault(json())),
  'POST faults/clear': ({faults}, {json}) => {
    const {id} = json()
    if (id === undefined) faults.clear()
    else if (!faults.remove(Number(id))) throw new PlatformError(100, `There is no fault ${id}`)
    return {ok: true}
  },
} satisfies Partial<Handlers>
