import type {Io} from '../context.ts'
import {type Fault, InvalidInputError, UsageError} from '../errors.ts'
import {type Psid, toPsid} from '../platform/ids.ts'

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
 * People named on the command line and in a file (CSV with a column psid, NDJSON, or one id per line), each once.
 * @throws {UsageError} if there is none, or {InvalidInputError} with every row that names nobody.
 */
export async function readPeople(
  io: Io,
  given: readonly string[],
  file: string | undefined,
): Promise<readonly Psid[]> {
  const people = new Set(given.map(parsePsid))
  const faults: Fault[] = []
  if (file !== undefined) {
    const {malformedReason, readRecipientRows} = await import('../bulk/recipient-rows.ts')
    for await (const row of readRecipientRows(io.readLines(file), file)) {
      const reason = malformedReason(row)
      if (reason === undefined) people.add(row.psid as Psid)
      else faults.push({path: row.place, message: reason})
    }
  }
  if (faults.length > 0) throw new InvalidInputError(file ?? '', faults)
  if (people.size > 0) return [...people]
  throw new UsageError('Nobody is named', {
    hint: 'Name people by PSID, or in a file with a column psid: --from people.csv',
  })
}
