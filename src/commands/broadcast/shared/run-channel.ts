import type {Api} from '../../../api/index.ts'
import type {Channel} from '../../../bulk/delivery-options.ts'
import type {Manifest} from '../../../bulk/manifest.ts'
import type {SettleOptions} from '../../../bulk/settle.ts'
import type {RunStore} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {openOptedOutNow} from './opted-out-now.ts'

/** How a run reaches people, and how it finds out later whether it did. */
export interface RunChannel extends Channel {
  /** Looks for the message of a person in doubt. */
  readonly look: SettleOptions['look']
  /** Reads the echoes of the run from a recording of `listen --record`. */
  readonly echoesIn: (file: string) => NonNullable<SettleOptions['echoes']>
}

export interface ChannelNeeds {
  readonly api: Api
  readonly manifest: Manifest
  /** The store of all runs. */
  readonly store: RunStore
  /** How far the clock of the target is ahead of this one, in milliseconds; undefined when that is not known. */
  readonly aheadMs: () => number | undefined
  /** How long the run may wait before its first message, in milliseconds. */
  readonly mostWaitMs: number
}

/**
 * The channel of a run; loaded when a run needs it. It leaves out whoever has opted out by the moment of their message.
 * @throws {MsgrError} if the list of people who opted out is damaged.
 */
export async function channelOf(context: Context, needs: ChannelNeeds): Promise<RunChannel> {
  const [channel, optedOut] = await Promise.all([
    bareChannelOf(context, needs),
    openOptedOutNow(context, needs),
  ])
  return {
    ...channel,
    open: async (waiting, signal) =>
      (await channel.open?.(waiting, signal)) ?? optedOut.open(waiting, signal),
    leavesOut: async recipient => (await optedOut.leavesOut(recipient)) ?? channel.leavesOut?.(recipient),
  }
}

async function bareChannelOf(context: Context, needs: ChannelNeeds): Promise<RunChannel> {
  if (needs.manifest.channel === undefined)
    return (await import('./page-channel.ts')).pageChannel(context, needs)
  return (await import('./marketing/channel.ts')).marketingChannel(context, {
    ...needs,
    channel: needs.manifest.channel,
  })
}
