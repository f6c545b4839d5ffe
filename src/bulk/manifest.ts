import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import {hashFile} from './frozen-list.ts'

/** A Send API request without its recipient. */
export type MessageTemplate = Readonly<Record<string, unknown>> & {
  readonly message: Readonly<Record<string, unknown>>
}

/** A Send API request to one person; `message.metadata` is `<run>:<line>`, which comes back in the echo of the message. */
export type SendRequest = MessageTemplate & {readonly recipient: {readonly id: string}}

/** What a run is: decided when it was planned, never changed afterwards. The content of `manifest.json`. */
export interface Manifest {
  readonly schemaVersion: typeof SCHEMA_VERSION
  readonly run: string
  /** ISO 8601. */
  readonly created: string
  readonly target: 'platform' | 'emulator'
  readonly page: {readonly id: string; readonly name?: string | undefined}
  readonly message: MessageTemplate
  /** SHA-256 of the message, as hexadecimal digits. */
  readonly messageHash: string
  readonly recipients: {readonly total: number; readonly hash: string}
  /** How many the plan leaves out, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** Messages per second. */
  readonly rate: number
  /** After so many percent of the people the run pauses once. */
  readonly samplePercent?: number | undefined
  /** Nothing is sent after this moment; ISO 8601. */
  readonly notAfter?: string | undefined
}

export const SCHEMA_VERSION = 1

/** The files of a run inside its folder. */
export const runFiles = {
  manifest: 'manifest.json',
  recipients: 'recipients.ndjson',
  journal: 'journal.ndjson',
} as const

export function hashMessage(message: MessageTemplate): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex')
}

/** How many recipients the plan itself leaves out. */
export function skippedByPlan({skipped}: Pick<Manifest, 'skipped'>): number {
  return Object.values(skipped).reduce((sum, count) => sum + count, 0)
}

/** @throws {MsgrError} if the manifest is missing, unreadable or of another schema version. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, runFiles.manifest)
  let manifest: Manifest
  try {
    manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
  } catch (cause) {
    throw new MsgrError(`${file} cannot be read, so this is no run that msgr can go on with`, {cause})
  }
  if (manifest.schemaVersion !== SCHEMA_VERSION) {
    throw new MsgrError(`${file} was written by another version of msgr (schema ${manifest.schemaVersion})`, {
      hint: 'Go on with the version that planned the run',
    })
  }
  return manifest
}

/**
 * Makes sure that a run is still the one that was planned.
 * @throws {MsgrError} if its message or its recipients were changed since.
 */
export async function verifyRun(folder: string, manifest: Manifest): Promise<void> {
  if (hashMessage(manifest.message) !== manifest.messageHash)
    throw changed(folder, runFiles.manifest, 'message')
  if ((await hashFile(join(folder, runFiles.recipients))) !== manifest.recipients.hash)
    throw changed(folder, runFiles.recipients, 'list of recipients')
}

function changed(folder: string, file: string, what: string): MsgrError {
  return new MsgrError(`The ${what} of this run was changed after it was planned: ${join(folder, file)}`, {
    hint: 'Put the file back as it was, or plan a new run: msgr broadcast send --help',
  })
}
