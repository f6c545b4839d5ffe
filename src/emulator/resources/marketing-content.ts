import {isObject} from '../../platform/fields-schema.ts'
import {
  marketingMessageDates as dates,
  type MarketingMessageRequest,
} from '../../platform/marketing-messages.ts'
import {judgeMarketingRequest} from '../../platform/marketing-messages-check.ts'
import type {Params} from '../../platform/route.ts'
import type {RuleFault} from '../../platform/rule-fault.ts'
import {missingParameter, type PlatformError} from '../errors.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {invalid, refusalOf} from './refusals.ts'

type Json = Readonly<Record<string, unknown>>

const keys = ['message_id', 'messenger_delivery_data', 'message', 'min_conversation_gap_seconds']

/** A request as the platform reads it, and what is wrong with its message. */
export interface JudgedMarketing {
  readonly request: MarketingMessageRequest
  /** The refusal of the message; undefined for one that may be sent. */
  readonly refusal: PlatformError | undefined
}

/** @throws {PlatformError} when the campaign, the subscriber or the message is missing. */
export function judgeMarketing(world: World, params: Params): JudgedMarketing {
  const asked = Object.fromEntries(
    keys.flatMap(key => (params[key] === undefined ? [] : [[key, params[key]]])),
  )
  const {request, faults} = judgeMarketingRequest(asked, {today: world.today(), isEmulated: true})
  const missed = faults.find(({rule, segments}) => rule === 'missing' && segments[0] !== 'message')
  if (missed !== undefined) throw missingParameter(toParam(missed.segments))
  const whole = faults.find(({segments}) => segments.length === 1)
  if (whole !== undefined) throw refusalOf([whole]) ?? missingParameter(toParam(whole.segments))
  const serious = faults.filter(({severity, rule}) => severity !== 'warning' && rule !== 'not-public')
  const [first] = serious
  return {request, refusal: tooEarly(world, request.message) ?? (first && refusalFor(first))}
}

/** The same for a message alone. */
export function judgeMarketingMessage(
  world: World,
  message: unknown,
): {readonly message: unknown; readonly refusal: PlatformError | undefined} {
  const target = {message_id: '1', messenger_delivery_data: {subscription_token: '1'}}
  const {request, refusal} = judgeMarketing(world, {...target, message})
  return {message: request.message, refusal}
}

const toParam = ([first = '', ...rest]: RuleFault['segments']): string =>
  `${first}${rest.map(segment => `[${segment}]`).join('')}`

/** A number of the Marketing Messages API where one fits, the words of the Send API for the rest. */
function refusalFor(fault: RuleFault): PlatformError | undefined {
  const code = codeOf(fault)
  return code === undefined ? refusalOf([fault]) : marketingRefusal(code)
}

/** Which of 2300046 to 48 is which, and what counts as an incomplete message, is inferred. */
function codeOf({rule, segments, limit, value}: RuleFault): number | undefined {
  const last = segments.findLast(segment => typeof segment === 'string')
  const isAbsent = rule === 'missing' || rule === 'empty' || value === ''
  const isInButton = segments.includes('buttons') && last !== 'buttons'
  if (rule === 'placeholder') return 2_300_038
  if (last === 'buttons') return Array.isArray(value) && value.length > 3 ? 2_300_026 : 2_300_074
  if (isInButton && last === 'type') return 2_300_023
  if (last === 'image_urls' && rule === 'count') return limit === 1 ? 2_300_047 : 2_300_046
  if (last === 'image_urls') return 2_300_048
  if (last === 'image_url' || segments.includes('image_urls')) return 2_300_022
  if (last === 'video_id') return 2_300_021
  if (last === 'expire_time') return 2_300_072
  if (last === 'url') return isAbsent ? 2_300_024 : 2_300_077
  if (last === 'coupon_url' && !isAbsent) return 2_300_077
  if (last === 'title' && isAbsent) return 2_300_025
  return isAbsent && segments.includes('payload') ? 2_300_076 : undefined
}

/** What the platform did not take yet on the emulated day, and breaks of lines in buttons. */
function tooEarly(world: World, message: unknown): PlatformError | undefined {
  if (!isObject(message)) return undefined
  const today = world.today()
  if (message['quick_replies'] !== undefined && today < dates.quickReplies)
    return invalid('Invalid keys "quick_replies" were found in param "message".')
  const payload = templateIn(message) ?? {}
  if (payload['template_type'] === 'coupon' && today < dates.coupon)
    return invalid('Param message[attachment][payload][template_type] does not know "coupon".')
  for (const {type, title} of buttonsIn(payload)) {
    if (type === 'postback' && today < dates.postback) return marketingRefusal(2_300_023)
    if (type === 'app' && today < dates.appButton) return marketingRefusal(2_300_023)
    if (/[\r\n]/.test(String(title ?? ''))) return marketingRefusal(2_300_073)
  }
  return undefined
}

function buttonsIn({buttons, elements}: Json): readonly Json[] {
  const own = Array.isArray(buttons) ? buttons : []
  const inner = Array.isArray(elements) ? elements.filter(isObject).flatMap(buttonsIn) : []
  return [...own.filter(isObject), ...inner]
}

/** The payload of a template, if the message is one. */
export function templateIn(message: Json): Json | undefined {
  const {attachment} = message
  if (!isObject(attachment) || attachment['type'] !== 'template') return undefined
  const {payload} = attachment
  return isObject(payload) ? payload : {}
}

const macro = /\{\{([^{}]*)\}\}/g

/** The names of a person in the places of the macros. @throws {PlatformError} 2300038 for a name the person does not have. */
export function withNames(message: Json, person: Person | undefined): Json {
  const payload = templateIn(message)
  if (payload === undefined || person === undefined) return message
  const {firstName, lastName} = person
  const names: Readonly<Record<string, string>> = {
    first_name: firstName,
    last_name: lastName,
    full_name: `${firstName} ${lastName}`.trim(),
  }
  const fill = (value: unknown): unknown => {
    if (typeof value !== 'string') return value
    return value.replace(macro, (whole, name: string) => {
      if (!Object.hasOwn(names, name)) return whole
      const known = names[name] ?? ''
      if (known === '') throw marketingRefusal(2_300_038)
      return known
    })
  }
  const filled = (part: Json): Json =>
    Object.fromEntries(
      Object.entries(part).map(([key, value]) => {
        if (key === 'elements' && Array.isArray(value))
          return [key, value.map(each => (isObject(each) ? filled(each) : each))]
        return [key, filledKeys.includes(key) ? fill(value) : value]
      }),
    )
  return {...message, attachment: {...(message['attachment'] as Json), payload: filled(payload)}}
}

const filledKeys = ['title', 'subtitle', 'text', 'coupon_pre_message']
