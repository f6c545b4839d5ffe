import {readFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {readChunks} from '../../system/file-bytes.ts'
import {ownerOf} from '../../system/process-lock.ts'
import {type Manifest, SCHEMA_VERSION} from '../manifest.ts'
import type {StoredRun} from '../store.ts'
import {readFrozenManifest} from './frozen-manifest.ts'
import {FileLines, readLastEntry} from './journal-lines.ts'
import {holdFolder} from './lock-folder.ts'
import {requestsIn} from './requests.ts'
import {runFiles} from './run-files.ts'
import {journalIn} from './run-journal.ts'
import {readWitness} from './witness.ts'

/** A run in a folder. */
export function folderRun(folder: string): StoredRun {
  const files = {
    manifest: join(folder, runFiles.manifest),
    list: join(folder, runFiles.recipients),
    journal: join(folder, runFiles.journal),
  }
  return {
    run: basename(folder),
    places: files,
    manifest: () => readFrozenManifest<Manifest>(folder, {noun: 'run', schemaVersion: SCHEMA_VERSION}),
    glance: () => glanceAt(files.manifest),
    list: () => readChunks(files.list),
    journal: from => journalIn(folder, from),
    last: async () => readLastEntry(files.journal, await readWitness(folder)),
    lines: () => FileLines.open(files.journal),
    holder: () => ownerOf(folder),
    hold: () => holdFolder(folder),
    requests: requestsIn(folder),
  }
}

async function glanceAt(manifest: string): Promise<Partial<Manifest> | undefined> {
  try {
    return JSON.parse(await readFile(manifest, 'utf8')) as Partial<Manifest>
  } catch {
    return undefined
  }
}
