import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import type {FileColumn} from './file-columns.ts'
import {hashFile} from './frozen-list.ts'
import {readFrozenManifest} from './frozen-manifest.ts'
import type {Schedule} from './schedule.ts'
import {journalFile, manifestFile} from './witness.ts'

/** A Send API request without its recipient. */
export type MessageDraft = Readonly<Record<string, unknown>> & {
  readonly message: Readonly<Record<string, unknown>>
}

/**
 * A Send API request to one person. `message.metadata` is `<run>:<line>`, which the echo of the message contains; a
 * marketing message has none, because its echo names the token and the campaign.
 */
export type SendRequest = MessageDraft & {readonly recipient: {readonly id: string}}

/** A run of marketing messages: they are billed to an ad account, and reach people by the tokens in the frozen list. */
export interface MarketingRun {
  readonly via: 'marketing'
  readonly campaign: string
  /** With its prefix: `act_123`. */
  readonly adAccount: string
}

/** What the name of a run stands for: one message to the same people. */
export interface RunIdentity {
  readonly name: string
  /** The flags that select the people, as JSON. */
  readonly selection: string
  /** `PeopleDigest` of the people in the file, if one was given. */
  readonly people?: string | undefined
  /** `PeopleDigest` of the people in the files of `--not-to`, if there are any. */
  readonly excluded?: string | undefined
}

/** The description of a run: set when it is planned, never changed afterwards. The content of `manifest.json`. */
export interface Manifest {
  readonly schemaVersion: typeof SCHEMA_VERSION
  readonly run: string
  /** The number of the run in its folder. */
  readonly sequence: number
  /** ISO 8601. */
  readonly created: string
  /** Only of a run with a name. */
  readonly identity?: RunIdentity | undefined
  /** The run whose people this one tries again. */
  readonly retryOf?: string | undefined
  readonly target: 'platform' | 'emulator'
  /** How it reaches people; default: as messages of the Page. */
  readonly channel?: MarketingRun | undefined
  readonly page: {readonly id: string; readonly name?: string | undefined}
  readonly message: MessageDraft
  readonly recipients: {readonly total: number; readonly hash: string}
  /** Number of recipients that the plan leaves out, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** The columns of the file with the people, which the report repeats. */
  readonly columns?: readonly FileColumn[] | undefined
  /** Messages per second. */
  readonly rate: number
  /** The run pauses once after this percentage of the people. */
  readonly samplePercent?: number | undefined
  /** Nothing is sent after this moment; ISO 8601. */
  readonly notAfter?: string | undefined
  /** When it may send; default: always. */
  readonly schedule?: Schedule | undefined
  /** Whether it waits for a process that sends what is due. */
  readonly isDetached?: true | undefined
}

export const SCHEMA_VERSION = 2

/** The files of a run inside its folder. */
export const runFiles = {
  manifest: manifestFile,
  recipients: 'recipients.ndjson',
  journal: journalFile,
} as const

/** Number of recipients that the plan leaves out. */
export function skippedByPlan({skipped}: Pick<Manifest, 'skipped'>): number {
  return Object.values(skipped).reduce((sum, count) => sum + count, 0)
}

/** @throws {MsgrError} as `readFrozenManifest`. */
export function readManifest(folder: string): Promise<Manifest> {
  return readFrozenManifest(folder, {noun: 'run', schemaVersion: SCHEMA_VERSION})
}

/** What a manifest says, unchecked; undefined when it cannot be read. */
export async function glanceAtManifest(folder: string): Promise<Partial<Manifest> | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, runFiles.manifest), 'utf8')) as Partial<Manifest>
  } catch {
    return undefined
  }
}

/** @throws {MsgrError} if the list of a run was changed after it was planned. */
export async function verifyRecipients(folder: string, {recipients}: Manifest): Promise<void> {
  const file = join(folder, runFiles.recipients)
  if ((await hashFile(file)) === recipients.hash) return
  throw new MsgrError(`The list of recipients of this run was changed after it was planned: ${file}`, {
    reason: 'planChanged',
    data: {noun: 'run'},
  })
}
