import * as z from 'zod'
import {isObject} from '../../platform/fields-schema.ts'
import {type SchemaName, schemaNames} from './names.ts'
import {schemas} from './written-files.ts'

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema of a file that people write, made from the checks of the file. Draft-07, because it is the newest
 * that every editor supports: Visual Studio Code supports later drafts in part, and so did the YAML language server for years.
 * Rules that a JSON Schema cannot express are left out, so that it accepts everything that msgr accepts.
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

/** Keywords that contain schemas, besides `properties`. Names of keys are not values and stay unchanged. */
const schemaKeywords = ['items', 'additionalItems', 'additionalProperties', 'anyOf', 'oneOf']

/** A half-written value can match several kinds, which editors would report as another error. */
const anyInsteadOfOne: Change = ({oneOf, ...rest}) => (oneOf === undefined ? rest : {...rest, anyOf: oneOf})

/** A value that may be null takes the description of its other form: editors look no deeper. */
const describedAbove: Change = schema => {
  const {anyOf} = schema
  if (!Array.isArray(anyOf) || 'description' in schema) return schema
  const [described, ...others] = anyOf.filter(each => 'description' in each)
  return others.length > 0 || described === undefined
    ? schema
    : {description: described.description, ...schema}
}

/** A text can contain variables, whose values are unknown here. */
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
  description: 'The JSON Schema with which editors complete and check this file; msgr ignores it',
}

/** Every form of a file may name its schema. */
function withSchemaKey(schema: JsonSchema): JsonSchema {
  const {anyOf, properties} = schema
  if (Array.isArray(anyOf)) return {...schema, anyOf: anyOf.map(withSchemaKey)}
  return {
    ...schema,
    properties: {$schema: schemaKey, ...(isObject(properties) ? withoutKey(properties) : {})},
  }
}

const withoutKey = ({$schema: _own, ...properties}: JsonSchema): JsonSchema => properties
