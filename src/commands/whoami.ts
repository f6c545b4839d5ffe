import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {type ExitCode, exitCodes} from '../errors.ts'
import type {View} from '../terminal/view.ts'
import {expiryOf, expiryText, inspectToken} from './inspect-token.ts'

/** In whose name msgr acts. What is undefined could not be found out. */
export interface Identity {
  readonly pageId: string | undefined
  readonly pageName: string | undefined
  readonly appId: string | undefined
  readonly appName: string | undefined
  readonly target: 'platform' | 'emulator'
  readonly apiVersion: string
  /** Where the token came from. */
  readonly tokenOrigin: string
  readonly tokenType: string | undefined
  readonly valid: boolean
  /** Why the token is not valid. */
  readonly reason: string | undefined
  readonly scopes: readonly string[] | undefined
  /** Of the token: false when it has no end, undefined when that is not known. */
  readonly expires: boolean | undefined
  /** ISO 8601; undefined when it has no end or that is not known. */
  readonly expiresAt: string | undefined
  /** The same of the access to the data of people. */
  readonly dataAccessExpires: boolean | undefined
  readonly dataAccessExpiresAt: string | undefined
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    '\nScopes and expiry are told by the platform only when the app id and the app secret, or an app token, are known.',
  )
}

export async function run(context: Context): Promise<Identity> {
  const [connection, api] = [await context.connection(), await context.api()]
  const {target, apiVersion, pageToken, appToken} = connection
  const token =
    pageToken === undefined || appToken === undefined
      ? undefined
      : await inspectToken(context, api, pageToken)
  const page = token?.is_valid === false ? undefined : await api.page.get()
  const access = expiryOf(token?.data_access_expires_at)
  return {
    pageId: page?.id ?? token?.profile_id ?? connection.pageId,
    pageName: page?.name ?? connection.pageName,
    appId: token?.app_id ?? connection.appId,
    appName: token?.application,
    target,
    apiVersion,
    tokenOrigin: await originOf(context, target),
    tokenType: token?.type,
    valid: page !== undefined,
    reason: token?.error?.message,
    scopes: token?.scopes,
    ...expiryOf(token?.expires_at),
    dataAccessExpires: access.expires,
    dataAccessExpiresAt: access.expiresAt,
  }
}

async function originOf({config}: Context, target: Identity['target']): Promise<string> {
  if (target === 'emulator') return 'the emulator'
  const {settings} = await config()
  return settings.find(({name}) => name === 'token')?.origin ?? 'not set'
}

export const exitCode = ({valid}: Identity): ExitCode => (valid ? exitCodes.done : exitCodes.unauthorised)

export const view: View<Identity> = (identity, {bad}) => ({
  columns: ['what', 'value'],
  rows: [
    ['page', named(identity.pageName, identity.pageId)],
    ['app', named(identity.appName, identity.appId)],
    ['target', `${identity.target}, ${identity.apiVersion}`],
    ['token', [identity.tokenType, `from ${identity.tokenOrigin}`].filter(Boolean).join(', ')],
    ...(identity.valid ? [] : [['not valid', bad(identity.reason ?? 'no reason was given')]]),
    ['scopes', identity.scopes?.join(', ') ?? 'unknown'],
    ['expires', expiryText(identity)],
    [
      'data access expires',
      expiryText({expires: identity.dataAccessExpires, expiresAt: identity.dataAccessExpiresAt}),
    ],
  ],
})

function named(name: string | undefined, id: string | undefined): string {
  if (id === undefined) return name ?? 'unknown'
  return name === undefined ? id : `${name} (${id})`
}
