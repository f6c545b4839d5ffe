import type {Command} from 'commander'
import type {MessageDraft} from '../../../bulk/manifest.ts'
import {DEFAULT_RATE, MAX_RATE} from '../../../bulk/pace.ts'
import {UsageError} from '../../../errors.ts'
import {parseCount} from '../../shared/arguments/count.ts'
import {durationOption, parseDuration} from '../../shared/arguments/duration.ts'

export interface PaceFlags {
  readonly rate?: string
  readonly width?: string
}

/**
 * Marketing messages per second. The platform refuses too many at once (2300078) and publishes no number: this is low enough for
 * every rate that is in use.
 */
const DEFAULT_MARKETING_RATE = 10

export interface WaitFlag {
  readonly wait?: string
}

/** How long a run waits for a campaign that is not ready. */
export const declareWait = (command: Command): Command =>
  command.addOption(
    durationOption(
      '--wait <duration>',
      'how long to wait for a campaign that is not ready, such as 2h; after that the run pauses (default: 1m)',
    ),
  )

/** In milliseconds; undefined where it is not given. */
export const parseWait = ({wait}: WaitFlag): number | undefined =>
  wait === undefined ? undefined : parseDuration(wait, '--wait')

/** How fast a run is sent. */
export function declarePace(command: Command): Command {
  return command
    .option(
      '--rate <n>',
      `messages per second, at most ${MAX_RATE} (default: ${DEFAULT_RATE}, because a higher rate slows the Page inbox down; ${DEFAULT_MARKETING_RATE} of marketing messages)`,
    )
    .option('--width <n>', 'the maximum number of requests in flight (default: half the rate)')
}

/** Calls per second for audio and video. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting */
const MAX_MEDIA_RATE = 10

/**
 * Messages per second from the command line, or the default for this message.
 * @throws {UsageError} if it is faster than the platform takes such messages.
 */
export function parseRate(
  text: string | undefined,
  {message}: MessageDraft,
  via?: 'marketing' | undefined,
): number {
  const {attachment} = message as {attachment?: {type?: unknown} | null}
  const isMedia = attachment?.type === 'audio' || attachment?.type === 'video'
  const most = isMedia ? MAX_MEDIA_RATE : MAX_RATE
  const usual = via === 'marketing' ? DEFAULT_MARKETING_RATE : DEFAULT_RATE
  const rate = parseCount(text, '--rate') ?? Math.min(usual, most)
  if (rate <= most) return rate
  throw new UsageError(`--rate ${rate} is too fast`, {
    hint: `The platform takes at most ${most} ${isMedia ? 'audio or video messages' : 'messages'} a second: --rate ${most}`,
  })
}

/**
 * Refuses flags that are about sending, and would do nothing, where the run is left to `broadcast work`.
 * @param ofSending what was given, by the names of the flags
 * @throws {UsageError} for the first that was given with --detach.
 */
export function refuseWithDetach(
  isDetached: boolean | undefined,
  ofSending: Readonly<Record<string, unknown>>,
): void {
  const stray = Object.entries(ofSending).find(([, value]) => value !== undefined)?.[0]
  if (isDetached === true && stray !== undefined)
    throw new UsageError(`${stray} does not work with --detach`, {hint: 'Leave out one of them'})
}
