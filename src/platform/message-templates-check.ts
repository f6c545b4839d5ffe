import type * as z from 'zod'
import {fault, type RuleFault, warning} from './faults.ts'
import {isObject} from './fields-schema.ts'
import {type MessageTemplateChange, type NewMessageTemplate, placeholdersIn} from './message-templates.ts'
import {newTemplateSchema, templateChangeSchema} from './message-templates-schema.ts'
import {type NormalBody, normalBody} from './normal-body.ts'
import type {Wire} from './wire.ts'

type Keys = Readonly<Record<string, unknown>>
type Segments = readonly (string | number)[]

/** Every fault of a utility template to be created, at once. */
export function checkNewTemplate(value: unknown): RuleFault[] {
  return judgeNewTemplate(value).faults
}

/** The same, with the template as the platform reads it. */
export function judgeNewTemplate(given: unknown): NormalBody<NewMessageTemplate> {
  return judged(newTemplateSchema, given)
}

/** Every fault of new components for a template, and the change as the platform reads it. */
export function judgeTemplateChange(given: unknown): NormalBody<MessageTemplateChange> {
  return judged(templateChangeSchema, given)
}

function judged<Schema extends z.ZodType>(schema: Schema, given: unknown): NormalBody<Wire<Schema>> {
  const {value, faults} = normalBody(schema, given)
  return {value, faults: [...faults, ...componentFaults(value)]}
}

function componentFaults(template: unknown): RuleFault[] {
  if (!isObject(template) || !Array.isArray(template['components'])) return []
  const isNamed = template['parameter_format'] === 'NAMED'
  const components: readonly unknown[] = template['components']
  return [
    ...oneOfEach(components),
    ...components.flatMap((component, index) => {
      const at = ['components', index]
      if (!isObject(component)) return []
      if (component['type'] === 'BUTTONS')
        return buttonFaults(component, at, isNamed, namesOfBody(components))
      return typeof component['text'] === 'string'
        ? textFaults(component, component['text'], at, isNamed)
        : []
    }),
  ]
}

function namesOfBody(components: readonly unknown[]): readonly string[] {
  const body = components.find(each => isObject(each) && each['type'] === 'BODY')
  return isObject(body) && typeof body['text'] === 'string' ? placeholdersIn(body['text']) : []
}

function oneOfEach(components: readonly unknown[]): RuleFault[] {
  const types = components.map(component => (isObject(component) ? component['type'] : undefined))
  const missing = types.includes('BODY') ? [] : [fault('missing', ['components'], 'needs a `BODY`')]
  const again = types.flatMap((type, index) =>
    typeof type === 'string' && types.indexOf(type) < index
      ? [fault('choice', ['components', index, 'type'], `is a second \`${type}\`; one is allowed`)]
      : [],
  )
  return [...missing, ...again]
}

/** A header or a body: its placeholders, and an example for each of them. */
function textFaults(component: Keys, text: string, at: Segments, isNamed: boolean): RuleFault[] {
  const names = placeholdersIn(text)
  const where = [...at, 'text']
  return [
    ...braceFaults(text, where),
    ...(isNamed ? nameFaults(names, where) : numberFaults(names, where)),
    ...(component['type'] === 'BODY' ? bodyFaults(text, names, where) : []),
    ...exampleFaults(component, names, at, isNamed),
  ]
}

