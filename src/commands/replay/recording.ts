import type {Context} from '../../context.ts'
import {parseJson} from '../../webhook/json.ts'
import {parseEvents, type WebhookEvent} from '../../webhook/parse-events.ts'
import {type Recorded, readRecording} from '../../webhook/read-recording.ts'
import {findLastRecording} from '../../webhook/recordings.ts'
import type {ReplayPlan} from './plan.ts'

/** The file of a recording. @throws {UsageError} if there is no last one. */
export async function findRecording({config}: Context, recording: string): Promise<string> {
  return recording === 'last' ? findLastRecording((await config()).paths.stateFolder) : recording
}

/** Reads all of a recording, so that a broken line is reported before anything is sent. */
export async function countDeliveries({io}: Context, file: string): Promise<number> {
  let count = 0
  for await (const _recorded of readRecording(io.readLines(file), file)) count += 1
  return count
}

export interface Chosen {
  readonly recorded: Recorded
  readonly events: readonly WebhookEvent[]
}

/** The selected deliveries among the first `count`: a receiver may be adding to the recording meanwhile. */
export async function* chosen(
  recording: AsyncIterable<Recorded>,
  {isSelected, limit}: ReplayPlan,
  deliveries: number,
): AsyncGenerator<Chosen> {
  let [read, taken] = [0, 0]
  for await (const recorded of recording) {
    if (read === deliveries || taken === limit) return
    read += 1
    const events = eventsOf(recorded)
    if (!isSelected(events)) continue
    taken += 1
    yield {recorded, events}
  }
}

function eventsOf({body}: Recorded): readonly WebhookEvent[] {
  try {
    return parseEvents(parseJson(body.toString('utf8')))
  } catch {
    return []
  }
}
