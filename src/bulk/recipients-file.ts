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
  includes: (line: number) => boolean = () => true,
): AsyncGenerator<ListedRecipient> {
  let line = 0
  for await (const lines of lineBatches(run.list())) {
    for (const bytes of lines) {
      line += 1
      if (includes(line)) yield {line, ...(JSON.parse(bytes.toString()) as PlannedRecipient)}
    }
  }
}
