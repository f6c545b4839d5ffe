import {shortMid, summariseEvent, toPrintable} from '../../platform/summarise-event.ts'
import {bubble} from '../../terminal/bubble.ts'
import type {Style} from '../../terminal/view.ts'
import {widthOf, wrapTo} from '../../terminal/width.ts'
import {type Item, toItem, toList, toText} from '../../webhook/json.ts'
import {clockTime} from '../shared/wording/clock-time.ts'
import type {EventLine} from '../shared/wording/event-line.ts'

/** An event as part of a conversation. */
export interface ChatLine {
  readonly kind: 'chat'
  readonly event: EventLine
  /** The name of the person; undefined if the Page may not see it. */
  readonly name: string | undefined
}

const MAX_BUBBLE_WIDTH = 64
/** Borders and the spaces inside them. */
const FRAME_WIDTH = 4

/** A bubble: the person's on the left, the Page's on the right. Other events are one line between them. */
export function chatText({event, name}: ChatLine, style: Style, columns: number): string {
  const person = personOf(event, name)
  const time = clockTime(Date.parse(event.receivedAt)).slice(0, 8)
  const said = saidIn(event.item)
  if (said === undefined) {
    const lines = wrapTo(`${time} ${whatHappened(event, person)}`, columns)
    return lines.map(line => style.faint(line)).join('\n')
  }
  const isPage = toItem(event.item['message'])['is_echo'] === true
  const notes = [event.test ? 'TEST' : '', event.firstReceivedAt === null ? '' : 'again']
  const head = [isPage ? `to ${person}` : person, time, ...notes.filter(note => note !== '')].join('  ')
  const width = Math.max(1, Math.min(MAX_BUBBLE_WIDTH, Math.floor((columns * 2) / 3)) - FRAME_WIDTH)
  const lines = [...wrapTo(head, columns).map(line => style.faint(line)), ...bubble(said, width)]
  return lines.map(line => (isPage ? toTheRight(line, columns) : line)).join('\n')
}

const toTheRight = (line: string, columns: number) => ' '.repeat(Math.max(0, columns - widthOf(line))) + line

function personOf({psid}: EventLine, name: string | undefined): string {
  const ending = psid === null ? 'somebody' : `…${psid.slice(-4)}`
  return toPrintable(name === undefined ? ending : `${name} ${ending}`)
}

/** The lines of a bubble; undefined for anything but a message. */
function saidIn(item: Item): readonly string[] | undefined {
  const lines = [
    ...messageLines(toItem(item['message'])),
    ...postbackLines(toItem(item['postback'])),
    ...editLines(toItem(item['message_edit'])),
  ]
  const printable = lines.map(line => line.replaceAll('\t', ' ').split(/\r?\n/).map(toPrintable).join('\n'))
  return printable.length === 0 ? undefined : printable
}

function messageLines(message: Item): readonly string[] {
  const text = toText(message['text'])
  const repliedTo = toText(toItem(message['reply_to'])['mid'])
  const payload = toText(toItem(message['quick_reply'])['payload'])
  return [
    ...(repliedTo === undefined ? [] : [`↩ ${shortMid(repliedTo)}`]),
    ...(text === undefined ? [] : [text]),
    ...toList(message['attachments']).map(attachment => attachmentLine(toItem(attachment))),
    ...(payload === undefined ? [] : [`quick reply ${payload}`]),
  ]
}

function attachmentLine(attachment: Item): string {
  const payload = toItem(attachment['payload'])
  const [element] = toList(payload['elements'])
  const titles = [attachment['title'], payload['title'], payload['text'], toItem(element)['title']]
  const url = [payload, attachment, toItem(element)]
    .map(({url}) => toText(url))
    .find(each => each !== undefined)
  const what = titles.map(toText).find(title => title !== undefined) ?? withoutQuery(url)
  return [`[${toText(attachment['type']) ?? 'attachment'}]`, what]
    .filter(part => part !== undefined)
    .join(' ')
}

/** Removes the query: in an address of the platform's storage, it lets any reader fetch the file. */
const withoutQuery = (url: string | undefined) => url?.replace(/^https?:\/\//, '').replace(/[?#].*$/s, '')

function postbackLines(postback: Item): readonly string[] {
  const [title, payload] = [toText(postback['title']), toText(postback['payload'])]
  return [
    ...(title === undefined ? [] : [`▸ ${title}`]),
    ...(payload === undefined ? [] : [`postback ${payload}`]),
  ]
}

function editLines(edit: Item): readonly string[] {
  const text = toText(edit['text'])
  return text === undefined ? [] : [`✎ ${text}`]
}

/** One line for an event that is not a message: a reaction, a receipt, anything else. */
function whatHappened(event: EventLine, person: string): string {
  const {item, field, subtype} = event
  const reaction = toItem(item['reaction'])
  if (toText(reaction['action']) !== undefined) {
    const emoji = toText(reaction['emoji']) ?? toText(reaction['reaction']) ?? ''
    const did = reaction['action'] === 'unreact' ? 'removed a reaction' : `reacted ${emoji}`
    return toPrintable(`${person} ${did} to ${shortMid(reaction['mid'])}`)
  }
  if (item['read'] !== undefined) return `${person} read ${upTo(toItem(item['read']))}`
  if (item['delivery'] !== undefined) return `delivered to ${person} ${upTo(toItem(item['delivery']))}`
  const name = [field, subtype].filter(part => part !== null).join(' ')
  return [person, toPrintable(name), summariseEvent(event)].filter(part => part !== '').join(' · ')
}

function upTo(receipt: Item): string {
  const time = Number(receipt['watermark'])
  const isTime = Number.isFinite(time) && Math.abs(time) < 8e15
  return isTime ? `what was sent up to ${clockTime(time).slice(0, 8)}` : 'what was sent'
}
