import {fault, type RuleFault} from './faults.ts'
import {isObject} from './fields-schema.ts'
import {dynamicName, dynamicNames, templatesNotBroadcast} from './message-creatives.ts'
import {messageLimits} from './messages.ts'
import {judgeSendMessage, type SendMessageOptions} from './messages-check.ts'

export type CreativeCheckOptions = Pick<SendMessageOptions, 'today' | 'at' | 'domains'>

/** Every fault of a message that is to become a creative. */
export function checkCreativeMessage(message: unknown, options: CreativeCheckOptions): RuleFault[] {
  return judgeCreativeMessage(message, options).faults
}

/** The same, with the message as the platform reads it. */
export function judgeCreativeMessage(
  message: unknown,
  {at = [], ...options}: CreativeCheckOptions,
): {readonly message: unknown; readonly faults: RuleFault[]} {
  if (!isObject(message))
    return {message, faults: [fault('type', at, 'is not a message', {expected: ['object']})]}
  if ('dynamic_text' in message) return {message, faults: dynamicTextFaults(message, at)}
  const judged = judgeSendMessage(message, {...options, at})
  return {...judged, faults: [...judged.faults, ...templateFaults(message, at)]}
}

function templateFaults(
  {attachment}: Readonly<Record<string, unknown>>,
  at: readonly (string | number)[],
): RuleFault[] {
  const payload = isObject(attachment) ? attachment['payload'] : undefined
  const type = isObject(payload) ? payload['template_type'] : undefined
  if (typeof type !== 'string' || !templatesNotBroadcast.some(kind => type.startsWith(kind))) return []
  const where = [...at, 'attachment', 'payload', 'template_type']
  return [fault('choice', where, `\`${type}\` was never allowed in a broadcast`, {value: type})]
}

function dynamicTextFaults(
  message: Readonly<Record<string, unknown>>,
  at: readonly (string | number)[],
): RuleFault[] {
  const where = [...at, 'dynamic_text']
  const {dynamic_text: dynamic} = message
  const others = ['text', 'attachment'].filter(key => key in message)
  if (!isObject(dynamic)) return [fault('type', where, 'is not an object', {expected: ['object']})]
  return [
    ...others.map(key => fault('choice', [...at, key], 'is not allowed beside `dynamic_text`')),
    ...['text', 'fallback_text'].flatMap(key => textFaults(dynamic[key], [...where, key])),
    ...unknownNames(dynamic['text']).map(name =>
      fault('unknown-value', [...where, 'text'], `\`{{${name}}}\` is not known; use one of: ${listed}`, {
        value: name,
        allowed: [...dynamicNames],
      }),
    ),
  ]
}

const listed = dynamicNames.map(name => `\`{{${name}}}\``).join(' and ')

function textFaults(text: unknown, where: readonly (string | number)[]): RuleFault[] {
  if (text === undefined) return [fault('missing', where, 'is missing')]
  if (typeof text !== 'string') return [fault('type', where, 'is not a text', {expected: ['string']})]
  if (text === '') return [fault('empty', where, 'is empty')]
  const {text: limit} = messageLimits
  if (text.length <= limit) return []
  return [fault('length', where, `${text.length} characters, at most ${limit}`, {limit})]
}

function unknownNames(text: unknown): string[] {
  if (typeof text !== 'string') return []
  const names = [...text.matchAll(dynamicName)].map(([, name = '']) => name)
  return names.filter(name => !dynamicNames.some(known => known === name))
}
