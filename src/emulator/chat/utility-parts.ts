import {fillPlaceholders, placeholdersIn, type TemplateButton} from '../../platform/message-templates.ts'
import type {TemplateParameter, UtilityTemplate} from '../../platform/messages.ts'
import type {StoredMessage} from '../state/conversation.ts'
import type {State} from '../state/state.ts'
import type {UtilityButton} from './view-types.ts'

/** The buttons of a utility message's template, with the message's values filled in; undefined for other messages. */
export function utilityButtonsOf(
  state: State,
  pageId: string | undefined,
  {message}: StoredMessage,
): readonly UtilityButton[] | undefined {
  const sent = message['template'] as UtilityTemplate | undefined
  if (sent === undefined) return undefined
  const template = templateOf(state, pageId, sent)
  const values = [...(sent.components?.find(({type}) => type === 'buttons')?.parameters ?? [])]
  return template?.components
    .flatMap(component => (component.type === 'BUTTONS' ? component.buttons : []))
    .map(button => filled(button, values))
}

/** The image above its text: the one that was sent, or else that of the template; undefined without any. */
export function utilityImageOf(
  state: State,
  pageId: string | undefined,
  {message}: StoredMessage,
): string | undefined {
  const sent = message['template'] as UtilityTemplate | undefined
  if (sent === undefined) return undefined
  const given = sent.components?.find(({type}) => type === 'header')?.parameters ?? []
  const link = given.map(linkIn).find(each => each !== undefined)
  if (link !== undefined) return link
  const [handle] =
    templateOf(state, pageId, sent)?.components.flatMap(component =>
      component.type === 'HEADER' && component.format === 'IMAGE' ? component.example.header_handle : [],
    ) ?? []
  const upload = Object.values(state.uploads).find(each => each.handle === handle)
  return upload && `/_msgr/files/${upload.fileId}/${encodeURIComponent(upload.name)}`
}

/** `{type: 'image', image: {link}}`; how Messenger names it is not documented. */
function linkIn(parameter: TemplateParameter): string | undefined {
  const {image} = parameter as {readonly image?: {readonly link?: unknown}}
  return typeof image?.link === 'string' ? image.link : undefined
}

const templateOf = (state: State, pageId: string | undefined, {name, language}: UtilityTemplate) =>
  Object.values(state.messageTemplates).find(
    each => each.pageId === pageId && each.name === name && each.language === language.code,
  )

/** Uses one value for each button with a placeholder. */
function filled(button: TemplateButton, values: TemplateParameter[]): UtilityButton {
  if (button.type === 'URL') return {type: 'web_url', title: button.text, url: fill(button.url, values)}
  return {type: 'postback', title: button.text, payload: fill(button.payload, values)}
}

function fill(text: string, values: TemplateParameter[]): string {
  const [name] = placeholdersIn(text)
  const value = name === undefined ? undefined : values.shift()
  if (name === undefined || value === undefined) return text
  return fillPlaceholders(text, new Map([[name, textIn(value)]]))
}

function textIn(parameter: TemplateParameter): string {
  if (parameter.type === 'URL') return parameter.url
  if (parameter.type === 'POSTBACK') return parameter.payload
  return parameter.type === 'text' ? parameter.text : ''
}
