import {SeenIds} from './duplicates.ts'
import {ClockTrack} from './platform-clock.ts'
import {readRecipients} from './recipients-file.ts'
import {readRunJournal} from './run-journal.ts'
import type {StoredRun} from './store.ts'

/** People by all that they are known by. */
export class KnownPeople {
  readonly #ids = new SeenIds()

  add({psid, token}: Known): void {
    this.#ids.add(psid)
    if (token !== undefined) this.#ids.add(toKey(token))
  }

  has({psid, token}: Known): boolean {
    return this.#ids.has(psid) || (token !== undefined && this.#ids.has(toKey(token)))
  }
}

interface Known {
  readonly psid: string
  readonly token?: string | undefined
}

/** No PSID looks like it. */
const toKey = (token: string) => `0:${token}`

/**
 * Whom a run wrote to after a moment by the platform's clock, in milliseconds since 1970; default: ever. An attempt without a
 * result counts, because it may have arrived.
 * @throws {MsgrError} if the run cannot be read.
 */
export async function readPeopleWritten(
  run: StoredRun,
  sinceMs: number = Number.NEGATIVE_INFINITY,
): Promise<KnownPeople> {
  const {recipients} = await run.manifest()
  const people = new KnownPeople()
  const clocks = new ClockTrack()
  // For each line the latest attempt that may have arrived: when, and where in the journal.
  const times = new Float64Array(recipients.total + 1)
  const offsets = new Float64Array(recipients.total + 1)
  for await (const entries of readRunJournal(run)) {
    for (const {entry, offset} of entries) {
      clocks.see(entry, offset)
      if (!('line' in entry)) continue
      const {event, line, at} = entry
      if (event === 'attempt') [times[line], offsets[line]] = [at, offset]
      else if (event !== 'sent' && event !== 'doubt') times[line] = 0
    }
  }
  const isRecent = (line: number) => {
    const at = times[line] ?? 0
    return at > 0 && at + clocks.aheadAt(offsets[line] ?? 0) > sinceMs
  }
  for await (const recipient of readRecipients(run, isRecent)) people.add(recipient)
  return people
}
