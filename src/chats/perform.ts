import {basename, resolve} from 'node:path'
import type {Control} from '../emulator/chat/controls.ts'
import {attachmentLimits} from '../platform/attachments.ts'
import {contentTypeOf, mediaTypeOf} from '../platform/content-types.ts'
import {readBounded} from '../system/bounded-file.ts'
import type {Deed} from './chat.ts'
import type {Conversation} from './conversation.ts'
import {StepFailed} from './failure.ts'
import {findControl, findIceBreaker, findMenuItem, findMessage} from './on-screen.ts'

type Act = Exclude<Deed, {readonly kind: 'expect' | 'wait'}>

export interface PerformOptions {
  /** Absolute; files named in a chat are relative to it. */
  readonly folder: string
}

/**
 * Performs the person's act of a step.
 * @throws {StepFailed} when the control is not on screen, {MsgrError} when the emulator refuses the act.
 */
export async function perform(conversation: Conversation, deed: Act, options: PerformOptions): Promise<void> {
  const {act, view} = conversation
  switch (deed.kind) {
    case 'say': {
      const {text, reply_to: quoted, nlp} = deed
      const replyTo = quoted === undefined ? undefined : findMessage(await view(), 'page', quoted).mid
      await act('say', {text, reply_to: replyTo, nlp})
      return
    }
    case 'tap':
      await tapControl(act, findControl(await view(), deed))
      return
    case 'menu':
      await tapControl(act, findMenuItem(await view(), deed.title), 'menu')
      return
    case 'ice-breaker':
      await tapControl(act, findIceBreaker(await view(), deed.question), 'ice-breaker')
      return
    case 'start':
      await act('start', {ref: deed.ref})
      return
    case 'react':
      await act('react', {emoji: deed.emoji, mid: findMessage(await view(), 'page', deed.to).mid})
      return
    case 'unreact':
      await act('unreact', {mid: findMessage(await view(), 'page', deed.to).mid})
      return
    case 'edit':
      await act('edit', {text: deed.text, mid: findMessage(await view(), 'person').mid})
      return
    case 'refer':
      await act('refer', {ref: deed.ref, source: deed.source})
      return
    case 'sticker':
      await act('sticker', {sticker_id: deed.sticker_id})
      return
    case 'attach':
      return attach(conversation, deed, options)
    case 'opt-in':
    case 'link':
    case 'unlink':
    case 'feedback':
      await act(deed.kind, deed.words)
      return
    case 'read':
    case 'block':
    case 'unblock':
      await act(deed.kind, {})
      return
    default:
      throw new Error(`${JSON.stringify(deed satisfies never)} is not an act`)
  }
}

/**
 * Taps a control: a quick reply sends a message with its payload, a button sends a postback or opens its page.
 * @param act performs an act of the person.
 * @param how the act for tapping it; `tap` for a button of a message.
 * @throws {StepFailed} for a button that can only be tapped on a phone.
 */
export function tapControl<Answer>(
  act: (name: string, words: Readonly<Record<string, unknown>>) => Promise<Answer>,
  {type, title, payload, url, mid, isQuickReply}: Control,
  how = 'tap',
): Promise<Answer> {
  if (isQuickReply === true) return act('say', {text: title, payload: payload ?? title})
  if (type === 'postback') return act(how, {title, payload, mid})
  if (type === 'web_url') return act('open', {url, mid})
  throw new StepFailed(`"${title}" is a button of type ${type}, which cannot be tapped here`)
}

async function attach(
  {act}: Conversation,
  {file, url = '', type}: Extract<Act, {readonly kind: 'attach'}>,
  {folder}: PerformOptions,
): Promise<void> {
  if (file === undefined) {
    await act('say', {attachments: [{type: type ?? mediaTypeOf(url.replace(/[?#].*$/s, '')), url}]})
    return
  }
  const path = resolve(folder, file)
  const bytes = await readBounded(path, attachmentLimits.maxBytes).catch((error: NodeJS.ErrnoException) => {
    throw new StepFailed(
      `${file} cannot be read: ${error.code === 'ENOENT' ? `there is no ${path}` : error.message}`,
    )
  })
  await act(
    `attach?name=${encodeURIComponent(basename(file))}`,
    new Blob([bytes], {type: contentTypeOf(file)}),
  )
}
