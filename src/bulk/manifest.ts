import type {FileColumn} from './file-columns.ts'
import type {Schedule} from './schedule.ts'

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
  /** The number of the run in its store. */
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

/** Number of recipients that the plan leaves out. */
export function skippedByPlan({skipped}: Pick<Manifest, 'skipped'>): number {
  return Object.values(skipped).reduce((sum, count) => sum + count, 0)
}
