import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Command} from 'commander'
import {DownloadError, downloadFile} from '../../../api/core/download-file.ts'
import {inFlight} from '../../../api/core/in-flight.ts'
import {collect} from '../../../api/core/paging.ts'
import type {Context} from '../../../context.ts'
import {isJudged, PartlyDoneError, UsageError} from '../../../errors.ts'
import {
  type ConversationMessage,
  fileAddressOf,
  type MessageAttachment,
} from '../../../platform/conversations.ts'
import type {ConversationId, Psid} from '../../../platform/ids.ts'
import {explainSystemError} from '../../../system/errors.ts'
import {makeFolder} from '../../../system/folder.ts'
import {openWhole} from '../../../system/whole-file.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {toFileName} from '../../shared/files/file-name.ts'
import {toIso} from '../../shared/wording/times.ts'
import {type AttachmentFile, LIST_FILE, readList, writeList} from './attachment-list.ts'
import {attachmentFileName} from './attachment-name.ts'

export interface AttachmentFlags {
  /** The folder. */
  readonly attachments?: string
}

/** Declares `--attachments`. */
export function declareAttachments<Declared extends Command>(command: Declared): Declared {
  command.addOption(
    completedOption(
      'files',
      '--attachments <folder>',
      'also download images, videos and files, into this folder',
    ),
  )
  return command
}

/** What `--attachments` promises, for help. */
export const attachmentsHelp = `--attachments downloads the files of the newest messages. The folder gets one folder for each conversation, and
${LIST_FILE}, which names the message of each file. A file appears whole or not at all, and one that is already there is not
downloaded again, so that the command can be run again after an interruption. Files come from strangers: open them with care.`

export interface AttachmentCounts {
  readonly downloaded: number
  readonly present: number
  readonly failed: number
}

/** A folder that attachments are downloaded into. */
export interface AttachmentFolder {
  /** Downloads what is not there. @throws when this machine cannot write, or the token fails; not when a file cannot be had. */
  readonly download: (
    messages: readonly ConversationMessage[],
    of: {readonly conversationId: ConversationId; readonly psid: Psid | undefined},
  ) => Promise<readonly AttachmentFile[]>
  /** Writes the list of files and reports what was done. */
  readonly finish: () => Promise<AttachmentCounts>
}

/** Downloads at once. */
const WIDTH = 4

/**
 * Opens a folder for attachments, and creates it.
 * @throws {UsageError} if it cannot be created, or holds a list that cannot be read.
 */
export async function openAttachmentFolder(context: Context, folder: string): Promise<AttachmentFolder> {
  const root = context.io.resolve(folder)
  if (!context.globals.dryRun) await writing(folder, makeFolder(root))
  const listed = context.globals.dryRun ? new Map() : await writing(folder, readList(root))
  const counts = {downloaded: 0, present: 0, failed: 0}

  async function save({attachment, message, position, of}: ListedAttachment): Promise<AttachmentFile> {
    const file = `${toFileName(of.conversationId) ?? 'conversation'}/${attachmentFileName(message, attachment, position)}`
    const {name, mime_type: mimeType} = attachment
    const about = {
      ...{name, mimeType, messageId: message.id, createdAt: toIso(message.created_time)},
      ...{fromId: message.from?.id, psid: of.psid, conversationId: of.conversationId},
    }
    const path = join(root, file)
    const there = await stat(path).catch(() => undefined)
    if (there?.isFile()) return {file, outcome: 'present', reason: undefined, bytes: there.size, ...about}
    let reason: string | undefined
    for (const address of [
      async () => fileAddressOf(attachment),
      () => freshAddress(context, message, attachment, position),
    ]) {
      try {
        const url = await address()
        if (url === undefined) continue
        const bytes = await writing(folder, downloadTo(context, url, path))
        return {file, outcome: 'downloaded', reason: undefined, bytes, ...about}
      } catch (error) {
        if (!(error instanceof DownloadError || isJudged(error))) throw error
        reason = error.message
      }
    }
    return {file, outcome: 'failed', reason, bytes: undefined, ...about}
  }

  return {
    async download(messages, of) {
      const wanted = messages.flatMap(message =>
        (message.attachments?.data ?? [])
          .map((attachment, position) => ({attachment, message, position, of}))
          .filter(({attachment}) => fileAddressOf(attachment) !== undefined),
      )
      const files = await inFlight(wanted, save, {width: WIDTH})
      for (const each of files) {
        counts[each.outcome] += 1
        if (each.outcome === 'failed') context.io.warn(`${each.file} was not downloaded: ${each.reason}`)
        listed.set(each.file, each)
      }
      return files
    },
    async finish() {
      if (context.globals.dryRun) return counts
      await writing(folder, writeList(root, listed, context.io.hide))
      context.io.note(countsText(counts, folder))
      return counts
    },
  }
}

interface ListedAttachment {
  readonly attachment: MessageAttachment
  readonly message: ConversationMessage
  readonly position: number
  readonly of: {readonly conversationId: ConversationId; readonly psid: Psid | undefined}
}

/** Addresses expire, and a long list is old when its end is reached. Undefined if the attachment is gone. */
async function freshAddress(
  context: Context,
  message: ConversationMessage,
  {id}: MessageAttachment,
  position: number,
): Promise<string | undefined> {
  const {conversations} = await context.api()
  const fresh = await collect(conversations.attachments(message.id))
  const found = id === undefined ? fresh[position] : fresh.find(each => each.id === id)
  return found && fileAddressOf(found)
}

/** Returns the number of bytes. */
async function downloadTo(context: Context, url: string, path: string): Promise<number> {
  const {graphUrl} = await context.connection()
  const whole = await openWhole(path, {folderMode: 0o777})
  try {
    const bytes = await downloadFile(url, {graphUrl, write: whole.write, signal: context.signal})
    await whole.commit()
    return bytes
  } finally {
    await whole.discard()
  }
}

/** Explains what this machine cannot write. */
async function writing<Result>(folder: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const failure = explainSystemError(error)
    if (failure === undefined) throw error
    throw new UsageError(`${folder} cannot be written: ${failure.message}`, {cause: error})
  }
}

/** `Downloaded 12 files; 30 were there; 1 failed` */
function countsText({downloaded, present, failed}: AttachmentCounts, folder: string): string {
  const files = (count: number) => `${count.toLocaleString('en-US')} file${count === 1 ? '' : 's'}`
  const there = present === 0 ? '' : `; ${files(present)} already there`
  const not = failed === 0 ? '' : `; ${files(failed)} failed`
  return `Downloaded ${files(downloaded)}${there}${not}. Their messages: ${join(folder, LIST_FILE)}`
}

/** The error of a command whose rows are shown. */
export function partlyDownloaded({downloaded, present, failed}: AttachmentCounts): PartlyDoneError {
  return new PartlyDoneError(
    `${failed} of ${downloaded + present + failed} attachments were not downloaded`,
    {
      hint: 'Run the same command again: what is there is not downloaded again',
    },
  )
}
