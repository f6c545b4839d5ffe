import {createPost} from '../../callback/post.ts'
import type {Context} from '../../context.ts'
import type {RawAnswer} from '../../webhook/outgoing/post-raw.ts'
import type {TriggerRequest} from '../../webhook/outgoing/signed-request.ts'

/** With a rate, sending does not wait for answers; but no receiver gets more than this at once. */
const MAX_IN_FLIGHT = 100

export interface Series {
  readonly to: URL
  readonly count: number
  /** Per second; undefined: each after the previous one is answered. */
  readonly rate: number | undefined
  readonly next: (index: number) => TriggerRequest
}

/** Sends this many deliveries. Returns the answers in the order of sending. */
export async function sendMany(context: Context, series: Series): Promise<readonly RawAnswer[]> {
  const {to, count, rate, next} = series
  const {clock, signal} = context
  const post = await createPost(context, to)
  const answers: RawAnswer[] = []
  const inFlight = new Set<Promise<void>>()
  const bar = count > 1 ? context.progress.start('Sending') : undefined
  const startedAt = clock.now()
  let answered = 0
  let failure: {readonly error: unknown} | undefined

  const sendOne = async (index: number): Promise<void> => {
    const {headers, body} = next(index)
    try {
      answers[index] = await post({headers: Object.entries(headers).flat(), body})
      answered += 1
      bar?.update(`${answered} of ${count} answered`)
    } catch (error) {
      failure ??= {error}
    }
  }

  for (let index = 0; index < count && failure === undefined && !signal.aborted; index += 1) {
    const waitMs = rate === undefined ? 0 : startedAt + (index * 1000) / rate - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(error => (failure ??= {error}))
    if (failure !== undefined) break
    const sending = sendOne(index).finally(() => inFlight.delete(sending))
    inFlight.add(sending)
    if (rate === undefined || inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight)
  }
  await Promise.all(inFlight)
  bar?.stop()
  if (failure === undefined && answered < count) failure = {error: signal.reason}
  if (failure === undefined) return answers
  if (answered > 0) context.io.note(`${answered} of ${count} were answered before`)
  throw failure.error
}
