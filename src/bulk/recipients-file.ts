import {lineBatches} from './lines.ts'
import type {PlannedRecipient} from './plan.ts'
import type {StoredRun} from './store.ts'

/** A recipient of the frozen list with its line number, 1 for the first. */
export interface ListedRecipient extends PlannedRecipient {
  readonly line: number
}

/** Reads the frozen list in order. Lines that `includes` rejects are not parsed. */
export async function* readRecipients(
  run: Pick<StoredRun, 'list'>,
  includes?: (line: number) => boolean,
): AsyncGenerator<ListedRecipient> {
  for await (const batch of recipientBatches(run, includes)) yield* batch
}

/** The same in batches: a promise for each recipient costs more than parsing them. Each is to be read to its end before the next one. */
export async function* recipientBatches(
  run: Pick<StoredRun, 'list'>,
  includes: (line: number) => boolean = () => true,
): AsyncGenerator<Iterable<ListedRecipient>> {
  let line = 0
  function* recipientsIn(lines: Iterable<Buffer>): Generator<ListedRecipient> {
    for (const bytes of lines) {
      line += 1
      if (!includes(line)) continue
      const recipient = JSON.parse(bytes.toString()) as PlannedRecipient & {line: number}
      recipient.line = line
      yield recipient
    }
  }
  for await (const lines of lineBatches(run.list())) yield recipientsIn(lines)
}
