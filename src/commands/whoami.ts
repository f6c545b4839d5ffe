import type {Command} from 'commander'
import type {Connection} from '../config/index.ts'
import {renewalOf} from '../config/secret-holder.ts'
import type {Context} from '../context.ts'
import {type ExitCode, exitCodes, UnauthorisedError} from '../errors.ts'
import type {View} from '../terminal/view.ts'
import {countedLines, type FleetRow} from './shared/arguments/fleet.ts'
import {addExamples} from './shared/wording/examples.ts'
import {expiryOf, expiryText, inspectToken} from './shared/wording/token-info.ts'

/** The Page and the app that msgr acts for. Values that could not be found out are undefined. */
export interface Identity {
  readonly pageId: string | undefined
  readonly pageName: string | undefined
  readonly appId: string | undefined
  readonly appName: string | undefined
  /** The ad account that marketing messages are billed to; undefined when none is set. */
  readonly adAccount: string | undefined
  readonly target: 'platform' | 'emulator'
  /** Where calls go: `https://graph.facebook.com`, or the address of the emulator. */
  readonly graphUrl: string
  readonly apiVersion: string
  /** Where the token came from. */
  readonly tokenOrigin: string
  readonly tokenType: string | undefined
  readonly valid: boolean
  /** Why the token is not valid. */
  readonly reason: string | undefined
  /** How to fix it. */
  readonly mend: string | undefined
  readonly scopes: readonly string[] | undefined
  /** Whether the token expires; undefined when unknown. */
  readonly expires: boolean | undefined
  /** ISO 8601; undefined when it never expires or when unknown. */
  readonly expiresAt: string | undefined
  /** The same for the access to the data of people. */
  readonly dataAccessExpires: boolean | undefined
  readonly dataAccessExpiresAt: string | undefined
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    '\nThe platform shows scopes and expiry only if the app id and the app secret, or an app token, are known.',
  )
  addExamples(command, 'msgr whoami', 'msgr whoami --page staging --json', 'msgr whoami --all-pages')
}

export async function run(context: Context): Promise<Identity> {
  const [connection, api] = [await context.connection(), await context.api()]
  const {target, graphUrl, apiVersion, pageToken, appToken} = connection
  const token =
    pageToken === undefined || appToken === undefined
      ? undefined
      : await inspectToken(context, api, pageToken)
  if (token?.is_valid !== false) await warnOfOther(context)
  const page = token?.is_valid === false ? undefined : await api.page.get()
  const access = expiryOf(token?.data_access_expires_at)
  return {
    pageId: page?.id ?? token?.profile_id ?? connection.pageId,
    pageName: page?.name ?? connection.pageName,
    appId: token?.app_id ?? connection.appId,
    appName: token?.application,
    adAccount: connection.adAccount,
    target,
    graphUrl,
    apiVersion,
    tokenOrigin: await originOf(context, target),
    tokenType: token?.type,
    valid: page !== undefined,
    reason: token?.error?.message,
    mend: page === undefined ? await mendOf(context, connection) : undefined,
    scopes: token?.scopes,
    ...expiryOf(token?.expires_at),
    dataAccessExpires: access.expires,
    dataAccessExpiresAt: access.expiresAt,
  }
}

/** whoami shows the Page of the token; that it is not the Page in the settings is a warning, not a failure. */
async function warnOfOther({io, confirmPage}: Context): Promise<void> {
  try {
    await confirmPage()
  } catch (error) {
    if (!(error instanceof UnauthorisedError)) throw error
    io.warn(error.message.split('\n'))
  }
}

async function mendOf(
  {config}: Context,
  {target, pageName, pageId}: Connection,
): Promise<string | undefined> {
  return target === 'emulator'
    ? 'msgr emulator token change --restore'
    : renewalOf((await config()).tokenHolder, pageName ?? pageId)
}

async function originOf({config}: Context, target: Identity['target']): Promise<string> {
  if (target === 'emulator') return 'the emulator'
  const {settings} = await config()
  return settings.find(({name}) => name === 'token')?.origin ?? 'not set'
}

export const exitCode = ({valid}: Identity): ExitCode => (valid ? exitCodes.done : exitCodes.unauthorised)

/** The row of a Page among several: when its token expires. The apps are named below the table. */
export const fleet = {
  columns: () => ['expires'],
  inCommon: (identities: readonly Identity[]) =>
    countedLines(
      'App',
      identities.map(({appName, appId}) => (appId === undefined ? undefined : named(appName, appId))),
    ),
  row: (identity: Identity): FleetRow => ({
    state: identity.valid ? 'ok' : 'fault',
    cells: [identity.valid ? dayOf(expiryText(identity)) : undefined],
    problem: identity.valid ? undefined : `dead: ${reasonIn(identity.reason)}`,
  }),
}

const reasonIn = (reason = 'no reason was given') => reason.replace(/^Error validating access token: /, '')

/** Of a moment in ISO 8601, its day. */
const dayOf = (text: string) => text.replace(/T.*$/, '')

export const view: View<Identity> = (identity, {bad, time}) => ({
  columns: ['what', 'value'],
  rows: [
    ['page', named(identity.pageName, identity.pageId)],
    ['app', named(identity.appName, identity.appId)],
    ...(identity.adAccount === undefined ? [] : [['ad account', identity.adAccount]]),
    ['target', `${identity.target}, ${identity.apiVersion}`],
    ['host', identity.graphUrl],
    ['token', [identity.tokenType, `from ${identity.tokenOrigin}`].filter(Boolean).join(', ')],
    ...(identity.valid ? [] : [['not valid', bad(identity.reason ?? 'no reason was given')]]),
    ...(identity.mend === undefined ? [] : [['to fix it', identity.mend]]),
    ['scopes', identity.scopes?.join(', ') ?? 'unknown'],
    ['expires', time(expiryText(identity))],
    [
      'data access expires',
      time(expiryText({expires: identity.dataAccessExpires, expiresAt: identity.dataAccessExpiresAt})),
    ],
  ],
})

function named(name: string | undefined, id: string | undefined): string {
  if (id === undefined) return name ?? 'unknown'
  return name === undefined ? id : `${name} (${id})`
}
