import {UsageError} from '../../../errors.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {pageFieldAliases, pageFieldNames} from '../../../platform/webhook-events.ts'
import type {WebhookEvent} from '../../../webhook/parse-events.ts'

/** @throws {UsageError} if a name is not that of a field. */
export function parseFieldNames(text: string): readonly string[] {
  const names = text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  if (names.length === 0)
    throw new UsageError('No event is named', {hint: `Use one of: ${pageFieldNames.join(', ')}`})
  return [...new Set(names.map(toFieldName))]
}

/** @throws {UsageError} if there is no such field. */
export function toFieldName(name: string): string {
  const known = pageFieldAliases[name] ?? name
  if (pageFieldNames.includes(known) || known === 'unknown') return known
  const similar = nearest(name, pageFieldNames)
  throw new UsageError(`There is no event "${name}"`, {
    hint: similar === undefined ? `Use one of: ${pageFieldNames.join(', ')}` : `Did you mean ${similar}?`,
  })
}

/** Whether an event has one of these fields and is about this person; an undefined filter matches everything. */
export function wantedBy(
  fields: readonly string[] | undefined,
  psid: string | undefined,
): (event: WebhookEvent) => boolean {
  return event => (fields?.includes(event.field) ?? true) && (psid === undefined || event.psid === psid)
}
