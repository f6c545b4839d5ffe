import * as z from 'zod'
import {isObject} from '../../platform/fields-schema.ts'
import {type SchemaName, schemaNames} from './names.ts'
import {schemas} from './written-files.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema of a file that people write, made from what the file is checked by. Draft-07, because that is the newest
 * that every editor knows: Visual Studio Code checks later drafts in part, and so did the YAML language server for years.
 * Rules that a JSON Schema cannot hold are left out, so that it takes whatever msgr takes.
 */
export function jsonSchemaOf(name: SchemaName): JsonSchema {
  const {$schema, ...made} = z.toJSONSchema(schemas[name], {target: 'draft-7', io: 'input'})
  const changes = [anyInsteadOfOne, describedAbove, ...(name === 'config' ? [] : [takingVariables])]
  const schema = changes.reduce<JsonSchema>(changed, made)
  return {$schema, title: `msgr ${name}`, description: schemaNames[name], ...withSchemaKey(schema)}
}

type Change = (schema: JsonSchema) => JsonSchema

/** Applies a change to every schema inside a schema, the innermost first. */
function changed(schema: JsonSchema, change: Change): JsonSchema {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner)
    return isObject(value) ? changed(value, change) : value
  }
  const eachOf = (value: unknown): unknown =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each)]))
      : value
  const entries = Object.entries(schema).map(([key, value]) => {
    if (key === 'properties') return [key, eachOf(value)]
    return [key, schemaKeywords.includes(key) ? inner(value) : value]
  })
  return change(Object.fromEntries(entries))
}

/** Keywords that hold schemas, besides `properties`. Names of keys are no values, and are left as they are. */
const schemaKeywords = ['items', 'additionalItems', 'additionalProperties', 'anyOf', 'oneOf']

/** While something is half written it can be several kinds, which editors would call a fault of its own. */
const anyInsteadOfOne: Change = ({oneOf, ...rest}) => (oneOf === undefined ? rest : {...rest, anyOf: oneOf})

/** What may be null too is described as what it is otherwise: editors look no deeper. */
const describedAbove: Change = schema => {
  const {anyOf} = schema
  if (!Array.isArray(anyOf) || 'description' in schema) return schema
  const [described, ...others] = anyOf.filter(each => 'description' in each)
  return others.length > 0 || described === undefined
    ? schema
    : {description: described.description, ...schema}
}

/** A text can hold variables, whose values nobody knows here. */
const takingVariables: Change = schema => {
  const {description, ...rules} = schema
  const isLimited = ['pattern', 'maxLength', 'enum', 'const'].some(keyword => keyword in rules)
  if (rules['type'] !== 'string' || !isLimited) return schema
  return {
    ...(description === undefined ? {} : {description}),
    anyOf: [rules, {type: 'string', pattern: '\\$\\{'}],
  }
}

const schemaKey = {
  type: 'string',
  description: 'The JSON Schema that editors complete and check this file by; msgr does not look at it',
}

/** Any of the forms of a file may name its schema. */
function withSchemaKey(schema: JsonSchema): JsonSchema {
  const {anyOf, properties} = schema
  if (Array.isArray(anyOf)) return {...schema, anyOf: anyOf.map(withSchemaKey)}
  return {
    ...schema,
    properties: {$schema: schemaKey, ...(isObject(properties) ? withoutKey(properties) : {})},
  }
}

const withoutKey = ({$schema: _own, ...properties}: JsonSchema): JsonSchema => properties
