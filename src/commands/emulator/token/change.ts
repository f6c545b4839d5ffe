import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {TokenChange} from '../../../emulator/control/protocol.ts'
import {deadSubcodes} from '../../../emulator/graph/tokens.ts'
import {UsageError} from '../../../errors.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {permissions} from '../../../platform/permissions.ts'
import type {View} from '../../../terminal/view.ts'
import {durationOption, parseDuration} from '../../shared/arguments/duration.ts'
import {parseSwitch} from '../../shared/arguments/switch.ts'
import {reach} from '../shared/reach.ts'
import {type ListedToken, tokenTable, toListed} from './shared/listing.ts'

export const json = 'array'

interface Options {
  readonly user?: boolean
  readonly ad?: boolean
  readonly dead?: string
  readonly expiresIn?: string
  readonly restore?: boolean
  readonly take?: string
  readonly give?: string
  readonly proof?: string
}

export function declare(command: Command): void {
  command
    .option('--user', "change the token of the person who administers the Pages instead of the Page's")
    .option('--ad', 'change the token for the ad account instead')
    .option(
      '--dead <subcode>',
      'invalidate it: every call is refused with 190 and 458, 459, 460, 463, 464, 467, 492 or 493',
    )
    .addOption(
      durationOption(
        '--expires-in <duration>',
        'let it expire after this time on the emulated clock, such as 1h',
      ),
    )
    .option('--restore', 'make it valid again, permanently')
    .option('--take <scopes>', 'permissions to remove, such as pages_messaging,read_insights')
    .option('--give <scopes>', 'permissions to add')
    .option('--proof <required|optional>', 'whether its app requires appsecret_proof in every call')
    .addHelpText(
      'after',
      `
Changes the token of the Page of --page, or else of the first.

Examples:
  $ msgr emulator token change --dead 460
  $ msgr emulator token change --expires-in 10m
  $ msgr emulator token change --take pages_messaging
  $ msgr emulator token change --restore --give pages_messaging`,
    )
}

export async function run(context: Context, options: Options): Promise<readonly ListedToken[]> {
  const change = toChange(options)
  const emulator = await reach(context)
  const {globals} = context
  if (options.user === true && options.ad === true)
    throw new UsageError('One token is changed at a time', {hint: 'Leave out --user or --ad'})
  const which = {
    user: options.user ?? false,
    ad: options.ad ?? false,
    ...(globals.page === undefined ? {} : {page: globals.page}),
  }
  const asked = globals.dryRun ? which : {...which, ...change}
  return [toListed(await emulator.admin('POST', 'tokens', asked))]
}

export const view: View<readonly ListedToken[]> = tokenTable

/** @throws {UsageError} if nothing is to be changed, or the token is to be both invalidated and restored. */
function toChange({dead, expiresIn, restore, take, give, proof}: Options): TokenChange {
  if (restore === true && (dead !== undefined || expiresIn !== undefined))
    throw new UsageError('A token cannot be invalidated and restored at once', {hint: 'Leave out --restore'})
  if (dead !== undefined && !deadSubcodes.some(subcode => String(subcode) === dead))
    throw new UsageError(`--dead ${dead} is not a subcode of an invalid token`, {
      hint: `Use one of ${deadSubcodes.join(', ')}`,
    })
  const change = {
    ...(dead === undefined ? {} : {dead: Number(dead)}),
    ...(expiresIn === undefined ? {} : {expiresInMs: parseDuration(expiresIn, '--expires-in')}),
    ...(restore === true ? {dead: null, expiresInMs: null} : {}),
    ...(take === undefined ? {} : {take: scopesIn(take, '--take')}),
    ...(give === undefined ? {} : {give: scopesIn(give, '--give')}),
    ...(proof === undefined ? {} : {proof: parseSwitch(proof, '--proof', ['required', 'optional'])}),
  }
  if (Object.keys(change).length > 0) return change
  throw new UsageError('There is nothing to change', {
    hint: 'See the tokens: msgr emulator token list',
  })
}

/** @throws {UsageError} for a permission that the platform does not have. */
function scopesIn(text: string, flag: string): readonly string[] {
  const scopes = text.split(',').map(scope => scope.trim())
  for (const scope of scopes) {
    if (permissions.some(known => known === scope)) continue
    const meant = nearest(scope, permissions)
    throw new UsageError(`${flag} ${scope} is not a permission`, {
      hint:
        meant === undefined
          ? "See the token's permissions: msgr emulator token list"
          : `Did you mean ${meant}?`,
    })
  }
  return scopes
}
