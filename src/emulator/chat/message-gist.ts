import {type Item, toItem, toList, toText} from '../../platform/loose-json.ts'
import {attachmentDetail, contextParts, counted, quoted} from '../../platform/summarise-event.ts'
import {templateTitle} from './gist.ts'

/**
 * A message of the Send API or of an event on one line: `text "Which size?" +12 replies`, `generic template "Lamp" +2 cards`,
 * `3 images`. Long texts are cut.
 */
export function messageGist(message: Item): string {
  const {text, quick_replies: replies, sticker_id: sticker} = message
  const attachments = toList(message['attachments'] ?? [message['attachment']].filter(Boolean)).map(toItem)
  const content = [
    ...(message['template'] === undefined ? [] : ['template', quoted(toItem(message['template'])['name'])]),
    ...attachmentParts(attachments),
    ...(toText(text) === undefined ? [] : ['text', quoted(text)]),
  ]
  if (content.length === 0 && sticker !== undefined) content.push('sticker')
  return [
    message['is_echo'] === true ? 'echo' : undefined,
    ...(content.length === 0 ? [emptyWord(message)] : content),
    plus(toList(replies).length, 'reply', 'replies'),
    ...contextParts(message),
  ]
    .filter(part => part !== undefined)
    .join(' ')
}

const emptyWord = ({is_deleted: isDeleted}: Item): string => (isDeleted === true ? 'deleted' : 'message')

function attachmentParts(attachments: readonly Item[]): readonly (string | undefined)[] {
  const [first, ...others] = attachments
  if (first === undefined) return []
  if (first['type'] === 'template') return templateParts(toItem(first['payload']))
  const type = toText(first['type'])?.replaceAll('_', ' ') ?? 'attachment'
  return others.length > 0 ? [counted(attachments.length, type)] : [type, attachmentDetail(first)]
}

function templateParts(payload: Item): readonly (string | undefined)[] {
  const type = toText(payload['template_type'])?.replaceAll('_', ' ')
  const cards = toList(payload['elements']).length
  return [
    type === undefined ? 'template' : `${type} template`,
    quoted(templateTitle(payload)),
    plus(cards - 1, 'card', 'cards'),
  ]
}

function plus(count: number, one: string, many: string): string | undefined {
  return count < 1 ? undefined : `+${count} ${count === 1 ? one : many}`
}
