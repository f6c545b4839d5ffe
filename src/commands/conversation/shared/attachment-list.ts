import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {openCsv} from '../../../bulk/csv-records.ts'
import type {ConversationId, MessageId, Psid} from '../../../platform/ids.ts'
import {writeWhole} from '../../../system/whole-file.ts'
import {csvTable} from '../../../terminal/csv.ts'
import {commaSeparated} from '../../../terminal/table.ts'
import {withFormulas} from '../../../text/formulas.ts'
import {splitLines} from '../../../text/line-ends.ts'

/** One file of a message. The keys are a public API. */
export interface AttachmentFile {
  /** Its path inside the folder, with `/`: `t_6411/20261120-091500-4f1d2c3b9a07-photo.jpg`. */
  readonly file: string
  /** `present`: an earlier run downloaded it. */
  readonly outcome: 'downloaded' | 'present' | 'failed'
  /** Why it failed. */
  readonly reason: string | undefined
  /** What its sender called it. */
  readonly name: string | undefined
  readonly mimeType: string | undefined
  readonly bytes: number | undefined
  readonly messageId: MessageId
  /** When the message was sent; ISO 8601, UTC. */
  readonly createdAt: string | undefined
  readonly fromId: string | undefined
  readonly psid: Psid | undefined
  readonly conversationId: ConversationId
}

/** The list of the files in a folder of attachments, which says the message of each. */
export const LIST_FILE = 'attachments.csv'

const columns = [
  'file',
  'outcome',
  'reason',
  'name',
  'mimeType',
  'bytes',
  'messageId',
  'createdAt',
  'fromId',
  'psid',
  'conversationId',
] as const satisfies readonly (keyof AttachmentFile)[]

/** A row of the list, by the name of its file. Rows of earlier runs stay as they were read. */
export type ListedFiles = Map<string, Readonly<Record<string, unknown>>>

/** The list that earlier runs left in a folder; empty without one. @throws {UsageError} if it is not CSV. */
export async function readList(folder: string): Promise<ListedFiles> {
  const file = join(folder, LIST_FILE)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const listed: ListedFiles = new Map()
  const reading = await openCsv(linesIn(text), {separator: ',', file, firstLine: 1})
  let header: readonly string[] | undefined
  try {
    for await (const {record} of reading.records) {
      if (header === undefined) header = record
      else {
        const cells = record.map(withFormulas)
        listed.set(
          cells[header.indexOf('file')] ?? '',
          Object.fromEntries(header.map((name, at) => [name, cells[at]])),
        )
      }
    }
  } catch (error) {
    throw reading.explained(error)
  } finally {
    await reading.close()
  }
  return listed
}

async function* linesIn(text: string): AsyncGenerator<string> {
  yield* splitLines(text)
}

/** Writes the list, whole. @param hide masks secrets. */
export function writeList(
  folder: string,
  listed: ListedFiles,
  hide: (text: string) => string,
): Promise<void> {
  const rows = [...listed.values()].toSorted((one, other) =>
    String(one['file']) < String(other['file']) ? -1 : 1,
  )
  const text = commaSeparated(csvTable(rows, {columns}), {isRaw: false})
  return writeWhole(join(folder, LIST_FILE), hide(text))
}
