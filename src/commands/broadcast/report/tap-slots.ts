import {patternOf} from '../../../bulk/personal-text.ts'
import {leadsIntoMessenger, linksOf, type TapTarget, tapTargetsOf} from '../../../platform/message-links.ts'

/** A place of a message that people can tap, as the message has it: with its placeholders. */
export interface TapSlot {
  readonly payload: string
  /** Undefined where neither the message nor a tap names it. */
  readonly title: string | undefined
}

/** What people can tap in a message, and which of it a tap is. */
export interface TapSlots {
  readonly all: readonly TapSlot[]
  /** The slot of a tap; undefined when the message has no such payload. */
  readonly find: (payload: string, title: string | undefined) => TapSlot | undefined
  /** The links of the message, each once. */
  readonly links: readonly string[]
  /** Whether the platform reports who followed a link: it leads into Messenger, with a ref. */
  readonly isReported: (url: string) => boolean
  /** The link into Messenger with this ref. */
  readonly linkOf: (ref: string) => string | undefined
}

/** Titles of one payload that are listed apart. */
const MAX_TITLES = 100

/** @param message of the run, with its placeholders */
export function tapSlotsOf(message: unknown): TapSlots {
  const targets = tapTargetsOf(message).map(target => ({target, ...patternsOf(target)}))
  const slots = new Map<string, TapSlot>()
  const keep = (slot: TapSlot): TapSlot => {
    const key = JSON.stringify([slot.payload, slot.title])
    const known = slots.get(key)
    if (known === undefined) slots.set(key, slot)
    return known ?? slot
  }
  for (const {target} of targets) if (target.title !== undefined) keep(target)
  const find = (payload: string, title: string | undefined): TapSlot | undefined => {
    const same = targets.filter(({payload: pattern}) => pattern.test(payload))
    const named = same.find(each => each.title?.test(title ?? '') === true)
    const [first] = named === undefined ? same : [named]
    if (first === undefined) return undefined
    if (first.target.title !== undefined) return keep(first.target)
    return keep({payload: first.target.payload, title: slots.size < MAX_TITLES ? title : undefined})
  }
  const links = [...new Set(linksOf(message).map(({url}) => url))]
  const refs = links.flatMap(link => {
    const ref = leadsIntoMessenger(link) ? /[?&]ref=([^&#]*)/.exec(link)?.[1] : undefined
    return ref === undefined ? [] : [{link, pattern: patternOf(decoded(ref))}]
  })
  return {
    get all() {
      return [...slots.values()]
    },
    find,
    links,
    isReported: url => refs.some(({link}) => link === url),
    linkOf: ref => refs.find(({pattern}) => pattern.test(ref))?.link,
  }
}

const patternsOf = ({payload, title}: TapTarget) => ({
  payload: patternOf(payload),
  title: title === undefined ? undefined : patternOf(title),
})

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
