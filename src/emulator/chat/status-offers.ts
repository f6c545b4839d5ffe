import {explainGraphError} from '../../platform/graph-errors.ts'
import type {PageId} from '../../platform/ids.ts'
import type {EventRecord, UndeliveredRecord} from '../events/activity-log.ts'
import type {Undelivered} from '../events/undelivered.ts'
import type {ListedFault} from '../graph/faults.ts'
import {pageTokenOf} from '../state/seed.ts'
import type {State} from '../state/state.ts'
import {paramsOf, tokenOf} from './call-params.ts'
import type {Chat} from './chat.ts'
import {emulatorCommand, listenCommand, subscribeCommand} from './commands-for.ts'
import type {RefusedSend} from './refused-sends.ts'
import type {Offer} from './status-types.ts'

/** Sends the event of an entry once more. */
export const sendAgain = (entry: string, label: string): Offer => ({
  label,
  remedy: {does: 'send-again', thenSend: entry},
})

/** What helps when nobody receives an event. */
export function offersForUndelivered(
  why: Undelivered,
  {number, parcel}: UndeliveredRecord,
  state: State,
): readonly Offer[] {
  const {pageId} = parcel.event
  if (why.reason === 'no-webhook') return [{label: 'Start your bot, then this', command: listenCommand}]
  if (why.reason === 'not-in-control') return []
  const {field, appId} = why
  const app = state.apps[appId]
  const command = app === undefined ? undefined : subscribeCommand(app, pageId, why, state)
  return [
    {
      label: `Subscribe to ${field} and send it again`,
      remedy: {does: 'subscribe', appId, pageId, field, thenSend: `a${number}`},
      ...(command === undefined ? {} : {command}),
    },
  ]
}

/** What helps when the bot did not take an event. @param isWaiting whether the platform tries again by itself. */
export function offersForFailure(
  {number, delivery: {appId, pageId}}: EventRecord,
  isWaiting: boolean,
): readonly Offer[] {
  if (!isWaiting) return [sendAgain(`a${number}`, 'Send it again')]
  return [{label: 'Try now', remedy: {does: 'retry', appId, pageId}}]
}

/** What helps when the platform refused what the bot sent: each ends with the event once more, so that the bot answers again. */
export function offersForRefusal(
  {record, refusal}: RefusedSend,
  event: EventRecord,
  state: State,
  {faults}: Chat,
): readonly Offer[] {
  const thenSend = `a${event.number}`
  const {pageId} = event.delivery
  const fault = faultBehind(faults.list(), refusal.code)
  if (fault !== undefined)
    return [
      {
        label: 'Remove the fault and send it again',
        remedy: {does: 'remove-fault', id: fault.id, thenSend},
        command: 'msgr emulator fault clear',
      },
    ]
  const rule = explainGraphError(refusal.code ?? 0, {subcode: refusal.subcode, said: refusal.message})
  if (rule.kind === 'throttle')
    return [
      {
        label: 'Lift the limits and send it again',
        remedy: {does: 'lift-limits', thenSend},
        command: 'msgr emulator limits --rates off',
      },
    ]
  if (rule.kind === 'token') {
    const [app] = Object.values(state.apps)
    const own = app === undefined ? undefined : pageTokenOf(state, app.id, pageId as PageId)?.text
    const isOwn = own !== undefined && tokenOf(record, paramsOf(record)) === own
    if (!isOwn) return [{label: 'The tokens of the emulator', command: 'msgr emulator token show'}]
    return [
      {
        label: 'Make the token valid and send it again',
        remedy: {does: 'restore-token', pageId, thenSend},
        command: emulatorCommand('token change --restore', pageId, state),
      },
    ]
  }
  if (state.pages[pageId]?.isRestricted === true && rule.kind === 'page')
    return [
      {
        label: 'Let the Page send and send it again',
        remedy: {does: 'lift-restriction', pageId, thenSend},
        command: emulatorCommand('page --restricted no', pageId, state),
      },
    ]
  return [sendAgain(thenSend, 'Send it again')]
}

/** The fault that makes calls fail in this way, if one still does. */
function faultBehind(faults: readonly ListedFault[], code: number | undefined): ListedFault | undefined {
  return faults.find(({effect, isOver, struck, event}) => {
    if (isOver || struck === 0 || event !== undefined) return false
    return effect.kind === 'error' ? effect.code === code : code === undefined && effect.kind !== 'delay'
  })
}
