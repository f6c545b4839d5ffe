import {join} from 'node:path'
import {glanceAtManifest, type Manifest} from '../../../bulk/manifest.ts'
import {readReported} from '../../../bulk/report.ts'
import {listRuns} from '../../../bulk/runs.ts'
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
  runsFolder: string,
  {run, page, target, sequence}: Pick<Manifest, 'run' | 'page' | 'target' | 'sequence'>,
  lives: Lives,
): Promise<void> {
  for (const other of await listRuns(runsFolder)) {
    const folder = join(runsFolder, other)
    const manifest = other === run ? undefined : await glanceAtManifest(folder)
    const isLater = manifest?.sequence !== undefined && manifest.sequence > sequence
    if (!isLater || manifest.page?.id !== page.id || manifest.target !== target) continue
    try {
      await readLaterRun(folder, lives)
    } catch (error) {
      if (!(error instanceof MsgrError)) throw error
      io.warn(`The later run ${other} cannot be read, so what it shows is missing: ${error.message}`)
    }
  }
}

async function readLaterRun(folder: string, lives: Lives): Promise<void> {
  for await (const {row, atMs, attemptMs} of readReported(folder)) {
    const line = lives.lineOf(row.psid)
    if (line === undefined || atMs === undefined) continue
    if (row.outcome === 'sent') lives.note(line, 'nextRun', attemptMs ?? atMs)
    if (row.code === undefined) continue
    const {lostBy} = explainGraphError(row.code, {subcode: row.subcode, said: row.reason})
    if (lostBy !== undefined) lives.note(line, lostBy, atMs)
  }
}
