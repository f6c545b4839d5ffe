import type {Command} from 'commander'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {GraphError, UsageError} from '../../errors.ts'
import {isNumericId, type PageId} from '../../platform/ids.ts'
import {
  messageCampaignLimits as limits,
  type MessageCampaignRequest,
} from '../../platform/message-campaigns.ts'
import type {View} from '../../terminal/view.ts'
import {momentOption, parseMoment} from '../shared/arguments/duration.ts'
import {parseName} from '../shared/arguments/given-name.ts'
import {targetNow} from '../shared/arguments/target-time.ts'
import {type OwnCampaign, stateInWords, toOwnCampaign} from '../shared/wording/campaign.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {formatMoney} from '../shared/wording/money.ts'
import {
  type Budget,
  type BudgetFlags,
  checkBudgetFlags,
  declareBudget,
  minimumBudget,
  refuseTooSmall,
  toBudget,
} from './shared/budget.ts'
import {estimateInWords} from './shared/estimate.ts'
import {pageOfCampaigns} from './shared/page.ts'

interface CreateOptions extends BudgetFlags {
  readonly start?: string
  readonly end?: string
  readonly pixel?: string
  readonly letMetaSetBudget?: boolean
}

/** A new campaign, with what the platform said about it. */
export interface CreatedCampaign extends OwnCampaign {
  readonly info: string | undefined
  readonly warning: string | undefined
}

export function declare(command: Command): void {
  declareBudget(command.argument('<name>', 'the name of the campaign'))
    .addOption(momentOption('--start <time>', 'when it starts: 2026-12-01T08:00 or 2h (default: now)'))
    .addOption(
      momentOption(
        '--end <time>',
        'when it ends (default: with --lifetime 30 days after its start, with --daily never)',
      ),
    )
    .option('--pixel <id>', 'the pixel that counts what people do on your website')
    .option('--let-meta-set-budget', 'create it without a budget: Meta sets one, and may change it')
    .addHelpText(
      'after',
      `
A campaign is a budget and a span of time for the marketing messages of the Page. Creating it costs and sends nothing; each message
that is delivered is billed to the ad account. A daily budget is an average: one day may cost up to ${limits.mostOfADay} times as much, a week from
Sunday to Saturday at most seven times. Shows what it may cost and asks first. Nobody can be written to in the first hour.`,
    )
  addExamples(
    command,
    'msgr campaign create "Winter sale" --daily 20',
    'msgr campaign create "Winter sale" --lifetime 600 --start 2026-12-01T08:00 --end 2026-12-24T18:00 --yes',
  )
}

export async function run(context: Context, given: string, options: CreateOptions): Promise<CreatedCampaign> {
  const name = parseName(given, 'campaign').trim()
  checkBudgetFlags(options)
  refuseWithoutBudget(options)
  const span = toSpan(options, await targetNow(context))
  if (options.pixel !== undefined && !isNumericId(options.pixel))
    throw new UsageError(`--pixel ${options.pixel} is not the id of a pixel`)
  const api = await context.api()
  const pageId = await pageOfCampaigns(context, api)
  const {request, currency} = await planCampaign(context, api, {name, pageId, span, options})
  const {id, info, warning} = await api.campaigns.create(request)
  const said = {info: textOf(info), warning: textOf(warning)}
  if (said.warning !== undefined) context.io.warn(said.warning)
  const campaign = context.globals.dryRun ? {id} : await api.campaigns.get(id)
  return {...toOwnCampaign(campaign, {currency, nowMs: await targetNow(context)}), ...said}
}

/** @throws {UsageError} where nobody named a budget, and where Meta is to set one as well. */
function refuseWithoutBudget({daily, lifetime, letMetaSetBudget = false}: CreateOptions): void {
  const hasBudget = daily !== undefined || lifetime !== undefined
  if (hasBudget && letMetaSetBudget)
    throw new UsageError('--let-meta-set-budget and a budget exclude each other', {
      hint: 'Leave out one of them',
    })
  if (hasBudget || letMetaSetBudget) return
  throw new UsageError('The campaign has no budget', {
    hint: 'Give one: --daily 20 or --lifetime 600. To let Meta decide what is spent: --let-meta-set-budget',
  })
}

interface Span {
  readonly startMs: number | undefined
  readonly endMs: number | undefined
}

const DAY_MS = 86_400_000

