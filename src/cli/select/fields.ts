import {fieldsOf, readOutputSchema} from '../../commands/shared/output-schema.ts'
import {UsageError} from '../../errors.ts'
import {nearest} from '../../platform/near-miss.ts'

/** Refuses fields that a command does not print, before it does anything. @throws {UsageError} */
export async function refuseUnknownFields(command: string, fields: readonly string[]): Promise<void> {
  const schema = await readOutputSchema(command)
  if (schema === undefined) return
  const {known, isOpen} = fieldsOf(schema)
  if (isOpen && !fields.includes('')) return
  const unknown = fields.find(field => !known.has(field))
  if (unknown === undefined) return
  const similar = nearest(unknown, [...known.keys()])
  throw new UsageError(
    unknown === '' ? '--json= needs the name of a field' : `msgr ${command} prints no field ${unknown}`,
    {hint: similar === undefined ? `It prints: ${[...known.keys()].join(', ')}` : `Did you mean ${similar}?`},
  )
}

/** Only these fields of an object, or of each object of a list, in this order; null for one that it does not have. */
export function pick(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map(item => pick(item, fields))
  if (typeof value !== 'object' || value === null) return value
  const whole = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(fields.map(field => [field, Object.hasOwn(whole, field) ? whole[field] : null]))
}
