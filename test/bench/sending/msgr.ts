import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createApi} from '../../../src/api/index.ts'
import {folderRun} from '../../../src/bulk/file-store/folder-run.ts'
import {beginningOf} from '../../../src/bulk/journal-mark.ts'
import type {RecipientRow} from '../../../src/bulk/recipient-rows.ts'
import {sendAll} from '../../../src/bulk/send-all.ts'
import type {Held, JournalSink, StoredRun} from '../../../src/bulk/store.ts'
import {createSender} from '../../../src/commands/broadcast/shared/page-channel.ts'
import {hashFile} from '../../../src/system/file-bytes.ts'
import {draftRun, openRunJournal, readStatus} from '../../bulk/on-files.ts'

export interface BenchOptions {
  readonly url: string
  readonly token: string
  readonly appSecret?: string
  readonly width: number
  readonly count: number
  /** Messages per second; default: as fast as possible. */
  readonly rate?: number
  /** The first of the consecutive ids. */
  readonly firstId?: string
  /** False: nothing is written to the journal. Default true. */
  readonly hasJournal?: boolean
}

const message = {messaging_type: 'UPDATE', message: {text: 'Hello from the shop: we are open on Sunday'}}
const clock = {
  now: Date.now,
  sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)),
}

async function* rows({count, firstId = '24000000000000000'}: BenchOptions): AsyncGenerator<RecipientRow> {
  for (let index = 0; index < count; index++) {
    yield {psid: String(BigInt(firstId) + BigInt(index)), fields: {}, place: index + 1}
  }
}

/** Creates the sender for all runs to one address, with its connections. */
export function createClient({url, token, appSecret}: BenchOptions): ReturnType<typeof createSender> {
  return createSender(createApi({graphUrl: url, pageToken: token, appSecret}))
}

/** Plans and freezes a run, and returns how to send it. */
export async function prepareRun(options: BenchOptions, send = createClient(options)) {
  const {hasJournal = true} = options
  const runsFolder = await mkdtemp(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'msgr-bench-'))
  const {run, freeze} = await draftRun(rows(options), {
    runsFolder,
    message,
    check: () => [],
    messageName: 'message',
    target: 'platform',
    page: {id: '109876543210987'},
    rate: 300,
    nowMs: Date.now(),
    random: Math.random,
  })
  const folder = await freeze()
  return {
    run,
    folder,
    remove: () => rm(runsFolder, {recursive: true, force: true}),
    status: () => readStatus(folder),
    sendAll: () =>
      sendAll(hasJournal ? folderRun(folder) : withoutJournal(folderRun(folder)), {
        send,
        width: options.width,
        rate: options.rate ?? Number.POSITIVE_INFINITY,
        clock,
        random: Math.random,
        signal: new AbortController().signal,
      }),
  }
}

/** As many lines as are written at once. */
const GROUP = 5000

/** Writes the journal of a run that has sent to everybody, without sending. */
export async function writeSentJournal(folder: string, count: number): Promise<void> {
  const start = beginningOf(await hashFile(join(folder, 'manifest.json')))
  const journal = await openRunJournal(folder, start, {acceptsCopy: false})
  const at = Date.now()
  journal.append({event: 'start', at, pid: 1})
  for (let line = 1; line <= count; line++) {
    journal.append({event: 'attempt', line, at})
    journal.append({event: 'sent', line, at, messageId: `m_${'x'.repeat(86)}`})
    if (line % GROUP === 0) await journal.sync()
  }
  await journal.close()
}

const nowhere: JournalSink = {append: async () => {}, close: async () => {}}

/** The same run with a journal that is not written. */
function withoutJournal(run: StoredRun): StoredRun {
  const hold: StoredRun['hold'] = async purpose => {
    const claim = await run.hold(purpose)
    if (!('taken' in claim)) return claim
    const held: Held = {...claim.taken, append: async () => nowhere}
    return {taken: held}
  }
  return {...run, hold}
}
