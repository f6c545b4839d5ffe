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
  const template = Object.values(state.messageTemplates).find(
    each => each.pageId === pageId && each.name === sent.name && each.language === sent.language.code,
  )
  const values = [...(sent.components?.find(({type}) => type === 'buttons')?.parameters ?? [])]
  return template?.components
    .flatMap(component => (component.type === 'BUTTONS' ? component.buttons : []))
    .map(button => filled(button, values))
}

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
