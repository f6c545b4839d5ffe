import type {OptOutPage, OptOuts} from '../bulk/opt-outs/opt-outs.ts'
import type {RecipientRow} from '../bulk/recipient-rows.ts'
import {pageOf} from '../commands/shared/arguments/run-page.ts'
import type {Context} from '../context.ts'
import {MsgrError, NetworkError, UsageError} from '../errors.ts'
import {findLabelled} from './opt-out-label.ts'
import {isMentioned, readOptOutsIn} from './opt-out-store.ts'
import {subscriberNamesOf} from './subscriber-names.ts'

/** Why somebody on the list gets nothing that goes to many people. */
export const optedOut = {
  reason: 'optedOut',
  detail: 'the person opted out',
} as const satisfies NonNullable<RecipientRow['skip']>

/** A dry run makes no calls: where the settings do not name the Page, it knows nobody who opted out. */
const UNKNOWN_PAGE = 'unknown'

/**
 * Whose list the command is about: that of its Page. Calls the platform only if the settings do not name the Page.
 * @param page The id of the Page, if known.
 */
async function optOutPage(context: Context, page?: string): Promise<OptOutPage> {
  const {target, pageId} = await context.connection()
  const known = page ?? pageId ?? (context.globals.dryRun ? UNKNOWN_PAGE : undefined)
  return {target, pageId: known ?? (await pageOf(context)).id}
}

export interface OptOutNeeds {
  /** The id of the Page, if known. */
  readonly page?: string | undefined
  /** Whether people may be known by their subscription tokens. */
  readonly isMarketing?: boolean | undefined
}

/**
 * The people who opted out of messages of the Page to many people.
 * @throws {MsgrError} if the list is damaged or cannot be read.
 */
export async function openOptOuts(
  context: Context,
  {page, isMarketing = false}: OptOutNeeds = {},
): Promise<OptOuts> {
  const nameOf = isMarketing ? await subscriberNamesOf(context) : undefined
  return readOptOutsIn(context, await optOutPage(context, page), nameOf)
}

/**
 * Warns before a message to one person who opted out: an answer to what they ask is fine. Where the person is in no
 * list of any Page, nothing is looked up for it. A store that is away keeps no answer from anybody.
 */
export async function warnOfOptOut(context: Context, psid: string): Promise<void> {
  try {
    if (!(await isMentioned(context, psid))) return
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    context.io.warn(`Whether ${psid} opted out is not known: ${error.message}`)
    return
  }
  const optOuts = await openOptOuts(context)
  if (optOuts.has({psid})) context.io.warn(`${psid} opted out (msgr optout list): write only to answer them`)
}

/** @throws {MsgrError} if the person is on the list or has the label of the settings: a marketing message does not answer anything. */
export async function refuseOptedOut(
  context: Context,
  {psid, token}: {readonly psid: string | undefined; readonly token: string},
  what: string,
): Promise<void> {
  const optOuts = await openOptOuts(context, {isMarketing: true})
  const id = psid ?? optOuts.nameOf(token)
  const labelled = await findLabelled(context, await context.api(), [{psid: id}])
  if (optOuts.has({psid: id, token}) || labelled.has(id)) throw isOnList(id, what)
}

export const isOnList = (psid: string, what: string): MsgrError =>
  new MsgrError(`${psid} opted out, so ${what}`, {reason: 'personOptedOut', data: {psid}})

/**
 * @param what The way of sending, which reaches people without naming them: `the Broadcast API`.
 * @throws {UsageError} if anybody opted out, because single people cannot be left out there.
 */
export async function refuseIfAnyoneOptedOut(context: Context, what: string, hint: string): Promise<void> {
  const {optOutLabel} = await context.config()
  if (optOutLabel !== undefined)
    throw new UsageError(
      `People with the label ${optOutLabel} opted out (optOutLabel of the settings), and ${what} cannot leave out single people`,
      {hint},
    )
  const {count} = await openOptOuts(context)
  if (count === 0) return
  throw new UsageError(
    `${count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`} opted out, and ${what} cannot leave out single people`,
    {hint},
  )
}
