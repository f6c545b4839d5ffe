import {readFile} from 'node:fs/promises'
import {UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import type {WebhookEnvelope} from '../platform/webhook-events.ts'
import {parseEvents} from './parse-events.ts'
import {sampleNotes} from './sample-notes.ts'

/** Beside this file in the sources and beside the bundle. */
const folder = new URL('./samples/', import.meta.url)

/** The names of the sample events: `messages.text`. */
export const sampleNames: readonly string[] = Object.keys(sampleNotes)

export interface Sample {
  readonly name: string
  /** The field of its first event. */
  readonly field: string
  readonly note: string
}

/** Every sample event with the field it belongs to. */
export function listSamples(): Promise<readonly Sample[]> {
  return Promise.all(
    Object.entries(sampleNotes).map(async ([name, note]) => ({
      name,
      field: parseEvents(await loadSample(name))[0]?.field ?? 'unknown',
      note,
    })),
  )
}

/**
 * A delivery as the platform would send it, with made-up ids and an old time.
 * @throws {UsageError} if there is none of that name.
 */
export async function loadSample(name: string): Promise<WebhookEnvelope> {
  if (!Object.hasOwn(sampleNotes, name)) throw unknownSample(name)
  return JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'))
}

function unknownSample(name: string): UsageError {
  const variants = sampleNames.filter(
    known => known.startsWith(`${name}.`) || known.split('.').includes(name),
  )
  const similar = nearest(name, sampleNames)
  const suggestion = variants.length > 0 ? variants.slice(0, 8).join(', ') : similar
  return new UsageError(`There is no sample event "${name}", and no such file`, {
    ...(suggestion === undefined ? {reason: 'sampleUnknown'} : {hint: `Did you mean ${suggestion}?`}),
  })
}
