import type {ChatMessage} from '../emulator/chat/view-types.ts'
import {headlineOf, visibleParts} from '../emulator/chat/visible-parts.ts'

type Parts = Readonly<Record<string, unknown>>

/** A message on one line: `"Which size?" (S) (M)`, `generic template: Lamp [Buy] · Chair [Buy]`, `image`. */
export function summarise(said: ChatMessage): string {
  const {text, template, title, elements, buttons, attachment, attachments, quick_replies, sticker_id} =
    visibleParts(said) as Readonly<{[Part in string]?: unknown}>
  const files = [attachment, ...listOf(attachments)].filter(Boolean).map(file => headlineOf(file as Parts))
  return [
    template === undefined ? undefined : `${template} template:`,
    text === undefined ? undefined : JSON.stringify(text),
    title,
    ...files,
    sticker_id === undefined ? undefined : `sticker ${sticker_id}`,
    listOf(elements)
      .map(element => [element['title'], ...titles(element['buttons'], '[', ']')].join(' '))
      .join(' · '),
    ...titles(buttons, '[', ']'),
    ...titles(quick_replies, '(', ')'),
  ]
    .filter(part => part !== undefined && part !== '')
    .join(' ')
}

function titles(parts: unknown, open: string, close: string): readonly string[] {
  return listOf(parts).map(part => `${open}${headlineOf(part)}${close}`)
}

function listOf(value: unknown): readonly Parts[] {
  return Array.isArray(value) ? value : []
}
