import {fillPlaceholders, placeholdersIn, type TemplateComponent} from '../../platform/message-templates.ts'
import type {SendRequest, TemplateParameter, UtilityTemplate} from '../../platform/messages.ts'
import {PlatformError} from '../errors.ts'
import type {StoredTemplate} from '../state/page.ts'
import {type Call, pageOf, type World} from '../world.ts'
import {invalid} from './refusals.ts'
import {statusOf} from './template-review.ts'

const SCOPE = 'page_utility_messaging'

/**
 * The approved template that a utility message names; undefined for every other message.
 * @throws {PlatformError} when the token may not send any, or the Page has no such template that is approved.
 */
export function approvedTemplate(
  world: World,
  call: Call,
  {messaging_type: type, message}: SendRequest,
): StoredTemplate | undefined {
  const template = message?.template
  if (type !== 'UTILITY' || template === undefined) return undefined
  if (!call.token.scopes.includes(SCOPE))
    throw new PlatformError(200, `(#200) Requires ${SCOPE} permission to manage the object`, {status: 403})
  const found = Object.values(world.state.messageTemplates).find(
    ({pageId, name, language}) =>
      pageId === pageOf(call).id && name === template.name && language === template.language.code,
  )
  const named = `${template.name} in ${template.language.code}`
  if (found === undefined) throw invalid(`There is no message template ${named}`)
  const status = statusOf(found, world.now())
  if (status !== 'APPROVED') throw invalid(`The message template ${named} is not approved: ${status}`)
  return found
}

/**
 * The text that a utility message shows: its values in the places of the template.
 * @throws {PlatformError} 100 when the values do not fit the template.
 */
export function renderUtility(stored: StoredTemplate, sent: UtilityTemplate): string {
  for (const given of sent.components ?? []) {
    if (stored.components.some(({type}) => type.toLowerCase() === given.type)) continue
    throw invalid(`The message template ${stored.name} has no ${given.type}`)
  }
  const texts = stored.components.flatMap(component =>
    render(component, stored, parametersOf(component, sent)),
  )
  return texts.join('\n')
}

function parametersOf(
  {type}: TemplateComponent,
  {components = []}: UtilityTemplate,
): readonly TemplateParameter[] {
  return components.find(each => each.type === type.toLowerCase())?.parameters ?? []
}

function render(
  component: TemplateComponent,
  {parameterFormat}: StoredTemplate,
  given: readonly TemplateParameter[],
): readonly string[] {
  if (component.type === 'BUTTONS') {
    const dynamic = component.buttons.filter(button => placeholdersIn(targetOf(button)).length > 0)
    demandCount('buttons', given.length, dynamic.length)
    for (const [index, {type}] of dynamic.entries())
      if (given[index]?.type !== type) throw invalid(`Param buttons[${index}] must be of the type ${type}`)
    return []
  }
  if (!('text' in component)) return []
  const names = placeholdersIn(component.text)
  // The image of a header has no place in its text.
  const texts = given.filter(({type}) => type !== 'image')
  demandCount(component.type.toLowerCase(), texts.length, names.length)
  const values = new Map<string, string>()
  for (const [index, parameter] of texts.entries()) {
    const isNamed = parameterFormat === 'NAMED'
    const name =
      isNamed && parameter.type === 'text'
        ? parameter.parameter_name
        : isNamed
          ? undefined
          : String(index + 1)
    if (parameter.type !== 'text' || name === undefined || !names.includes(name))
      throw invalid(`Param ${component.type.toLowerCase()}[${index}] does not fit the template`)
    values.set(name, parameter.text)
  }
  return [fillPlaceholders(component.text, values)]
}

function demandCount(where: string, given: number, expected: number): void {
  if (given === expected) return
  throw invalid(`Number of parameters does not match: ${where} has ${given}, the template needs ${expected}`)
}

const targetOf = (button: {readonly url: string} | {readonly payload: string}): string =>
  'url' in button ? button.url : button.payload
