import type {EchoOfRun} from '../../../../bulk/echoes.ts'
import type {Doubt} from '../../../../bulk/settle.ts'
import type {Io} from '../../../../context.ts'
import {readMarketingEvents} from './recorded-events.ts'

/**
 * How long before or after the attempt an event may be dated. A person gets at most one message in 12 hours, so that another one is
 * farther away.
 */
export const NEAR_MS = 3_600_000

/**
 * Finds the people in doubt whose marketing message the platform reported on, by token and campaign, and by the time of the attempt.
 * An echo proves that the message was accepted, and so does whatever happened to it later.
 */
export async function* readMarketingEchoes(
  io: Pick<Io, 'readLines'>,
  file: string,
  {campaign, doubts}: {readonly campaign: string; readonly doubts: readonly Doubt[]},
): AsyncGenerator<EchoOfRun> {
  const byToken = new Map(doubts.flatMap(doubt => (doubt.token === undefined ? [] : [[doubt.token, doubt]])))
  for await (const event of readMarketingEvents(io, file, campaign)) {
    const doubt = byToken.get(event.token)
    if (doubt !== undefined && event.kind === 'echo' && isNear(event.atMs, doubt))
      yield {line: doubt.line, messageId: event.trackingId ?? ''}
  }
}

function isNear(atMs: number, {within, firstAt, lastAt}: Doubt): boolean {
  const {fromMs, toMs} = within ?? {fromMs: firstAt, toMs: lastAt}
  return atMs >= fromMs - NEAR_MS && atMs <= toMs + NEAR_MS
}