/** Source: the page's own sample has a header that starts with a placeholder, so that this holds for the body alone. */
function bodyFaults(text: string, names: readonly string[], at: Segments): RuleFault[] {
  const bare = text.trim()
  const edges = [
    ...(bare.startsWith('{{') ? ['starts'] : []),
    ...(bare.endsWith('}}') && names.length > 0 ? ['ends'] : []),
  ]
  const words = text.replaceAll(/\{\{[^{}]*\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? []
  return [
    ...edges.map(edge =>
      warning(
        'placeholder',
        at,
        `${edge} with a placeholder, for which it may be rejected: put a word there`,
      ),
    ),
    ...(names.length > 0 && words.length < 2 * names.length + 1
      ? [
          warning(
            'word-ratio',
            at,
            `has ${names.length === 1 ? '1 placeholder' : `${names.length} placeholders`} in so few words that it may be rejected`,
          ),
        ]
      : []),
  ]
}

function braceFaults(text: string, at: Segments): RuleFault[] {
  const rest = text.replaceAll(/\{\{[^{}]*\}\}/g, '')
  return /[{}]/.test(rest)
    ? [
        fault(
          'placeholder',
          at,
          'has a brace outside a placeholder; write placeholders as `{{1}}` or `{{name}}`',
        ),
      ]
    : []
}

function numberFaults(names: readonly string[], at: Segments): RuleFault[] {
  const wrong = names.filter(name => !/^[1-9][0-9]{0,2}$/.test(name))
  if (wrong.length > 0)
    return wrong.map(name =>
      fault('placeholder', at, `\`{{${name}}}\` is not a number; names need \`parameter_format: NAMED\``),
    )
  const gap = names.map((_, index) => String(index + 1)).find(number => !names.includes(number))
  return gap === undefined
    ? []
    : [fault('placeholder', at, `is numbered with a gap: \`{{${gap}}}\` is missing`)]
}

function nameFaults(names: readonly string[], at: Segments): RuleFault[] {
  return names
    .filter(name => !/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    .map(name =>
      fault(
        'placeholder',
        at,
        `\`{{${name}}}\` is not a name: letters, digits and _, starting with a letter`,
      ),
    )
}

function exampleFaults(
  component: Keys,
  names: readonly string[],
  at: Segments,
  isNamed: boolean,
): RuleFault[] {
  if (names.length === 0) return []
  const prefix = component['type'] === 'HEADER' ? 'header_text' : 'body_text'
  const key = isNamed ? `${prefix}_named_params` : prefix
  const where = [...at, 'example', key]
  const example = isObject(component['example']) ? component['example'][key] : undefined
  if (!Array.isArray(example))
    return [fault('example', where, `is missing: an example for each of ${listed(names)}`)]
  if (isNamed) {
    const given = example.map(each => (isObject(each) ? String(each['param_name']) : ''))
    return difference(names, given, where)
  }
  const values: unknown = prefix === 'body_text' ? example[0] : example
  const count = Array.isArray(values) ? values.length : 0
  return count === names.length
    ? []
    : [
        fault(
          'example',
          where,
          `has ${count === 1 ? '1 example' : `${count} examples`} for ${names.length} placeholders`,
        ),
      ]
}

function difference(names: readonly string[], given: readonly string[], at: Segments): RuleFault[] {
  const missing = names.filter(name => !given.includes(name))
  const extra = given.filter(name => !names.includes(name))
  return [
    ...(missing.length > 0 ? [fault('example', at, `lacks ${listed(missing)}`)] : []),
    ...(extra.length > 0
      ? [fault('example', at, `names ${listed(extra)}, which the text does not have`)]
      : []),
  ]
}

/** Source: the samples of Meta's page of utility templates, where numbers run on from the body or begin at 1 again. */
function buttonFaults(
  component: Keys,
  at: Segments,
  isNamed: boolean,
  ofBody: readonly string[],
): RuleFault[] {
  const buttons: readonly unknown[] = Array.isArray(component['buttons']) ? component['buttons'] : []
  const targets = buttons.flatMap((button, index) => {
    if (!isObject(button)) return []
    const key = button['type'] === 'URL' ? 'url' : 'payload'
    const target = button[key]
    return typeof target === 'string' ? [{button, target, at: [...at, 'buttons', index], key}] : []
  })
  const names = targets.flatMap(({target}) => placeholdersIn(target))
  const where = [...at, 'buttons']
  const runOn = numberFaults([...new Set([...ofBody, ...names])], where)
  const again = numberFaults(names, where)
  const numbering = runOn.length < again.length ? runOn : again
  return [
    ...(isNamed && !names.some(name => /^[0-9]+$/.test(name)) ? nameFaults(names, where) : numbering),
    ...targets.flatMap(({button, target, at: where, key}) => [
      ...braceFaults(target, [...where, key]),
      ...(key === 'url' && placeholdersIn(target).length > 0 && button['example'] === undefined
        ? [fault('example', [...where, 'example'], 'is missing: `url_suffix_example` with a whole URL')]
        : []),
    ]),
  ]
}

const listed = (names: readonly string[]): string => names.map(name => `\`{{${name}}}\``).join(', ')
