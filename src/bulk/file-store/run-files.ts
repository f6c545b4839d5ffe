import {join} from 'node:path'

/** The files of a run inside its folder. */
export const runFiles = {
  manifest: 'manifest.json',
  recipients: 'recipients.ndjson',
  journal: 'journal.ndjson',
} as const

/** The folder of the runs, in the state folder. */
export function runsFolderIn(stateFolder: string): string {
  return join(stateFolder, 'broadcasts')
}
