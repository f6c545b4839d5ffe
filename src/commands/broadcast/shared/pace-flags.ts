import type {Command} from 'commander'
import type {MessageDraft} from '../../../bulk/manifest.ts'
import {DEFAULT_RATE, MAX_RATE} from '../../../bulk/pace.ts'
import {UsageError} from '../../../errors.ts'
import {parseCount} from '../../shared/arguments/count.ts'

export interface PaceFlags {
  readonly rate?: string
  readonly width?: string
}

/** How fast a run is sent. */
export function declarePace(command: Command): void {
  command
    .option(
      '--rate <n>',
      `messages per second, at most ${MAX_RATE} (default: ${DEFAULT_RATE}; a higher rate slows the Page inbox down)`,
    )
    .option('--width <n>', 'the maximum number of requests in flight (default: half the rate)')
}

/** Calls per second for audio and video. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting */
const MAX_MEDIA_RATE = 10

/**
 * Messages per second from the command line, or the default for this message.
 * @throws {UsageError} if it is faster than the platform takes such messages.
 */
export function parseRate(text: string | undefined, {message}: MessageDraft): number {
  const {attachment} = message as {attachment?: {type?: unknown} | null}
  const isMedia = attachment?.type === 'audio' || attachment?.type === 'video'
  const most = isMedia ? MAX_MEDIA_RATE : MAX_RATE
  const rate = parseCount(text, '--rate') ?? Math.min(DEFAULT_RATE, most)
  if (rate <= most) return rate
  throw new UsageError(`--rate ${rate} is too fast`, {
    hint: `The platform takes at most ${most} ${isMedia ? 'audio or video messages' : 'messages'} a second: --rate ${most}`,
  })
}
