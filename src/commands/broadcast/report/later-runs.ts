import type {Manifest} from '../../../bulk/manifest.ts'
import {readReported} from '../../../bulk/report.ts'
import type {RunStore, StoredRun} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'
import {explainGraphError} from '../../../platform/graph-errors.ts'
import type {Lives} from './lives.ts'

/**
 * Notes from later runs of the same Page who got another message since, and who could not be reached any more: the platform sends no
 * event when somebody blocks a Page.
 */
export async function readLaterRuns(
  {io}: Pick<Context, 'io'>,
  store: RunStore,
  {run, page, target, sequence}: Pick<Manifest, 'run' | 'page' | 'target' | 'sequence'>,
  lives: Lives,
): Promise<void> {
  for (const {run: other} of await store.list()) {
    const stored = store.open(other)
    const manifest = other === run ? undefined : await stored.glance()
    const isLater = manifest?.sequence !== undefined && manifest.sequence > sequence
    if (!isLater || manifest.page?.id !== page.id || manifest.target !== target) continue
    try {
      await readLaterRun(stored, lives)
    } catch (error) {
      if (!(error instanceof MsgrError)) throw error
      io.warn(`The later run ${other} cannot be read, so what it shows is missing: ${error.message}`)
    }
  }
}

async function readLaterRun(stored: StoredRun, lives: Lives): Promise<void> {
  for await (const {row, atMs, attemptMs} of readReported(stored)) {
    const line = lives.lineOf(row.psid)
    if (line === undefined || atMs === undefined) continue
    if (row.outcome === 'sent') lives.note(line, 'nextRun', attemptMs ?? atMs)
    if (row.code === undefined) continue
    const {lostBy} = explainGraphError(row.code, {subcode: row.subcode, said: row.reason})
    if (lostBy !== undefined) lives.note(line, lostBy, atMs)
  }
}
