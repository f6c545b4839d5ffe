import type {RecipientRow} from '../bulk/recipient-rows.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {type Asid, idWithin, isNumericId, type Psid, toPsid} from '../platform/ids.ts'
import type {InvalidRowsFlags} from './file-rows.ts'
import {type PsidColumnFlags, refuseListFlags} from './list-flags.ts'

/**
 * One person named on the command line.
 * @throws {UsageError} if it does not have the form of a PSID.
 */
export function parsePsid(text: string): Psid {
  const psid = toPsid(text)
  if (psid !== undefined) return psid
  throw notAnId(text, 'a PSID', 'A PSID is a number: msgr conversation list shows all')
}

/**
 * One person as the login of an app knows them.
 * @throws {UsageError} if it does not have the form of an ASID.
 */
function parseAsid(text: string): Asid {
  if (isNumericId(text)) return text as Asid
  throw notAnId(text, 'an ASID', 'An ASID is the number that Facebook Login gave the app')
}

function notAnId(text: string, what: string, hint: string): UsageError {
  const id = idWithin(text)
  return new UsageError(`${text} is not ${what}`, {
    hint: id === undefined ? hint : `It has no leading zeros, sign or spaces. If you mean ${id}, write that`,
  })
}

export interface PeopleFlags extends InvalidRowsFlags, PsidColumnFlags {}

/**
 * People named on the command line and in a file (CSV with a column psid, NDJSON, or one id per line), each once.
 * @throws {UsageError} if there is none, and the errors of `readFileRows`.
 */
export function readPeople(
  context: Context,
  given: readonly string[],
  file: string | undefined,
  flags: PeopleFlags = {},
): Promise<readonly Psid[]> {
  return readIds<Psid>(context, given.map(parsePsid), file, flags)
}

/** The same for people as the login of an app knows them; the column is asid. */
export function readLogins(
  context: Context,
  given: readonly string[],
  file: string | undefined,
  flags: PeopleFlags = {},
): Promise<readonly Asid[]> {
  return readIds<Asid>(context, given.map(parseAsid), file, flags, 'asid')
}

async function readIds<Id extends Psid | Asid>(
  context: Context,
  given: readonly Id[],
  file: string | undefined,
  flags: PeopleFlags,
  column?: 'asid',
): Promise<readonly Id[]> {
  const ids = new Set(given)
  if (file === undefined) refuseListFlags(flags, '--from people.csv')
  if (file !== undefined) {
    const [{readFileRows}, {malformedReason}, {columnNamed}] = await Promise.all([
      import('./file-rows.ts'),
      import('../bulk/recipient-rows.ts'),
      import('../bulk/id-column.ts'),
    ])
    const kind = column === undefined ? 'page-scoped' : 'app-scoped'
    const columns = column === undefined ? undefined : columnNamed(column)
    const options = {...flags, columns, reasonOf: (row: RecipientRow) => malformedReason(row, kind)}
    for await (const {psid} of readFileRows(context, file, options)) ids.add(psid as Id)
  }
  if (ids.size > 0) return [...ids]
  throw nobodyIsNamed(column ?? 'psid')
}

/** The error for a command about people that names none. @param column What a file calls the ids. */
export const nobodyIsNamed = (column: 'psid' | 'asid') =>
  new UsageError('Nobody is named', {
    hint: `Name people by ${column.toUpperCase()}, or in a file with a column ${column}: --from people.csv`,
  })
