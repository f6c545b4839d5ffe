import {viewClock} from '../../chat/clock-view.ts'
import {PlatformError} from '../../errors.ts'
import {isEmulatedTime} from '../../state/time.ts'
import {findPage} from '../graph-call.ts'
import type {Admin, Handlers} from '../handler.ts'
import type {Clock} from '../protocol.ts'

export const clockHandlers = {
  'GET clock/due': ({world, chat, faults, identity: {asOf}}, {query}) =>
    viewClock(world, findPage(world.state, query.page), {
      retries: chat.delivery.retries(),
      faults: faults.list(),
      psid: query.psid,
      asOf,
    }),
  'GET clock': readClock,
  'POST clock': (admin, {json}) => {
    const {now, advanceMs = 0, reset} = json()
    if (reset === true) {
      admin.setClock(undefined)
      return readClock(admin)
    }
    const target = (now === undefined ? admin.world.now() : Date.parse(String(now))) + Number(advanceMs)
    if (!isEmulatedTime(target))
      throw new PlatformError(100, `"${now ?? advanceMs}" is not a time; write 2026-11-22T12:00:00Z`)
    admin.setClock(target)
    return readClock(admin)
  },
} satisfies Partial<Handlers>

function readClock({world}: Admin): Clock {
  return {now: new Date(world.now()).toISOString(), offsetMs: world.state.clockOffsetMs}
}
