import {fault, forTarget, warning} from './faults.ts'
import {isObject} from './fields-schema.ts'
import {marketingRequestSchema} from './marketing-message-schema.ts'
import {type MarketingDraft, type MarketingMessageRequest, marketingMacros} from './marketing-messages.ts'
import {faultsOfCall, type JudgedRequest, sources} from './messages-check.ts'
import {normalBody, withoutCall} from './normal-body.ts'
import {addDays} from './pacific-day.ts'
import type {RuleFault} from './rule-fault.ts'

export interface MarketingCheckOptions {
  /** The day to judge by, `YYYY-MM-DD`. */
  readonly today: string
  /** Whether campaign and subscriber must be there; a message for many people has none. Default true. */
  readonly needsTarget?: boolean
  /** Whether it is for the emulator, which fetches files from this machine too. Default false. */
  readonly isEmulated?: boolean
}

/** Every fault of a request that sends a marketing message at once; empty when it may go. Nothing is asked of the platform. */
export function checkMarketingRequest(value: unknown, options: MarketingCheckOptions): RuleFault[] {
  return judgeMarketingRequest(value, options).faults
}

/** The same, with the request as it is to be sent. */
export function judgeMarketingRequest(
  given: unknown,
  options: MarketingCheckOptions & {readonly needsTarget?: true},
): JudgedRequest<MarketingMessageRequest>
export function judgeMarketingRequest(
  given: unknown,
  options: MarketingCheckOptions,
): JudgedRequest<MarketingDraft>
export function judgeMarketingRequest(
  given: unknown,
  {today, needsTarget = true, isEmulated = false}: MarketingCheckOptions,
): JudgedRequest<MarketingDraft> {
  const {value, faults: found} = normalBody(marketingRequestSchema, withoutCall(given))
  const faults = [...faultsOfCall(given), ...forTarget(found, isEmulated)]
  if (!isObject(value)) return {request: value, faults}
  const {message} = value
  return {
    request: value,
    faults: [
      ...missing(value, needsTarget ? [...targets, 'message'] : ['message']),
      ...faults,
      ...sources(message, false),
      ...expiry(message, today),
      ...macros(message, ['message']),
    ],
  }
}

const targets = ['message_id', 'messenger_delivery_data']

type Keys = Readonly<Record<string, unknown>>
type Segments = RuleFault['segments']

function missing(request: Keys, needed: readonly string[]): RuleFault[] {
  return needed.flatMap(key =>
    request[key] === undefined ? [fault('missing', [key], `is missing${whatIs[key] ?? ''}`)] : [],
  )
}

const whatIs: Readonly<Record<string, string>> = {
  message_id: ': the campaign',
  messenger_delivery_data: ': the `subscription_token` of the subscriber',
}

/** An offer that has ended. The time zone is not documented, so that one of yesterday may still run somewhere. */
function expiry(message: unknown, today: string): RuleFault[] {
  const payload = templateIn(message)
  const value = payload?.['expire_time']
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2} /.test(value)) return []
  const day = value.slice(0, 'YYYY-MM-DD'.length)
  const at = ['message', 'attachment', 'payload', 'expire_time']
  if (day < addDays(today, -1)) return [fault('range', at, `\`${value}\` has passed`, {value})]
  return day < today ? [warning('range', at, `\`${value}\` has passed in most time zones`, {value})] : []
}

function templateIn(message: unknown): Keys | undefined {
  const attachment = isObject(message) ? message['attachment'] : undefined
  const isTemplate = isObject(attachment) && attachment['type'] === 'template'
  return isTemplate && isObject(attachment['payload']) ? attachment['payload'] : undefined
}

/** The places of macros, as the last parts of a path; positions in lists are `*`. */
const placesOfMacros = [
  'message.attachment.payload.elements.*.title',
  'message.attachment.payload.elements.*.subtitle',
  'message.attachment.payload.title',
  'message.attachment.payload.subtitle',
  'message.attachment.payload.coupon_pre_message',
]

/** The greeting of cards has the key that the text above buttons has. */
const placesInCards = [...placesOfMacros, 'message.attachment.payload.text']

/** Whether the platform fills in macros at a place of a message. @param segments from `message` on */
export function hasMacrosAt(message: unknown, segments: Segments): boolean {
  const places = templateIn(message)?.['template_type'] === 'generic' ? placesInCards : placesOfMacros
  return places.includes(segments.map(each => (typeof each === 'number' ? '*' : each)).join('.'))
}

/** Macros where the platform fills in none, and names that it does not know. */
function macros(message: unknown, at: Segments): RuleFault[] {
  const search = (value: unknown, segments: Segments): RuleFault[] => {
    if (typeof value === 'string') return macrosIn(value, segments, hasMacrosAt(message, segments))
    if (Array.isArray(value)) return value.flatMap((each, index) => search(each, [...segments, index]))
    if (!isObject(value)) return []
    return Object.entries(value).flatMap(([key, each]) => search(each, [...segments, key]))
  }
  return search(message, at)
}

function macrosIn(text: string, segments: Segments, isAllowed: boolean): RuleFault[] {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].flatMap(([written, name = '']) => {
    if (!known.includes(name))
      return [
        fault('placeholder', segments, `${written} is not filled in by the platform, only ${listed}`, {
          value: text,
        }),
      ]
    return isAllowed
      ? []
      : [
          fault(
            'placeholder',
            segments,
            `${written} is only filled in in titles, subtitles, the greeting of cards and \`coupon_pre_message\``,
            {value: text},
          ),
        ]
  })
}

const known: readonly string[] = marketingMacros
const listed = marketingMacros.map(name => `{{${name}}}`).join(', ')
