import {createHash} from 'node:crypto'
import {MsgrError} from '../../errors.ts'
import {type Manifest, SCHEMA_VERSION} from '../manifest.ts'
import type {StoredRun} from '../store.ts'
import {readEchoes} from './echo-rows.ts'
import {readAnswers} from './evidence.ts'
import {holderOf, holdRun, type Shared} from './hold.ts'
import {ageOf, journalName, journalRows, lastEntry, linesOf} from './journal-rows.ts'
import {requestsOf} from './requests.ts'

interface Row {
  readonly text: string
  readonly hash: string
}

/** A run in the database. */
export function storedRow(shared: Shared, run: string): StoredRun {
  const {query} = shared
  const row = async (): Promise<Row> => {
    const [found] = await query<Row>(
      'select manifest_text as text, manifest_hash as hash from msgr.run where run = $1',
      [run],
    )
    if (found === undefined)
      throw new MsgrError(`There is no run ${run} in the store`, {reason: 'runNotFound'})
    return found
  }
  return {
    run,
    places: {list: `of the run ${run} in the store`, journal: journalName(run)},
    manifest: async () => checked(run, await row()),
    glance: () =>
      row().then(
        ({text}) => JSON.parse(text) as Partial<Manifest>,
        () => undefined,
      ),
    list: () => partsOf(shared, run),
    journal: async from => journalRows(query, run, (await row()).hash, from),
    last: async () => (await lastEntry(query, run))?.entry,
    lines: async () => linesOf(query, run),
    holder: () => holderOf(shared, run),
    async evidence(lines) {
      const [answers, echoes] = await Promise.all([readAnswers(query, run), readEchoes(query, run, lines)])
      return [...answers, ...echoes.map(echo => ({...echo, outcome: 'echoed' as const}))]
    },
    mayStillSendFor: async position => shared.lateSendMs - (await ageOf(query, run, position)),
    hold: (purpose = 'send') => holdRun(shared, run, purpose),
    requests: requestsOf(query, run),
  }
}

/** @throws {MsgrError} if the manifest is of another version of msgr, or not what was frozen. */
function checked(run: string, {text, hash}: Row): Manifest {
  const manifest = JSON.parse(text) as Manifest
  if (manifest.schemaVersion !== SCHEMA_VERSION)
    throw new MsgrError(
      `The run ${run} was planned by another version of msgr (schema ${manifest.schemaVersion})`,
      {
        hint: 'Continue with the version that planned the run',
      },
    )
  if (hashText(text) === hash) return manifest
  throw new MsgrError(`The manifest of the run ${run} was changed in the store after it was planned`, {
    reason: 'planChanged',
    data: {noun: 'run'},
  })
}

/** SHA-256 in hexadecimal digits. */
export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex')

async function* partsOf({query}: Shared, run: string): AsyncGenerator<Buffer> {
  for (let no = 0; ; no++) {
    const [part] = await query<{bytes: Buffer}>(
      'select bytes from msgr.list_part where run = $1 and no = $2',
      [run, no],
    )
    if (part === undefined) return
    yield part.bytes
  }
}
