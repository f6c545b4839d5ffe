import {join} from 'node:path'
import type {NewRun, RunDraft, RunStore} from '../store.ts'
import {DraftFolder} from './draft-folder.ts'
import {folderRun} from './folder-run.ts'
import {lockFolder} from './lock-folder.ts'
import {runFiles} from './run-files.ts'
import {readSequence} from './run-folder.ts'

/** Runs in a folder, each in its own folder with its witness beside it. */
export const fileStore = (runsFolder: string): RunStore => ({
  list: () => readSequence(runsFolder),
  open: run => folderRun(join(runsFolder, run)),
  draft: options => draftIn(runsFolder, options),
  claimName: (name, {page, target}) => lockFolder(join(runsFolder, 'names', `${name}@${target}-${page.id}`)),
  claimWork: target => lockFolder(join(runsFolder, 'workers', target)),
})

async function draftIn(runsFolder: string, options: NewRun): Promise<RunDraft> {
  const draft = await DraftFolder.create({...options, runsFolder}, runFiles.recipients)
  return {
    run: draft.run,
    addToList: bytes => draft.addToList(bytes),
    sequence: () => draft.sequence(),
    finish: manifest => draft.finish(manifest),
    freeze: async failpoint => folderRun(await draft.freeze(failpoint)),
    discard: () => draft.discard(),
  }
}
