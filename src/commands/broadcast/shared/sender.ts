import type {Api} from '../../../api/index.ts'
import type {DeliveryOptions} from '../../../bulk/delivery-options.ts'
import {toOutcome} from './outcome.ts'

/** Sends one message of a run, once: the run decides whether and when to send it again. */
export function createSender({messages}: Pick<Api, 'messages'>): DeliveryOptions['send'] {
  return (request, signal) => toOutcome(messages.send(request, {retry: 'none', isOneOfMany: true, signal}))
}
