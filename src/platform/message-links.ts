/** Where a message has a link that opens a web page. */
export interface MessageLink {
  /** `message.attachment.payload.buttons[0].url` */
  readonly path: string
  readonly url: string
}

/**
 * The same message with each link of its buttons and cards replaced: `url` and `fallback_url` of buttons `web_url`, `url` of
 * `default_action`, and `coupon_url` of coupons. Texts and pictures stay as they are.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/buttons
 */
export function mapLinks<Message>(message: Message, map: (link: MessageLink) => string): Message {
  const walk = (value: unknown, path: string, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, `${path}[${index}]`, key))
    if (typeof value !== 'object' || value === null) return value
    const names = linkNames(value as Item, key)
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const at = path === '' ? name : `${path}.${name}`
        const isLink = names.includes(name) && typeof inner === 'string'
        return [name, isLink ? map({path: at, url: inner}) : walk(inner, at, name)]
      }),
    )
  }
  return walk(message, '', '') as Message
}

type Item = Readonly<Record<string, unknown>>

function linkNames(item: Item, key: string): readonly string[] {
  if (item['type'] === 'web_url' || key === 'default_action') return ['url', 'fallback_url']
  return item['template_type'] === 'coupon' ? ['coupon_url'] : []
}

/** All links of a message, in order. */
export function linksOf(message: unknown): readonly MessageLink[] {
  const links: MessageLink[] = []
  mapLinks(message, link => {
    links.push(link)
    return link.url
  })
  return links
}

/** Hosts whose links lead into Messenger. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/discovery/m-me-links */
const intoMessenger = /^https?:\/\/(?:www\.)?(?:m\.me|messenger\.com)(?:[/?#]|$)/i

/** Whether a link opens a conversation instead of a web page. */
export const leadsIntoMessenger = (url: string): boolean => intoMessenger.test(url)

/** A button or quick reply whose tap the platform reports. */
export interface TapTarget {
  readonly payload: string
  /** Undefined where the message does not name it. */
  readonly title: string | undefined
}

/** The buttons `postback` and the quick replies of a message, and the payloads of a utility template, each once. */
export function tapTargetsOf(message: unknown): readonly TapTarget[] {
  const found = new Map<string, TapTarget>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const {payload, title} = value as Item
    if (typeof payload === 'string' && payload !== '') {
      const target = {payload, title: typeof title === 'string' ? title : undefined}
      found.set(JSON.stringify(target), target)
    }
    for (const inner of Object.values(value)) walk(inner)
  }
  walk(message)
  return [...found.values()]
}
