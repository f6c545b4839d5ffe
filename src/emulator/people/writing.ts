import type {LocalisedCommands} from '../../platform/messenger-profile.ts'
import {STICKERS_SINCE} from '../../platform/stickers.ts'
import {atFullAddress, type SentAttachment} from '../resources/message-content.ts'
import {imageOf} from '../resources/stickers.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {nlpIn} from './nlp.ts'
import {
  type Act,
  type ActOutcome,
  demandText,
  emit,
  messageNamed,
  oneOf,
  optionalText,
  receive,
  refused,
  type Scene,
  takeReferral,
} from './scene.ts'

/** Until this day, a sticker was also sent as an image. Source: changelog of the Messenger Platform, 2026-06-01 */
const STICKERS_ALONE_SINCE = '2026-08-31'
/** The thumb of the like button. */
const LIKE = '369239263222822'
/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/message_edits */
const MOST_EDITS = 5

/** One act for each thing a person can write. */
export const writing = {
  say: scene => {
    const attachments = attachmentsIn(scene)
    const text = attachments.length === 0 ? demandText(scene, 'text') : optionalText(scene, 'text')
    const payload = optionalText(scene, 'payload')
    const commands = text === undefined ? [] : commandsIn(scene, text)
    return write(
      scene,
      {
        ...(text === undefined ? {} : {text}),
        ...(payload === undefined ? {} : {quick_reply: {payload}}),
        ...(commands.length === 0 ? {} : {commands}),
        ...(attachments.length === 0 ? {} : {attachments}),
      },
      nlpIn(scene, text),
    )
  },
  sticker: scene => {
    const id = optionalText(scene, 'sticker_id') ?? LIKE
    if (!/^\d{1,20}$/.test(id)) throw refused(`sticker_id is a number, not ${id}`)
    const payload = {url: imageOf(id), sticker_id: Number(id)}
    return write(scene, {attachments: stickerForms(scene.world).map(type => ({type, payload}))})
  },
  edit: scene => {
    const [mid, text] = [demandText(scene, 'mid'), demandText(scene, 'text')]
    const message = messageNamed(scene, mid)
    const count = (message.edits?.count ?? 0) + 1
    if (message.from !== 'person' || message.text === undefined)
      throw refused('A person can edit only their own texts')
    if (count > MOST_EDITS) throw refused(`A message can be edited only ${MOST_EDITS} times`)
    message.text = text
    message.edits = {count, lastMs: scene.world.now()}
    scene.world.live.changed(scene.person)
    emit(scene, 'message_edits', {message_edit: {mid, text, num_edit: count}})
    return {mid}
  },
} satisfies Record<string, Act>

/** A message with a file that the person uploaded; `path` is its path on the emulator. */
export function attach(scene: Scene, type: string, path: string): ActOutcome {
  return write(scene, {attachments: [{type, payload: {url: path}}]})
}

interface Written {
  readonly text?: string
  readonly attachments?: readonly SentAttachment[]
  readonly [key: string]: unknown
}

/** @param more keys for the event only. */
function write(scene: Scene, message: Written, more: Readonly<Record<string, unknown>> = {}): ActOutcome {
  const {text} = message
  const replyTo = repliedTo(scene)
  const referral = takeReferral(scene)
  const mid = receive(scene, message, {
    ...(text === undefined ? {} : {text}),
    ...(replyTo === undefined ? {} : {replyTo: replyTo.id}),
  })
  const {attachments, ...words} = message
  emit(scene, 'messages', {
    message: {
      mid,
      ...words,
      ...(replyTo === undefined
        ? {}
        : {reply_to: {mid: replyTo.id, is_self_reply: replyTo.from === 'person'}}),
      ...(referral === undefined ? {} : {referral}),
      ...(attachments === undefined ? {} : {attachments: atFullAddress(scene, attachments)}),
      ...more,
    },
  })
  return {mid}
}

function repliedTo(scene: Scene) {
  const mid = optionalText(scene, 'reply_to')
  return mid === undefined ? undefined : messageNamed(scene, mid)
}

const attachmentTypes = [
  'image',
  'video',
  'audio',
  'file',
  'fallback',
  'location',
  'reel',
  'ig_reel',
  'post',
  'ig_post',
]

/** `{type, url, title?}`, or with its own `payload`. */
function attachmentsIn({words}: Scene): readonly SentAttachment[] {
  const {attachments = []} = words
  if (!Array.isArray(attachments)) throw refused('attachments must be a list')
  return attachments.map((each: Readonly<Record<string, unknown>> | null, index) => {
    const {type, url, title, payload} = each ?? {}
    const place = `attachments[${index}]`
    oneOf(`${place}.type`, type, attachmentTypes)
    if (typeof payload === 'object' && payload !== null)
      return {type: String(type), payload: payload as Readonly<Record<string, unknown>>}
    if (url === undefined && type === 'fallback') return {type: 'fallback'}
    if (typeof url !== 'string') throw refused(`${place} needs a url`)
    return {type: String(type), payload: {url, ...(title === undefined ? {} : {title})}}
  })
}

/** The Page's commands in a text, in order. */
function commandsIn({world, person}: Scene, text: string): readonly {readonly name: string}[] {
  const known = new Set(commandNames(world, person))
  const named = [...text.matchAll(/(?:^|\s)\/([^\s/.,!?;:]+)/g)].map(([, name = '']) => name)
  return named.filter(name => known.has(name)).map(name => ({name}))
}

function commandNames({state}: World, {pageId}: Person): readonly string[] {
  const lists = (state.pages[pageId]?.profile['commands'] ?? []) as readonly LocalisedCommands[]
  return lists.flatMap(({commands}) => commands.map(({name}) => name))
}

/** How a sticker is sent: first as an image, later as both, now as a sticker. */
function stickerForms(world: World): readonly string[] {
  const today = world.today()
  if (today < STICKERS_SINCE) return ['image']
  return today < STICKERS_ALONE_SINCE ? ['sticker', 'image'] : ['sticker']
}
