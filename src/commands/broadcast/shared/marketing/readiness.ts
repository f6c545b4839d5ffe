import type {Api} from '../../../../api/index.ts'
import type {WaitNotice} from '../../../../bulk/delivery-options.ts'
import type {EarlyEnd} from '../../../../bulk/outcome.ts'
import {exitCodeOf, hintOf} from '../../../../cli/hints/index.ts'
import type {Context} from '../../../../context.ts'
import {exitCodes, GraphError, NetworkError, UnauthorisedError} from '../../../../errors.ts'
import {readinessOf} from '../../../../platform/campaign-state.ts'
import type {CampaignId} from '../../../../platform/ids.ts'
import type {MessageCampaign} from '../../../../platform/message-campaigns.ts'
import {targetNow} from '../../../shared/arguments/target-time.ts'

/** How long a campaign is expected to be prepared when that cannot be seen. */
const UNKNOWN_WAIT_MS = 30 * 60_000
/** The campaign is asked about again after at most this time. */
const BETWEEN_LOOKS_MS = 60_000

export interface AwaitOptions {
  readonly api: Api
  readonly campaign: CampaignId
  /** Pauses the run if the campaign takes longer than this, in milliseconds. */
  readonly mostWaitMs: number
  readonly waiting: WaitNotice
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/** Waits until a campaign can send. Returns why the run ends instead: `ready at …` when that takes too long. */
export async function awaitCampaign(
  context: Context,
  {api, campaign: id, mostWaitMs, waiting, signal}: AwaitOptions,
): Promise<EarlyEnd | undefined> {
  const {clock} = context
  const untilMs = clock.now() + mostWaitMs
  try {
    for (;;) {
      const nowMs = await targetNow(context)
      const standing = standingOf(await api.campaigns.get(id), nowMs)
      if (standing === 'ready') return undefined
      if ('state' in standing) return standing
      const {waitMs, reason} = standing
      if (clock.now() + waitMs > untilMs)
        return {state: 'paused', exitCode: exitCodes.limited, reason, hint: waitHint}
      waiting(waitMs, reason)
      await clock.sleep(Math.min(waitMs, BETWEEN_LOOKS_MS), signal)
    }
  } catch (error) {
    return unreadable(error)
  }
}

const waitHint = 'Resume it then, or let it wait: --wait 2h'

/** Whether a campaign can send now, how long until it can, or why it cannot. */
function standingOf(
  campaign: MessageCampaign,
  nowMs: number,
): 'ready' | EarlyEnd | {readonly waitMs: number; readonly reason: string} {
  const {state, readyMs} = readinessOf(campaign, nowMs)
  const name = campaign.campaign?.name ?? campaign.id
  switch (state) {
    case 'active':
      return 'ready'
    case 'populating':
    case 'scheduled': {
      // The platform decides: where it does not show that it prepares the campaign, it answers the first message.
      if (state === 'populating' && campaign.effective_status === 'ACTIVE') return 'ready'
      const waitMs = readyMs === undefined ? UNKNOWN_WAIT_MS : readyMs - nowMs
      const why = state === 'populating' ? 'is being prepared' : 'starts later'
      const readyAt = new Date(nowMs + waitMs).toISOString()
      return {waitMs, reason: `the campaign ${name} ${why}; ready at ${readyAt}`}
    }
    default:
      return stopped(`the campaign ${name} is ${state}`, hints[state](campaign.id))
  }
}

const hints = {
  paused: (id: string) => `Activate it, then resume the run: msgr campaign activate ${id}`,
  ended: () =>
    'An ended campaign sends nothing more. Send the message with another: msgr campaign create <name>',
  blocked: (id: string) => `See why: msgr campaign get ${id}`,
}

const stopped = (reason: string, hint: string): EarlyEnd => ({
  state: 'stopped',
  exitCode: exitCodes.failed,
  reason,
  hint,
})

/** The campaign cannot be read for now, so nothing is sent. @throws any other error */
function unreadable(error: unknown): EarlyEnd {
  const isKnown =
    error instanceof GraphError || error instanceof NetworkError || error instanceof UnauthorisedError
  if (!isKnown) throw error
  return {state: 'paused', reason: error.message, exitCode: exitCodeOf(error), hint: hintOf(error)}
}
