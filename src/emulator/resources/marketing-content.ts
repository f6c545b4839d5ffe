import {isObject} from '../../platform/fields-schema.ts'
import {
  marketingMessageDates as dates,
  marketingMessageLimits as limits,
  marketingMacros,
} from '../../platform/marketing-messages.ts'
import {judgeSendRequest} from '../../platform/messages-check.ts'
import {missingParameter, PlatformError} from '../errors.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {invalid, notOneOf, refusalOf} from './refusals.ts'

type Json = Readonly<Record<string, unknown>>

const templateTypes = ['button', 'generic', 'coupon', 'media', 'product', 'receipt']
const macro = /\{\{\s*([^{}]*?)\s*\}\}/g

/**
 * The message of a marketing message, checked.
 * @throws {PlatformError} for what marketing messages do not take. Where no number is documented for it, as the Send API does.
 */
export function demandMarketingMessage(world: World, message: unknown): Json {
  if (message === undefined || message === '') throw missingParameter('message')
  if (!isObject(message)) throw invalid('Param message must be an object.')
  const payload = templateIn(message)
  if (payload === undefined) demandAsSendApi(world, message)
  else demandTemplate(world, message, payload)
  const {quick_replies: replies} = message
  if (replies !== undefined && (world.today() < dates.quickReplies || !Array.isArray(replies)))
    throw invalid('Invalid keys "quick_replies" were found in param "message".')
  if (typeof message['text'] === 'string') demandLength('message[text]', message['text'], limits.text)
  return message
}

/** The payload of a template, if the message is one. */
export function templateIn(message: Json): Json | undefined {
  const {attachment} = message
  if (!isObject(attachment) || attachment['type'] !== 'template') return undefined
  const {payload} = attachment
  return isObject(payload) ? payload : {}
}

function demandTemplate(world: World, message: Json, payload: Json): void {
  const {template_type: type} = payload
  const known = templateTypes.find(each => each === type)
  if (known === undefined || (known === 'coupon' && world.today() < dates.coupon))
    throw notOneOf('message[attachment][payload][template_type]', templateTypes, type)
  if (known === 'button') {
    demandText(payload['text'], 'text', limits.text)
    demandButtons(world, payload['buttons'])
  } else if (known === 'generic') demandElements(world, payload)
  else if (known === 'coupon') demandCoupon(payload)
  else demandAsSendApi(world, message)
}

/** Parts that both take alike. */
function demandAsSendApi(world: World, message: Json): void {
  const {faults} = judgeSendRequest(
    {messaging_type: 'RESPONSE', message},
    {today: world.today(), needsRecipient: false, isStrict: true, isEmulated: true},
  )
  const refusal = refusalOf(faults.filter(({severity}) => severity !== 'warning'))
  if (refusal !== undefined) throw refusal
}

function demandElements(world: World, payload: Json): void {
  const {elements, text} = payload
  if (!Array.isArray(elements) || elements.length === 0) throw marketingRefusal(2_300_076)
  if (elements.length > limits.elements)
    throw new PlatformError(105, '(#105) param elements has too many elements.')
  if (text !== undefined) demandMacros(text)
  for (const element of elements) {
    if (!isObject(element)) throw marketingRefusal(2_300_076)
    demandText(element['title'], 'title', limits.title)
    if (element['subtitle'] !== undefined) {
      demandLength('subtitle', String(element['subtitle']), limits.subtitle)
      demandMacros(element['subtitle'])
    }
    demandImages(element, elements.length)
    demandMedia(element)
    if (element['buttons'] !== undefined)
      demandButtons(world, element['buttons'], element['media_type'] === 'video')
    const {default_action: action} = element
    if (isObject(action)) demandUrl(action['url'])
  }
}

/** Which of the three numbers of pictures says what is not documented. */
function demandImages({image_url: one, image_urls: many}: Json, elements: number): void {
  if (one !== undefined && !isHttpUrl(one)) throw marketingRefusal(2_300_022)
  if (many === undefined) return
  if (one !== undefined || elements > 1 || !Array.isArray(many)) throw marketingRefusal(2_300_048)
  if (many.length === 0 || many.length > limits.images) throw marketingRefusal(2_300_046)
  if (many.filter(each => isObject(each) && each['is_hero_image'] === true).length > 1)
    throw marketingRefusal(2_300_047)
  if (many.some(each => !isHttpUrl(isObject(each) ? each['url'] : each))) throw marketingRefusal(2_300_022)
}

function demandMedia({media_type: type, video_id: video}: Json): void {
  if (type !== undefined && type !== 'image' && type !== 'video')
    throw notOneOf('media_type', ['image', 'video'], type)
  if (type === 'video' ? !/^\d{5,20}$/.test(String(video)) : video !== undefined)
    throw marketingRefusal(2_300_021)
}

function demandCoupon(payload: Json): void {
  demandText(payload['title'], 'title', limits.title)
  if (payload['subtitle'] !== undefined) {
    demandLength('subtitle', String(payload['subtitle']), limits.subtitle)
    demandMacros(payload['subtitle'])
  }
  if (payload['coupon_pre_message'] !== undefined) demandMacros(payload['coupon_pre_message'])
  if (!payload['coupon_code'] || !payload['coupon_url']) throw marketingRefusal(2_300_076)
  demandUrl(payload['coupon_url'])
  const {expire_time: end, image_url: image} = payload
  if (end !== undefined && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(end)))
    throw marketingRefusal(2_300_072)
  if (image !== undefined && !isHttpUrl(image)) throw marketingRefusal(2_300_022)
}

function demandButtons(world: World, buttons: unknown, isVideo = false): void {
  if (!Array.isArray(buttons) || buttons.length === 0) throw marketingRefusal(2_300_074)
  if (buttons.length > limits.buttons) throw marketingRefusal(2_300_026)
  for (const button of buttons) {
    const {type, title, url, payload} = (isObject(button) ? button : {}) as Json
    const isKnown =
      type === 'web_url' ||
      (type === 'postback' && !isVideo && world.today() >= dates.postback) ||
      (type === 'app' && world.today() >= dates.appButton)
    if (!isKnown) throw marketingRefusal(2_300_023)
    if (type !== 'app' && (title === undefined || title === '')) throw marketingRefusal(2_300_025)
    if (/[\r\n]/.test(String(title ?? ''))) throw marketingRefusal(2_300_073)
    if (String(title ?? '').match(macro) !== null) throw marketingRefusal(2_300_038)
    if (type === 'web_url') demandUrl(url)
    if (type === 'postback' && payload === undefined) throw marketingRefusal(2_300_076)
  }
}

function demandUrl(url: unknown): void {
  if (url === undefined || url === '') throw marketingRefusal(2_300_024)
  if (!isHttpUrl(url)) throw marketingRefusal(2_300_077)
}

const isHttpUrl = (url: unknown): boolean =>
  typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url)

function demandText(text: unknown, param: string, limit: number): void {
  if (typeof text !== 'string' || text === '') throw marketingRefusal(2_300_025)
  demandLength(param, text, limit)
  demandMacros(text)
}

function demandLength(param: string, text: string, limit: number): void {
  if ([...text].length <= limit) return
  throw invalid(`Length of param ${param} must be less than or equal to ${limit}`)
}

/** @throws {PlatformError} 2300038 for a placeholder that the platform cannot fill in. */
function demandMacros(text: unknown): void {
  for (const [, name] of String(text).matchAll(macro))
    if (!marketingMacros.some(each => each === name)) throw marketingRefusal(2_300_038)
}

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
