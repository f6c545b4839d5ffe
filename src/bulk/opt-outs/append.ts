import {type FileHandle, open} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import type {Clock} from '../../system/clock.ts'
import {makeFolder, syncFolder} from '../../system/folder.ts'
import {claimFolder, type Lock} from '../../system/process-lock.ts'
import {changesIn} from './changes.ts'
import {encodeEntry, type OptOutEntry} from './entry.ts'
import {type OptOutList, type OptOutPlace, optOutsFolderIn} from './list.ts'

const LOOK_EVERY_MS = 50
/** After about ten seconds another process is not just adding somebody. */
const MOST_LOOKS = 200
/** Written at once. */
const CHUNK_CHARACTERS = 256 * 1024

export interface AppendOptions extends OptOutPlace {
  readonly clock: Pick<Clock, 'sleep'>
  /** In [0, 1). */
  readonly random: () => number
}

/**
 * Appends the entries that change something: somebody who is on the list is not added again, and only who is on it comes back.
 * Returns how many those were. They are on disk when this resolves. Processes that append at once wait for each other.
 * @throws {MsgrError} if the list is damaged or stays locked, or the error of `node:fs`; then nothing was appended.
 */
export async function appendOptOuts(
  list: OptOutList,
  entries: Iterable<OptOutEntry>,
  options: AppendOptions,
): Promise<number> {
  const folder = optOutsFolderIn(options.stateFolder)
  await makeFolder(folder, {mode: 0o700})
  const lock = await lockList(join(folder, `.${options.target}-${options.pageId}`), options)
  try {
    return await append(list, entries)
  } finally {
    await lock.release()
  }
}

async function append(list: OptOutList, entries: Iterable<OptOutEntry>): Promise<number> {
  list.refresh()
  const start = list.length
  const file = await open(list.file, 'a+', 0o600)
  try {
    // Half a line of a process that was killed. Whoever appends has the lock, so that nobody is writing it.
    await file.truncate(start)
    const added = await write(file, changesIn(list, entries))
    await file.sync()
    if (start === 0) await syncFolder(dirname(list.file))
    list.refresh()
    return added
  } catch (error) {
    await file.truncate(start).catch(() => undefined)
    throw error
  } finally {
    await file.close()
  }
}

async function write(file: FileHandle, entries: Iterable<OptOutEntry>): Promise<number> {
  let count = 0
  let text = ''
  for (const entry of entries) {
    count += 1
    text += encodeEntry(entry)
    if (text.length < CHUNK_CHARACTERS) continue
    await file.appendFile(text)
    text = ''
  }
  await file.appendFile(text)
  return count
}

async function lockList(folder: string, {clock, random}: AppendOptions): Promise<Lock> {
  for (let looks = 1; ; looks++) {
    const claim = await claimFolder(folder)
    if ('lock' in claim) return claim.lock
    const {name, hint} = claim.owner
    if (looks === MOST_LOOKS)
      throw new MsgrError(
        `The list of people who opted out is being changed by ${name}`,
        hint === undefined ? {reason: 'optOutsLocked'} : {hint},
      )
    // Two that see each other both step back: not for the same time.
    await clock.sleep(LOOK_EVERY_MS * (0.5 + random()))
  }
}
