import type * as z from 'zod'
import {fault, type RuleFault} from './faults.ts'
import {isObject} from './fields-schema.ts'
import {judgeSendMessage, type SendMessageOptions} from './messages-check.ts'
import {type NormalBody, normalBody} from './normal-body.ts'
import {flowChangeSchema, newFlowSchema} from './welcome-message-flows-schema.ts'
import type {Wire} from './wire.ts'

/** Every fault of a welcome message flow to be created, at once, and the flow as the platform reads it. */
export function judgeNewFlow(
  given: unknown,
  options: SendMessageOptions,
): NormalBody<Wire<typeof newFlowSchema>> {
  return judged(newFlowSchema, given, options)
}

/** The same for a change, which needs at least one of the three keys. */
export function judgeFlowChange(
  given: unknown,
  options: SendMessageOptions,
): NormalBody<Wire<typeof flowChangeSchema>> {
  const {value, faults} = judged(flowChangeSchema, given, options)
  if (!isObject(value) || Object.keys(value).length > 0) return {value, faults}
  const missing = fault(
    'missing',
    [],
    'names nothing to change: name, eligible_platforms or welcome_message_flow',
  )
  return {value, faults: [...faults, missing]}
}

function judged<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  options: SendMessageOptions,
): NormalBody<Wire<Schema>> {
  const {value, faults} = normalBody(schema, withPlatformsInLowerCase(given))
  if (!isObject(value) || !Array.isArray(value['welcome_message_flow'])) return {value, faults}
  const steps: readonly unknown[] = value['welcome_message_flow']
  const read = steps.map((step, index) =>
    isObject(step) && isObject(step['message'])
      ? judgeSendMessage(step['message'], {...options, at: ['welcome_message_flow', index, 'message']})
      : undefined,
  )
  // The rules of the Send API go further than the schema, which finds the same faults again.
  const isOfMessage = ({segments}: RuleFault) =>
    segments[0] === 'welcome_message_flow' &&
    read[Number(segments[1])] !== undefined &&
    segments[2] === 'message'
  return {
    value: {
      ...value,
      welcome_message_flow: steps.map((step, index) =>
        read[index] === undefined ? step : {...(step as object), message: read[index].message},
      ),
    } as Wire<Schema>,
    faults: [...faults.filter(each => !isOfMessage(each)), ...read.flatMap(each => each?.faults ?? [])],
  }
}

/** Meta's SDKs write platforms in capitals, its guide does not. */
function withPlatformsInLowerCase(given: unknown): unknown {
  if (!isObject(given) || !Array.isArray(given['eligible_platforms'])) return given
  const platforms = given['eligible_platforms'].map(each =>
    typeof each === 'string' ? each.toLowerCase() : each,
  )
  return {...given, eligible_platforms: platforms}
}
