import {isObject} from '../../platform/fields-schema.ts'

type Json = Readonly<Record<string, unknown>>

/** The content of a preview, or undefined for any other text. */
function read(text: string): {readonly page: string; readonly message: Json} | undefined {
  try {
    const {page, message} = JSON.parse(Buffer.from(text, 'base64url').toString()) as Json
    return typeof page === 'string' && isObject(message) ? {page, message} : undefined
  } catch {
    return undefined
  }
}

/**
 * A marketing message as a whole page, which other pages show in a frame. Nothing in it runs.
 * @param text The Page's name and the message, as the address of the preview holds them.
 */
export function drawPreview(text: string): string | undefined {
  const preview = read(text)
  if (preview === undefined) return undefined
  const {page, message} = preview
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title><style>${style}</style><body><h1>${escaped(page)}</h1>${drawMessage(message)}</body></html>`
}

/** No script, no form; pictures from anywhere, as the message names them. */
export const PREVIEW_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; sandbox"

const style =
  'body{font:15px/1.35 system-ui,sans-serif;margin:12px;color:#111;background:#fff}h1{font-size:13px;color:#555;margin:0 0 8px}' +
  '.bubble,.card{background:#f0f0f0;border-radius:16px;max-width:280px;margin:0 0 6px;overflow:hidden}.bubble{padding:8px 12px}' +
  '.card>p{margin:8px 12px}.card img{display:block;width:100%}.button,.reply{display:block;padding:8px;text-align:center;color:#0653c7}' +
  '.button{border-top:1px solid #ddd}.reply{display:inline-block;border:1px solid #0653c7;border-radius:16px;padding:4px 12px;margin:2px}'

function drawMessage({text, attachment, quick_replies: replies}: Json): string {
  const parts = [
    text === undefined ? '' : bubble(text),
    isObject(attachment) ? drawAttachment(attachment) : '',
    ...listOf(replies).map(
      ({title, content_type: type}) => `<span class="reply">${escaped(title ?? type)}</span>`,
    ),
  ]
  return parts.join('')
}

function drawAttachment({type, payload}: Json): string {
  if (!isObject(payload)) return ''
  if (type !== 'template')
    return type === 'image' ? card(picture(payload['url'])) : bubble(`[${String(type)}]`)
  const {template_type: template, text, buttons, elements, coupon_pre_message: before} = payload
  if (template === 'button') return card(`<p>${escaped(text)}</p>${drawButtons(buttons)}`)
  if (template === 'coupon')
    return `${before === undefined ? '' : bubble(before)}${card(drawCoupon(payload))}`
  const greeting = template === 'generic' && text !== undefined ? bubble(text) : ''
  return (
    greeting +
    listOf(elements)
      .map(element => card(drawElement(element)))
      .join('')
  )
}

function drawElement({image_url: one, image_urls: many, title, subtitle, buttons}: Json): string {
  const pictures = [one, ...listOf(many).map(({url}) => url)].filter(url => url !== undefined).map(picture)
  return `${pictures.join('')}<p><b>${escaped(title)}</b>${subtitle === undefined ? '' : `<br>${escaped(subtitle)}`}</p>${drawButtons(buttons)}`
}

function drawCoupon(payload: Json): string {
  const {coupon_url_button_title: title = 'Open', expire_time: end, image_url: image} = payload
  const until = end === undefined ? '' : `<p>Ends ${escaped(end)}</p>`
  return `${image === undefined ? '' : picture(image)}${drawElement({title: payload['title'], subtitle: payload['subtitle']})}${until}${drawButtons([{title: 'Copy code'}, {title}])}`
}

const drawButtons = (buttons: unknown): string =>
  listOf(buttons)
    .map(({title, type}) => `<span class="button">${escaped(title ?? type)}</span>`)
    .join('')

const bubble = (text: unknown): string => `<div class="bubble">${escaped(text)}</div>`
const card = (html: string): string => `<div class="card">${html}</div>`
const picture = (url: unknown): string => `<img alt="" src="${escaped(url)}">`

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

function escaped(text: unknown): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return String(text ?? '').replace(/[&<>"']/g, each => entities[each] ?? each)
}
