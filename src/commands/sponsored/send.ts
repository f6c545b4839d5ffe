import type {Command} from 'commander'
import {refuseIfAnyoneOptedOut} from '../../audience/opt-outs.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {BroadcastId, CreativeId} from '../../platform/ids.ts'
import {sponsoredMessagesRoutes as routes} from '../../platform/sponsored-messages.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {declareForce, demandAlive, type ForceOptions} from '../shared/arguments/force.ts'
import {creativeIdOf, readCreativeSource} from '../shared/files/creative-message.ts'
import {readDocument} from '../shared/files/placed-document.ts'
import {addExamples} from '../shared/wording/examples.ts'

interface Options extends ForceOptions {
  readonly text?: string
  readonly adAccount?: string
  readonly dailyBudget?: string
  readonly bid?: string
  readonly country?: readonly string[]
  readonly targeting?: string
}

export interface SentSponsored {
  readonly adGroupId: string
  readonly broadcastId: BroadcastId
  readonly messageCreativeId: CreativeId
}

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        'files',
        '[message]',
        'JSON or YAML file with one message, or the id of a creative; - reads standard input',
      ),
    )
    .option('--text <text>', 'a text instead of a file, such as "Hi {{first_name|there}}"')
    .option('--ad-account <id>', 'the ad account that pays, such as act_123')
    .option('--daily-budget <amount>', "in the smallest unit of the account's currency")
    .option('--bid <amount>', "in the smallest unit of the account's currency")
    .option(
      '--country <code>',
      'people in this country, such as SE; repeatable',
      (country: string, countries: readonly string[] = []) => [...countries, country.toUpperCase()],
    )
    .addOption(
      completedOption(
        'files',
        '--targeting <file>',
        'JSON or YAML with a targeting specification, instead of --country',
      ),
    )
  declareForce(command, routes.create).addHelpText(
    'after',
    `
Takes the Page token, which needs the permission ads_management.
`,
  )
  addExamples(
    command,
    'msgr sponsored send offer.json --ad-account act_123 --daily-budget 100 --bid 400 --country US',
  )
}

export async function run(
  context: Context,
  message: string | undefined,
  options: Options,
): Promise<SentSponsored> {
  await demandAlive(context, routes.create, options)
  await refuseIfAnyoneOptedOut(context, 'an ad', 'Send it as a run, which does: msgr broadcast send --help')
  const account = parseAdAccount(demand(options.adAccount, '--ad-account act_123'))
  const amounts = {
    daily_budget: parseCount(demand(options.dailyBudget, '--daily-budget 100'), '--daily-budget'),
    bid_amount: parseCount(demand(options.bid, '--bid 400'), '--bid'),
  }
  const targeting = await readTargeting(context, options)
  const source = await readCreativeSource(context, message, options)
  await context.prompt.agree(`Let ${account} pay up to ${amounts.daily_budget} a day for it?`)
  const api = await context.api()
  const id = await creativeIdOf(api, source)
  const sent = await api.sponsoredMessages.create(account, {
    message_creative_id: id,
    ...amounts,
    targeting,
  })
  return {adGroupId: sent.ad_group_id, broadcastId: sent.broadcast_id, messageCreativeId: id}
}

/** Required here and not by the declaration, so that the error about the discontinued call comes first. */
function demand(value: string | undefined, flag: string): string {
  if (value !== undefined) return value
  throw new UsageError(`${flag.split(' ')[0]} is missing`, {hint: `Write it like ${flag}`})
}

function parseAdAccount(text: string): string {
  const [, digits] = /^(?:act_)?(\d{1,20})$/.exec(text) ?? []
  if (digits !== undefined) return `act_${digits}`
  throw new UsageError(`--ad-account ${text} is not an ad account`, {hint: 'Write it like act_123'})
}

/** @throws {UsageError} unless people are selected in exactly one way. */
async function readTargeting(
  context: Context,
  {country, targeting: file}: Options,
): Promise<Readonly<Record<string, unknown>>> {
  if ((file === undefined) === (country === undefined))
    throw new UsageError(file === undefined ? 'No people are selected' : 'People are selected in two ways', {
      hint: 'Give either countries, --country SE, or a file: --targeting spec.json',
    })
  if (file === undefined) return {geo_locations: {countries: country}}
  const specification = await readDocument(context, file)
  if (typeof specification === 'object' && specification !== null && !Array.isArray(specification))
    return specification as Readonly<Record<string, unknown>>
  throw new UsageError(`${file} does not contain a targeting specification`)
}

export const view: View<SentSponsored> = ({adGroupId: group, broadcastId: broadcast}, {good}) =>
  `${good('✔')} The platform has accepted it as broadcast ${broadcast}, paid for by ad group ${group}.`