/** @throws {UsageError} for times that the platform would refuse. */
function toSpan({start, end}: CreateOptions, nowMs: number): Span {
  const startMs = start === undefined ? undefined : parseMoment(start, '--start', nowMs)
  const endMs = end === undefined ? undefined : parseMoment(end, '--end', nowMs)
  if (startMs !== undefined && startMs > nowMs + limits.startDaysAhead * DAY_MS)
    throw new UsageError(`--start ${start} is more than ${limits.startDaysAhead} days ahead`)
  if (endMs !== undefined && endMs <= (startMs ?? nowMs))
    throw new UsageError(`--end ${end} is not after the start`, {hint: 'Give a later one, or leave it out'})
  return {startMs, endMs}
}

interface Draft {
  readonly name: string
  readonly pageId: PageId
  readonly span: Span
  readonly options: CreateOptions
}

/** What is asked of the platform, agreed to. A dry run makes no call, so that it takes a currency with cents. */
async function planCampaign(
  context: Context,
  api: Api,
  draft: Draft,
): Promise<{readonly request: MessageCampaignRequest; readonly currency: string | undefined}> {
  const {options} = draft
  if (context.globals.dryRun) {
    context.io.note(
      'A dry run does not look up the currency of the ad account: the budget is shown in hundredths',
    )
    return {request: toRequest(draft, toBudget(options, 'USD')), currency: undefined}
  }
  const account = await api.adAccount.get()
  const {currency = 'USD'} = account
  const budget = toBudget(options, currency)
  const [minimum, estimate] = await Promise.all([
    minimumBudget(api, currency),
    estimateOf(api, draft.pageId, budget),
  ])
  refuseTooSmall(budget, minimum, currency)
  context.io.note([
    `Campaign ${draft.name}, billed to ${account.name ?? 'the ad account'} (${account.id})`,
    ...costLines(budget, draft.span, currency),
    ...(estimate === undefined ? [] : [estimateInWords(estimate, currency)]),
    'Creating it costs and sends nothing. Nobody can be written to in the first hour, sometimes longer.',
  ])
  await context.prompt.agree('Create it?')
  return {request: toRequest(draft, budget), currency}
}

/** Useful, and no reason not to create the campaign. */
async function estimateOf({deliveryEstimates}: Api, pageId: PageId, budget: Budget) {
  try {
    return await deliveryEstimates.get({
      pageId,
      ...(budget?.kind === 'daily' && {dailyBudget: budget.minor}),
      ...(budget?.kind === 'lifetime' && {lifetimeBudget: budget.minor}),
    })
  } catch (error) {
    if (error instanceof GraphError) return undefined
    throw error
  }
}

const DAYS_OF_A_WEEK = 7

/** What it may cost, in sentences. */
function costLines(budget: Budget, {endMs}: Span, currency: string): readonly string[] {
  if (budget === undefined) return ['Meta sets the budget, and may change it: what it may cost is not known']
  const {kind, minor} = budget
  const amount = formatMoney(minor, currency)
  if (kind === 'lifetime') return [`Lifetime budget ${amount}: it costs at most that`]
  const most = formatMoney(Math.round(minor * limits.mostOfADay), currency)
  const week = formatMoney(minor * DAYS_OF_A_WEEK, currency)
  const end = endMs === undefined ? '. It has no end: it can cost that every week until you end it' : ''
  return [`Daily budget ${amount}: one day may cost up to ${most}, a week from Sunday on up to ${week}${end}`]
}

function toRequest({name, pageId, span, options}: Draft, budget: Budget): MessageCampaignRequest {
  const {startMs, endMs} = span
  return {
    name,
    page_id: pageId,
    ...(budget?.kind === 'daily' && {daily_budget: budget.minor}),
    ...(budget?.kind === 'lifetime' && {lifetime_budget: budget.minor}),
    ...(startMs !== undefined && {start_time: new Date(startMs).toISOString()}),
    ...(endMs !== undefined && {end_time: new Date(endMs).toISOString()}),
    ...(options.pixel !== undefined && {pixel_id: options.pixel}),
  }
}

/** Their type is not documented. */
function textOf(said: unknown): string | undefined {
  if (said === undefined || said === null) return undefined
  return typeof said === 'string' ? said : JSON.stringify(said)
}

export const view: View<CreatedCampaign> = (campaign, style) =>
  [
    `${style.good('✔')} Created the campaign ${campaign.name ?? ''} (${campaign.id}): ${stateInWords(campaign, style)}`,
    ...(campaign.info === undefined ? [] : [campaign.info]),
  ].join('\n')
