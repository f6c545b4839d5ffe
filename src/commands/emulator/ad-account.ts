import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {AdAccountChange, AdAccountSettings} from '../../emulator/control/protocol.ts'
import {termsParties} from '../../emulator/state/marketing.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {parseSwitch} from '../shared/arguments/switch.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly paymentMethod?: string
  readonly openTerms?: string
  readonly country?: string
  readonly pageCountry?: string
  readonly price?: string
  readonly spendingLimit?: string
  readonly prepaid?: string
  readonly stored?: string
  readonly caps?: string
  readonly warmUp?: string
  readonly expiry?: string
  readonly pageTokens?: string
}

export function declare(command: Command): void {
  command
    .option('--payment-method <yes|no>', 'whether the account has a payment method')
    .option(
      '--open-terms <who>',
      `who has not accepted the terms of marketing messages: ${termsParties.join(', ')}, several with commas, or none`,
    )
    .option('--country <code>', 'country of the account, in two letters')
    .option('--page-country <code>', 'country of the business that the Pages belong to')
    .option('--price <amount>', 'price of a delivered message in cents')
    .option('--spending-limit <amount>', 'what the account may spend, in cents, or none')
    .option('--prepaid <amount>', 'prepaid balance in cents, or none for an account that pays later')
    .option('--stored <amount>', 'stored balance in cents, or none')
    .option('--caps <on|off>', 'limit how many marketing messages a person gets')
    .addOption(durationOption('--warm-up <duration>', 'how long a new campaign sends nothing; 0s for none'))
    .option('--expiry <on|off>', 'end each subscription after a year')
    .option('--page-tokens <accepted|refused>', 'whether calls to an ad account take a Page token too')
    .addHelpText(
      'after',
      `
Without a flag, shows the ad account that pays for marketing messages, and how they are set.

Examples:
  $ msgr emulator ad-account
  $ msgr emulator ad-account --payment-method no
  $ msgr emulator ad-account --open-terms page,app
  $ msgr emulator ad-account --warm-up 0s --caps off`,
    )
}

export async function run(context: Context, options: Options): Promise<AdAccountSettings> {
  const {warmUp, openTerms, country, pageCountry} = options
  const change: AdAccountChange = {
    paymentMethod: parseSwitch(options.paymentMethod, '--payment-method', ['yes', 'no']),
    openTerms: openTerms === undefined ? undefined : termsIn(openTerms),
    country: country === undefined ? undefined : countryIn(country, '--country'),
    pageCountry: pageCountry === undefined ? undefined : countryIn(pageCountry, '--page-country'),
    price: amountIn(options.price, '--price') ?? undefined,
    spendingLimit: amountIn(options.spendingLimit, '--spending-limit'),
    prepaidBalance: amountIn(options.prepaid, '--prepaid'),
    storedBalance: amountIn(options.stored, '--stored'),
    caps: parseSwitch(options.caps, '--caps'),
    warmUpMs: warmUp === undefined ? undefined : parseDuration(warmUp, '--warm-up'),
    subscriptionsExpire: parseSwitch(options.expiry, '--expiry'),
    pageTokens: parseSwitch(options.pageTokens, '--page-tokens', ['accepted', 'refused']),
  }
  const emulator = await reach(context)
  return emulator.admin('POST', 'ad-accounts', context.globals.dryRun ? {} : change)
}

export const view: View<AdAccountSettings> = account =>
  [
    `${account.name} (${account.id})`,
    `currency         ${account.currency}`,
    `country          ${account.country}, Pages ${account.pageCountry}`,
    `payment method   ${account.paymentMethod ? 'yes' : 'no'}`,
    `open terms       ${account.openTerms.join(', ') || 'none'}`,
    `spent            ${account.spent} cents, ${account.price} for each delivered message`,
    `spending limit   ${account.spendingLimit ?? 'none'}`,
    `prepaid          ${account.prepaidBalance ?? 'none'}`,
    `stored balance   ${account.storedBalance ?? 'none'}`,
    `caps             ${account.caps ? 'on' : 'off'}`,
    `warm-up          ${account.warmUpMs / 60_000} minutes`,
    `expiry           ${account.subscriptionsExpire ? 'on' : 'off'}`,
    `Page tokens      ${account.pageTokens ? 'accepted' : 'refused'}`,
  ].join('\n')

/** @throws {UsageError} for a word that is not one of the parties. */
function termsIn(text: string): readonly string[] {
  if (text === 'none') return []
  const named = text.split(',').map(each => each.trim())
  const stray = named.find(each => !termsParties.some(party => party === each))
  if (stray === undefined) return named
  throw new UsageError(`--open-terms ${stray} is not one of ${termsParties.join(', ')}, none`)
}

/** @throws {UsageError} for what is not two letters. */
function countryIn(text: string, flag: string): string {
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase()
  throw new UsageError(`${flag} ${text} is not a country in two letters`, {hint: `Write it like ${flag} US`})
}

/** Null for none. @throws {UsageError} for what is not a whole number. */
function amountIn(text: string | undefined, flag: string): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  if (/^[0-9]{1,12}$/.test(text)) return Number(text)
  throw new UsageError(`${flag} ${text} is not a number of cents`, {hint: `Write it like ${flag} 5000`})
}
