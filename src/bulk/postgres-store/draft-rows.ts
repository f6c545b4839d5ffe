import {MsgrError} from '../../errors.ts'
import type {StoreConnection} from '../../store/connection.ts'
import {StoreError} from '../../store/errors.ts'
import {oneRow} from '../../store/one-row.ts'
import type {Manifest} from '../manifest.ts'
import {toRunId} from '../run-id.ts'
import type {NewRun, RunDraft} from '../store.ts'
import type {Shared} from './hold.ts'
import {hashText, storedRow} from './stored-row.ts'

const DUPLICATE = '23505'

/**
 * A run that is being written. Its list waits in memory, so that no transaction stays open while a person reads the plan: a million
 * people are about 100 MB.
 */
export async function draftRows(
  shared: Shared,
  connection: StoreConnection,
  {nowMs, random}: NewRun,
): Promise<RunDraft> {
  const run = await freeId(shared, nowMs, random)
  const parts: Buffer[] = []
  let manifest: string
  return {
    run,
    // The memory of the caller is used again.
    addToList: async bytes => void parts.push(Buffer.from(bytes)),
    sequence: () => nextSequence(shared),
    finish: async text => {
      manifest = text
    },
    async freeze(failpoint) {
      failpoint?.('plan-written')
      await freeze(shared, connection, {run, manifest, parts})
      failpoint?.('plan-renamed')
      return storedRow(shared, run)
    },
    discard: async () => {},
  }
}

async function freeId({query}: Shared, nowMs: number, random: () => number): Promise<string> {
  for (let second = 0; ; second++) {
    const run = toRunId(nowMs + second * 1000, random())
    if ((await query('select from msgr.run where run = $1', [run])).length === 0) return run
  }
}

async function nextSequence({query}: Shared): Promise<number> {
  const {next} = await oneRow<{next: number}>(
    query,
    `select coalesce(max((manifest ->> 'sequence')::bigint), 0) + 1 as next from msgr.run`,
  )
  return next
}

interface Frozen {
  readonly run: string
  readonly manifest: string
  readonly parts: readonly Buffer[]
}

/** In one transaction, so that the run exists completely or not at all. */
async function freeze(
  shared: Shared,
  connection: StoreConnection,
  {run, manifest, parts}: Frozen,
): Promise<void> {
  const {target, page, identity} = JSON.parse(manifest) as Manifest
  const hash = hashText(manifest)
  try {
    await connection.transaction(async query => {
      await query(
        'insert into msgr.page (target, page_id, name) values ($1, $2, $3) on conflict do nothing',
        [target, page.id, page.name],
      )
      await query(
        `insert into msgr.run (run, target, page_id, manifest, manifest_text, manifest_hash)
         values ($1, $2, $3, $4::text::jsonb, $4::text, $5)`,
        [run, target, page.id, manifest, hash],
      )
      for (const [no, bytes] of parts.entries())
        await query('insert into msgr.list_part (run, no, bytes) values ($1, $2, $3)', [run, no, bytes])
    })
  } catch (error) {
    if (error instanceof StoreError && error.sqlState === DUPLICATE && identity !== undefined)
      throw new MsgrError(`Another process has planned ${identity.name} meanwhile`, {
        hint: 'Start it again: it continues that run',
      })
    // The answer to the commit may be what was lost.
    const there = await shared.query('select from msgr.run where run = $1 and manifest_hash = $2', [
      run,
      hash,
    ])
    if (there.length === 0) throw error
  }
}
