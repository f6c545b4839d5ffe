import type {Fault} from '../../../errors.ts'
import {
  type MessageTemplate,
  placeholdersIn,
  type TemplateButton,
} from '../../../platform/message-templates.ts'
import type {TemplateParameter, UtilityTemplate} from '../../../platform/messages.ts'

type Components = NonNullable<UtilityTemplate['components']>

/** The values by their keys: `order_id`, `1`, `header.1`, `button.1`. */
export type Values = ReadonlyMap<string, string>

export interface Filled {
  readonly components: Components
  readonly faults: readonly Fault[]
}

/**
 * Fills the placeholders of a template. A key alone is a placeholder of the body, or, with named parameters, of the
 * header too; the prefixes `header.` and `button.` name the others.
 */
export function fillTemplate(template: MessageTemplate, values: Values): Filled {
  const isNamed = template.parameter_format === 'NAMED'
  const used = new Set<string>()
  const faults: Fault[] = []
  const take = (keys: readonly string[]): string => {
    const key = keys.find(each => values.has(each))
    if (key === undefined) faults.push({path: `--param ${keys[0]}`, message: 'is missing'})
    else used.add(key)
    return values.get(key ?? '') ?? ''
  }
  const components = (template.components ?? []).flatMap((component): Components => {
    if (component.type === 'BUTTONS')
      return some(
        'buttons',
        component.buttons.flatMap(button => toButtonParameter(button, take)),
      )
    if (!('text' in component)) return []
    const type = component.type === 'HEADER' ? 'header' : 'body'
    const isPlain = isNamed || type === 'body'
    const parameters = placeholdersIn(component.text).map(name =>
      toText(name, take(isPlain ? [name, `${type}.${name}`] : [`${type}.${name}`]), isNamed),
    )
    return some(type, parameters)
  })
  for (const key of values.keys())
    if (!used.has(key)) faults.push({path: `--param ${key}`, message: 'is not in the template'})
  return {components, faults}
}

/** The components, guessed from the keys, for a dry run, which does not read the template. */
export function guessComponents(values: Values): Components {
  const parts: Record<string, TemplateParameter[]> = {header: [], body: [], buttons: []}
  for (const [key, value] of values) {
    const [where = '', name = ''] = /^(header|button)\.(.+)$/.exec(key)?.slice(1) ?? ['body', key]
    if (where === 'button') parts['buttons']?.push({type: 'URL', url: value})
    else parts[where]?.push(toText(name, value, !/^\d+$/.test(name)))
  }
  return (['header', 'body', 'buttons'] as const).flatMap(type => some(type, parts[type] ?? []))
}

function toText(name: string, value: string, isNamed: boolean): TemplateParameter {
  return {type: 'text', ...(isNamed ? {parameter_name: name} : {}), text: value}
}

function toButtonParameter(
  button: TemplateButton,
  take: (keys: readonly string[]) => string,
): readonly TemplateParameter[] {
  const [name] = placeholdersIn(button.type === 'URL' ? button.url : button.payload)
  if (name === undefined) return []
  const value = take([`button.${name}`])
  return [button.type === 'URL' ? {type: 'URL', url: value} : {type: 'POSTBACK', payload: value}]
}

function some(type: Components[number]['type'], parameters: readonly TemplateParameter[]): Components {
  return parameters.length === 0 ? [] : [{type, parameters}]
}
