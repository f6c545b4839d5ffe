import {isObject} from '../../../platform/fields-schema.ts'
import type {MarketingMessage} from '../../../platform/marketing-messages.ts'
import {bubble} from '../../../terminal/bubble.ts'

const MAX_WIDTH = 60
/** Borders and the spaces inside them. */
const FRAME_WIDTH = 4

type Parts = Readonly<Record<string, unknown>>

/** A marketing message as people see it, in frames: greeting, cards with their buttons, coupon, quick replies. */
export function drawMessage(
  {text, attachment, quick_replies: replies}: MarketingMessage,
  columns: number,
): string {
  const width = Math.max(1, Math.min(MAX_WIDTH, columns - FRAME_WIDTH))
  const frames = [
    ...(text === undefined ? [] : [[text]]),
    ...(attachment === undefined ? [] : framesOf({...attachment})),
  ]
  const quick = (replies ?? []).map(reply => `( ${labelOf({...reply})} )`)
  const lines = frames.flatMap(frame =>
    bubble(
      frame.flatMap(line => line.split('\n')),
      width,
    ),
  )
  return [...lines, ...(quick.length === 0 ? [] : [quick.join(' ')])].join('\n')
}

type Frame = readonly string[]

function framesOf({type, payload}: Parts): readonly Frame[] {
  if (!isObject(payload)) return [[`[${type}]`]]
  if (type !== 'template') return [[`[${type}] ${payload['url'] ?? payload['attachment_id'] ?? ''}`.trim()]]
  switch (payload['template_type']) {
    case 'coupon':
      return couponFrames(payload)
    case 'button':
      return [[...texts(payload, 'text'), ...buttonLines(payload)]]
    default:
      return cardFrames(payload)
  }
}

function cardFrames(payload: Parts): readonly Frame[] {
  const cards = listIn(payload, 'elements').map(card => [
    ...imageLines(card),
    ...texts(card, 'title', 'subtitle'),
    ...buttonLines(card),
  ])
  const frames = [texts(payload, 'text'), ...cards].filter(lines => lines.length > 0)
  return frames.length > 0 ? frames : [[`[${payload['template_type']}]`]]
}

function couponFrames(payload: Parts): readonly Frame[] {
  const expiry = payload['expire_time']
  const card = [
    ...imageLines(payload),
    ...texts(payload, 'title', 'subtitle'),
    ...(expiry === undefined ? [] : [`ends ${expiry}, with a timer`]),
    `[ Copy code: ${payload['coupon_code']} ]`,
    `[ ${payload['coupon_url_button_title'] ?? 'Shop now'} ]`,
  ]
  return [texts(payload, 'coupon_pre_message'), card].filter(lines => lines.length > 0)
}

function imageLines(card: Parts): readonly string[] {
  if (card['media_type'] === 'video') return ['[video]']
  const count = listIn(card, 'image_urls').length + (card['image_url'] === undefined ? 0 : 1)
  return count === 0 ? [] : [count === 1 ? '[image]' : `[${count} images]`]
}

const buttonLines = (card: Parts) => listIn(card, 'buttons').map(button => `[ ${labelOf(button)} ]`)

const labelOf = ({title, content_type: kind, type}: Parts): string =>
  String(title ?? kind ?? (type === 'app' ? 'Open app' : type))

function texts(part: Parts, ...names: readonly string[]): readonly string[] {
  return names.flatMap(name => (typeof part[name] === 'string' && part[name] !== '' ? [part[name]] : []))
}

function listIn(part: Parts, name: string): readonly Parts[] {
  const list = part[name]
  return Array.isArray(list) ? list.filter(isObject) : []
}
