import {type EchoOfRun, echoesIn} from '../../../bulk/echoes.ts'
import type {Io} from '../../../context.ts'
import {atPlace, UsageError} from '../../../errors.ts'
import {parseJson} from '../../../platform/exact-json.ts'

/**
 * The messages of a run that came back as echoes, from a recording of `listen --record`; their metadata names the run and the line.
 * @throws {UsageError} for a line that is not a recorded delivery.
 */
export async function* readEchoes(
  {readLines}: Pick<Io, 'readLines'>,
  file: string,
  run: string,
): AsyncGenerator<EchoOfRun> {
  let number = 0
  for await (const line of readLines(file)) {
    number += 1
    // Most of a recording is about other messages.
    if (!line.includes(run)) continue
    yield* echoesIn(deliveryIn(line, file, number).body, run)
  }
}

interface Recorded {
  readonly body?: string
  readonly body_base64?: string
  readonly received_at?: string
}

interface Envelope {
  readonly entry?: readonly {
    readonly changes?: readonly Partial<Change>[]
  }[]
}

/** What an entry reports beside messages. */
export interface Change {
  readonly field: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The changes in a line of a recording. @throws {UsageError} if it is not a recorded delivery. */
export const changesIn = (line: string, file: string, number: number): readonly Change[] =>
  entriesOf(line, file, number).flatMap(({changes = []}) =>
    changes.flatMap(({field, value}) => (field === undefined || value === undefined ? [] : [{field, value}])),
  )

const entriesOf = (line: string, file: string, number: number): NonNullable<Envelope['entry']> =>
  (deliveryIn(line, file, number).body as Envelope | undefined)?.entry ?? []

/** A delivery of a recording. */
export interface RecordedDelivery {
  /** What the platform sent, as JSON; undefined for what is not JSON, such as a request of somebody else. */
  readonly body: unknown
  /** Milliseconds since 1970; undefined where it is not recorded. */
  readonly receivedMs: number | undefined
}

/**
 * A line of a recording of `listen --record`, or the body of a webhook request alone, as other programs log it.
 * @throws {UsageError} if it is neither.
 */
export function deliveryIn(line: string, file: string, number: number): RecordedDelivery {
  const recorded = parsedBy(line, JSON.parse) as (Recorded & Envelope) | null | undefined
  if (Array.isArray(recorded?.entry)) return {body: parsedBy(line, parseJson), receivedMs: undefined}
  const {body, body_base64: encoded, received_at: receivedAt = ''} = recorded ?? {}
  const text = body ?? (encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString())
  const receivedMs = Date.parse(receivedAt)
  if (typeof text === 'string')
    return {body: parsedBy(text, parseJson), receivedMs: Number.isNaN(receivedMs) ? undefined : receivedMs}
  const place = {file, line: number}
  throw new UsageError(atPlace(place, 'this is not a delivery that msgr listen --record wrote'), {place})
}

function parsedBy(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
