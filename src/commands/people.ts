import type {Io} from '../context.ts'
import {type Fault, InvalidInputError, UsageError} from '../errors.ts'
import {type Asid, isNumericId, type Psid, toPsid} from '../platform/ids.ts'

/**
 * One person named on the command line.
 * @throws {UsageError} if it does not have the form of a PSID.
 */
export function parsePsid(text: string): Psid {
  const psid = toPsid(text)
  if (psid !== undefined) return psid
  throw new UsageError(`${text} is not a PSID`, {
    hint: 'A PSID is a number: msgr conversation list shows them',
  })
}

/**
 * One person as the login of an app knows them.
 * @throws {UsageError} if it does not have the form of an ASID.
 */
export function parseAsid(text: string): Asid {
  if (isNumericId(text)) return text as Asid
  throw new UsageError(`${text} is not an ASID`, {
    hint: 'An ASID is the number that Facebook Login gave the app',
  })
}

/**
 * People named on the command line and in a file (CSV with a column psid, NDJSON, or one id per line), each once.
 * @throws {UsageError} if there is none, or {InvalidInputError} with every row that names nobody.
 */
export function readPeople(
  io: Io,
  given: readonly string[],
  file: string | undefined,
): Promise<readonly Psid[]> {
  return readIds<Psid>(io, given.map(parsePsid), file)
}

/** The same for people as the login of an app knows them; the column is asid. */
export function readLogins(
  io: Io,
  given: readonly string[],
  file: string | undefined,
): Promise<readonly Asid[]> {
  return readIds<Asid>(io, given.map(parseAsid), file, 'asid')
}

async function readIds<Id extends Psid | Asid>(
  io: Io,
  given: readonly Id[],
  file: string | undefined,
  column?: 'asid',
): Promise<readonly Id[]> {
  const ids = new Set(given)
  const faults: Fault[] = []
  if (file !== undefined) {
    const {malformedReason, readRecipientRows} = await import('../bulk/recipient-rows.ts')
    const columns = column === undefined ? undefined : [column]
    for await (const row of readRecipientRows(io.readLines(file), file, columns)) {
      const reason = malformedReason(row, column === undefined ? 'page-scoped' : 'app-scoped')
      if (reason === undefined) ids.add(row.psid as Id)
      else faults.push({path: row.place, message: reason})
    }
  }
  if (faults.length > 0) throw new InvalidInputError(file ?? '', faults)
  if (ids.size > 0) return [...ids]
  const name = column ?? 'psid'
  throw new UsageError('Nobody is named', {
    hint: `Name people by ${name.toUpperCase()}, or in a file with a column ${name}: --from people.csv`,
  })
}
