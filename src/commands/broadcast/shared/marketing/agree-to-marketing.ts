import {refuseOptedOut} from '../../../../audience/opt-outs.ts'
import type {SendRequest} from '../../../../bulk/manifest.ts'
import type {Context} from '../../../../context.ts'
import {InDoubtError, MsgrError, UsageError} from '../../../../errors.ts'
import type {MarketingMessageRequest} from '../../../../platform/marketing-messages.ts'
import {agreeToBudget, type LetMetaFlag} from '../../../shared/arguments/agree-to-budget.ts'
import {type BroadcastPlan, planLines} from '../plan-result.ts'
import type {MarketingPlan} from '../planning.ts'

export interface AgreeOptions extends LetMetaFlag {
  readonly testTo?: string | undefined
  /** What to say when the person wants only the test. */
  readonly declined?: string | undefined
  /** The message of the first recipient. */
  readonly example: SendRequest | undefined
  readonly plan: BroadcastPlan
  readonly question: string
}

/**
 * Shows the plan with what it may cost, and asks; first for a test message, which costs as well.
 * @throws {CancelledError} if the person says no. @throws {MsgrError} if the test was not sent: then nobody else gets it either.
 */
export async function agreeToMarketing(
  context: Context,
  {spending: {campaign}, tester}: MarketingPlan,
  {testTo, declined, example, plan, question, letMetaSetBudget}: AgreeOptions,
): Promise<void> {
  const api = await context.api()
  const flags = letMetaSetBudget === undefined ? {} : {letMetaSetBudget}
  context.io.note(planLines(plan))
  if (testTo !== undefined && example !== undefined) {
    const {psid, token} = demandTester(tester())
    await refuseOptedOut(context, {psid, token}, 'they get no test of a marketing message')
    await agreeToBudget(context, api, campaign, {...flags, question: `Send the test message to ${psid}?`})
    const {recipient: _, ...draft} = example
    const request = {
      ...draft,
      message_id: campaign.id,
      messenger_delivery_data: {subscription_token: token},
    } as unknown as MarketingMessageRequest
    const {marketing_message_tracking_id: id = ''} = await api.marketingMessages
      .send(request, {retry: 'none'})
      .catch(error => failed(context, psid, error))
    context.io.note(`Accepted for ${psid} first: ${id}`)
  }
  const refused = testTo === undefined || declined === undefined ? {} : {declined}
  if (plan.toSend > 0) await agreeToBudget(context, api, campaign, {...flags, ...refused, question})
}

/** @throws {UsageError} if the person of `--test-to` gets no marketing messages. */
function demandTester(found: ReturnType<MarketingPlan['tester']>): NonNullable<typeof found> {
  if (found !== undefined) return found
  throw new UsageError('The person of --test-to is not a subscriber of this Page', {
    hint: 'To see who is: msgr subscriber list',
  })
}

function failed({io}: Context, psid: string, error: unknown): never {
  if (error instanceof InDoubtError)
    io.warn(`It is not known whether the test to ${psid} was accepted, so nobody else gets it`)
  else if (error instanceof MsgrError) io.warn(`The test to ${psid} was not sent, so nobody else gets it`)
  throw error
}
