import type {Api} from '../../../api/index.ts'
import {findLabelled} from '../../../audience/opt-out-label.ts'
import {openOptOuts, optedOut} from '../../../audience/opt-outs.ts'
import type {Channel} from '../../../bulk/delivery-options.ts'
import type {SeenIds} from '../../../bulk/duplicates.ts'
import {readLedger} from '../../../bulk/ledger.ts'
import type {Manifest} from '../../../bulk/manifest.ts'
import {readRecipients} from '../../../bulk/recipients-file.ts'
import type {RunStore} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'

/** How long somebody who opts out on another machine may still get a message. */
const MOST_AGE_MS = 500

/** What was planned so short a time ago is not looked up again. */
const FRESH_MS = 10 * 60_000

interface Needs {
  readonly api: Api
  readonly manifest: Manifest
  /** The store of all runs. */
  readonly store: RunStore
}

interface OptedOutNow {
  readonly open: NonNullable<Channel['open']>
  readonly leavesOut: NonNullable<Channel['leavesOut']>
}

/**
 * Whom a run leaves out at the moment of sending, because they have opted out since it was planned: the list is looked at before
 * each message, the label of the settings once, when a run that was planned a while ago goes on.
 * @throws {MsgrError} if the list is damaged.
 */
export async function openOptedOutNow(context: Context, needs: Needs): Promise<OptedOutNow> {
  const {page, channel} = needs.manifest
  const optOuts = await openOptOuts(context, {page: page.id, isMarketing: channel !== undefined})
  let labelled: SeenIds | undefined
  return {
    async open() {
      labelled = await lookUpLabels(context, needs)
      return undefined
    },
    async leavesOut(recipient) {
      await optOuts.refresh(MOST_AGE_MS)
      const isOut = optOuts.has(recipient) || labelled?.has(recipient.psid) === true
      return isOut ? {reason: optedOut.detail} : undefined
    },
  }
}

/** The people with the label among those who have not got the message; undefined if the plan is fresh. */
async function lookUpLabels(context: Context, {api, manifest, store}: Needs): Promise<SeenIds | undefined> {
  const {optOutLabel} = await context.config()
  const isFresh = context.clock.now() - Date.parse(manifest.created) < FRESH_MS
  if (optOutLabel === undefined || isFresh) return undefined
  const stored = store.open(manifest.run)
  const {ledger} = await readLedger(stored, manifest)
  const isOpen = (line: number) => ['remaining', 'inDoubt'].includes(ledger.stateOf(line))
  return findLabelled(context, api, unskipped(readRecipients(stored, isOpen)))
}

async function* unskipped<Listed extends {readonly skip?: string | undefined}>(
  listed: AsyncIterable<Listed>,
): AsyncGenerator<Listed> {
  for await (const each of listed) if (each.skip === undefined) yield each
}
