import type {Context} from '../../../context.ts'
import {parseJson, toItem, toList} from '../../../webhook/json.ts'
import {readRecording} from '../../../webhook/read-recording.ts'
import {findLastRecording} from '../../../webhook/recordings.ts'

/** How many people of an audience the platform matched, in bounds. */
export interface Matched {
  readonly atLeast: number
  readonly atMost: number
}

const FIELD = 'marketing_messages_subscriber_upload_status'

/**
 * The newest bounds of an audience, from the events that `listen --record` kept; undefined when there are none yet.
 * @throws {UsageError} for a recording that cannot be read.
 */
export async function readMatched(
  {io, config}: Pick<Context, 'io' | 'config'>,
  recording: string,
  audienceId: string,
): Promise<Matched | undefined> {
  const file = recording === 'last' ? findLastRecording((await config()).paths.stateFolder) : recording
  let matched: Matched | undefined
  let newest = Number.NEGATIVE_INFINITY
  for await (const {body} of readRecording(io.readLines(await file), recording)) {
    const text = body.toString('utf8')
    if (!text.includes(FIELD)) continue
    for (const {at, ...found} of boundsIn(text, audienceId)) {
      if (at < newest) continue
      newest = at
      matched = found
    }
  }
  return matched
}

function boundsIn(text: string, audienceId: string): readonly (Matched & {readonly at: number})[] {
  const entries = toList(toItem(parseJson(text))['entry']).map(toItem)
  const values = entries.flatMap(entry =>
    toList(entry['changes'])
      .map(toItem)
      .filter(({field}) => field === FIELD)
      .map(change => toItem(change['value'])),
  )
  return values
    .filter(value => String(value['custom_audience_id']) === audienceId)
    .map(value => ({
      atLeast: Number(value['approximate_count_lower_bound']),
      atMost: Number(value['approximate_count_upper_bound']),
      at: Number(value['timestamp']),
    }))
    .filter(({atLeast, atMost}) => Number.isFinite(atLeast) && Number.isFinite(atMost))
}
