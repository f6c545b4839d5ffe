import type {RecipientRow} from '../bulk/recipient-rows.ts'
import type {Context} from '../context.ts'
import {isNumericId, type Psid} from '../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../platform/route.ts'
import {parseTimeZone, type TimeZone} from '../system/time-zone.ts'
import {askAll} from './ask-all.ts'
import {inGroups} from './groups.ts'

/** The columns of a file that may have the time zone of a person. */
const zoneColumns = ['timezone', 'time_zone', 'tz']

const textOf = ({fields}: Pick<RecipientRow, 'fields'>): string =>
  zoneColumns.map(name => fields[name]?.trim() ?? '').find(text => text !== '') ?? ''

/** Why the time zone in a row cannot be used; undefined if it can, or there is none. */
export function zoneFault(row: RecipientRow): string | undefined {
  const text = textOf(row)
  if (text === '' || parseTimeZone(text) !== undefined) return undefined
  return `${text.slice(0, 80)} is not a time zone; write it like Europe/Vienna, or in hours from GMT: 5.5`
}

/** The same rows with the time zones in their columns; what is none makes a row malformed. */
export async function* withZones(rows: AsyncIterable<RecipientRow>): AsyncGenerator<RecipientRow> {
  for await (const row of rows) {
    const zone = parseTimeZone(textOf(row))
    const fault = zone === undefined ? zoneFault(row) : undefined
    if (fault !== undefined) yield {...row, skip: {reason: 'malformed', detail: fault}}
    else yield zone === undefined ? row : {...row, zone}
  }
}

/** After so many profiles without a time zone, no other is read: the Page may not see them. */
const MOST_IN_VAIN = 4 * MAX_BATCH_OPERATIONS

/**
 * The same rows in their order; people without a time zone get that of their profile, if the Page may see it. A dry run asks nobody.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/user-profile
 */
export async function* withZonesOfProfiles(
  context: Context,
  rows: AsyncIterable<RecipientRow>,
): AsyncGenerator<RecipientRow> {
  let inVain = context.globals.dryRun ? MOST_IN_VAIN : 0
  for await (const group of inGroups(rows, MAX_BATCH_OPERATIONS)) {
    const asked = group.filter(
      ({psid, zone, skip}) => zone === undefined && skip === undefined && isNumericId(psid),
    )
    if (inVain >= MOST_IN_VAIN || asked.length === 0) {
      yield* group
      continue
    }
    const zones = await zonesOf(
      context,
      asked.map(({psid}) => psid as Psid),
    )
    inVain = zones.size === 0 ? inVain + asked.length : 0
    for (const row of group) {
      const zone = row.zone ?? zones.get(row.psid)
      yield zone === undefined ? row : {...row, zone}
    }
  }
}

async function zonesOf(context: Context, psids: readonly Psid[]): Promise<ReadonlyMap<string, TimeZone>> {
  const {users} = await context.api()
  const answers = await askAll(context, psids, people => users.getAll(people, ['timezone']))
  const zones = new Map<string, TimeZone>()
  for (const [index, psid] of psids.entries()) {
    const result = answers[index]
    const hours = result !== undefined && 'answer' in result ? result.answer.timezone : undefined
    const zone = hours === undefined ? undefined : parseTimeZone(String(hours))
    if (zone !== undefined) zones.set(psid, zone)
  }
  return zones
}
