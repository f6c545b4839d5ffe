import * as canceling from '../../src/bulk/cancel.ts'
import * as drafting from '../../src/bulk/draft.ts'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import {folderRun} from '../../src/bulk/file-store/folder-run.ts'
import {openJournalFile} from '../../src/bulk/file-store/journal-file.ts'
import {journalOfFile} from '../../src/bulk/file-store/journal-lines.ts'
import {holdFolder} from '../../src/bulk/file-store/lock-folder.ts'
import {appendTo} from '../../src/bulk/file-store/run-journal.ts'
import * as journals from '../../src/bulk/journal.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import type {JournalMark} from '../../src/bulk/journal-mark.ts'
import * as ledgers from '../../src/bulk/ledger.ts'
import * as locks from '../../src/bulk/lock.ts'
import type {Manifest} from '../../src/bulk/manifest.ts'
import type {RecipientRow} from '../../src/bulk/recipient-rows.ts'
import * as reports from '../../src/bulk/report.ts'
import * as runs from '../../src/bulk/runs.ts'
import * as sending from '../../src/bulk/send-all.ts'
import * as rates from '../../src/bulk/steering/change-rate.ts'
import * as pausing from '../../src/bulk/steering/pause-run.ts'
import * as requests from '../../src/bulk/steering/requests.ts'
import type {AppendOptions} from '../../src/bulk/store.ts'

/** The engine over runs in folders, each named by its path. */

export interface DraftOptions extends Omit<drafting.DraftOptions, 'store'> {
  readonly runsFolder: string
}

export interface FolderDraft extends Omit<drafting.Draft, 'freeze'> {
  /** Returns the folder of the run. */
  readonly freeze: () => Promise<string>
}

export async function draftRun(
  rows: AsyncIterable<RecipientRow>,
  {runsFolder, ...options}: DraftOptions,
): Promise<FolderDraft> {
  const draft = await drafting.draftRun(rows, {...options, store: fileStore(runsFolder)})
  return {...draft, freeze: async () => `${runsFolder}/${(await draft.freeze()).run}`}
}

export const sendAll = (folder: string, options: sending.SendAllOptions) =>
  sending.sendAll(folderRun(folder), options)
export const readManifest = (folder: string): Promise<Manifest> => folderRun(folder).manifest()
export const readStatus = (folder: string) => runs.readStatus(folderRun(folder))
export const watchStatus = (folder: string, options: Parameters<typeof runs.watchStatus>[1]) =>
  runs.watchStatus(folderRun(folder), options)
export const readReport = (folder: string) => reports.readReport(folderRun(folder))
export const readLedger = (folder: string, manifest: Manifest) =>
  ledgers.readLedger(folderRun(folder), manifest)
export const findRun = (runsFolder: string, name: string, options?: runs.FindRunOptions) =>
  runs.findRun(fileStore(runsFolder), name, options)
export const listRuns = async (runsFolder: string): Promise<readonly string[]> =>
  (await fileStore(runsFolder).list()).map(({run}) => run)

export const cancelRun = (
  folder: string,
  reason: string,
  options: Parameters<typeof canceling.cancelRun>[2],
) => canceling.cancelRun(folderRun(folder), reason, options)
export const pauseRun = (folder: string, reason: string, options: Parameters<typeof pausing.pauseRun>[2]) =>
  pausing.pauseRun(folderRun(folder), reason, options)
export const changeRate = (folder: string, rate: number, options: Parameters<typeof rates.changeRate>[2]) =>
  rates.changeRate(folderRun(folder), rate, options)
export const requestStop = (folder: string, request: requests.StopRequest) =>
  requests.requestStop(folderRun(folder), request)
export const requestRate = (folder: string, perSecond: number, id?: string) =>
  requests.requestRate(folderRun(folder), perSecond, id)
export const readStop = (folder: string) => requests.readStop(folderRun(folder))
export const readRate = (folder: string) => requests.readRate(folderRun(folder))

export const lockRun = (folder: string, words?: locks.LockWords) =>
  locks.lockRun({hold: () => holdFolder(folder)}, words)
export const isLocked = (folder: string) => locks.isLocked(folderRun(folder))

export type Journal<Entry extends object = JournalEntry> = journals.Journal<Entry>
export const Journal = {open: openJournalFile}
export const readJournal = <Entry = JournalEntry>(
  file: string,
  options?: Parameters<typeof journalOfFile>[1],
) => journals.readJournal<Entry>(journalOfFile(file, options))
/** The journal of a run that this process need not have locked. */
export const openRunJournal = async (folder: string, end: JournalMark, options: AppendOptions) =>
  new journals.Journal(await appendTo(folder, end, options), end)
