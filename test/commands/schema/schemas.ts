import {Ajv, type ErrorObject} from 'ajv'
import {jsonSchemaOf} from '../../../src/commands/schema/json-schema.ts'
import {type SchemaName, schemaNames} from '../../../src/commands/schema/names.ts'

/** Strict: a schema that says something the validator does not know, or contradicts itself, is refused. */
const ajv = new Ajv({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
  keywords: ['patternErrorMessage'],
})

const validators = Object.fromEntries(
  Object.keys(schemaNames).map(name => [name, ajv.compile(jsonSchemaOf(name as SchemaName))]),
)

/** What an editor would underline: `/persistent_menu/0/locale is …`; nothing for what the schema takes. */
export function underlined(name: SchemaName, value: unknown): readonly string[] {
  const validate = validators[name]
  if (validate === undefined) throw new Error(`there is no schema ${name}`)
  return validate(value) ? [] : (validate.errors ?? []).map(told)
}

function told({instancePath, message, params}: ErrorObject): string {
  const key = 'additionalProperty' in params ? `/${params['additionalProperty']}` : ''
  return `${instancePath}${key} ${message}`
}

type Schema = Readonly<Record<string, unknown>>

/** The places of the properties that a schema says nothing about. */
export function undescribed(schema: Schema, at = ''): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties')
      return Object.entries(value as Schema).flatMap(([name, property]) => [
        ...((property as Schema)['description'] ? [] : [`${at}/${name}`]),
        ...undescribed(property as Schema, `${at}/${name}`),
      ])
    if (Array.isArray(value)) return value.flatMap(each => (isSchema(each) ? undescribed(each, at) : []))
    return isSchema(value) ? undescribed(value, at) : []
  })
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
