import {hintOf} from '../../cli/hints/index.ts'
import {renewalOf} from '../../config/secret-holder.ts'
import {GraphError, NetworkError} from '../../errors.ts'
import {lackingScopes} from '../../platform/debug-token.ts'
import {isProofRefused, isRefusal, mendBy, type Patient} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

const DAY_MS = 86_400_000
/** Soon enough to be told. */
const WARN_DAYS = 14

export function checkToken(patient: Patient): Finding {
  const {ok, fault, warning, skipped} = found('token')
  const {connection, page, token, nowMs} = patient
  const {tokenHolder} = patient.config
  const isStored = tokenHolder === undefined || tokenHolder.kind === 'store'
  const renewal = isStored
    ? loginCommand(patient)
    : renewalOf(tokenHolder, connection.pageName ?? connection.pageId)
  const newToken = mendBy(patient, 'msgr emulator token change --restore', renewal)
  if (connection.pageToken === undefined)
    return fault('there is none', mendBy(patient, 'msgr emulator reset', loginCommand(patient)))
  if ('error' in page) {
    const {error} = page
    if (isProofRefused(error)) return skipped('the app secret is refused before it')
    if (error instanceof NetworkError) return skipped('the platform was not reached')
    if (isRefusal(error, 190)) return fault(deathOf(error, patient), mendOf(error, newToken))
    return fault(error.message, hintOf(error) ?? newToken)
  }
  const info = token !== undefined && 'value' in token ? token.value : undefined
  if (info !== undefined && connection.appId !== undefined && info.app_id !== connection.appId) {
    return fault(
      `it belongs to the app ${info.app_id}, and the settings name the app ${connection.appId}`,
      'msgr config show --origin',
    )
  }
  if (info?.type === 'USER') return fault("it is a user's token, not a Page's", loginCommand(patient))
  const {id, name} = page.value
  if (connection.pageId !== undefined && connection.pageId !== id) {
    return fault(
      `it is that of the Page ${name ?? ''} (${id}), and the settings name the Page ${connection.pageId}`,
      renewal,
    )
  }
  const whose = `of ${name ?? 'the Page'} (${id})`
  const ends = [info?.expires_at, info?.data_access_expires_at].filter(
    seconds => seconds !== undefined && seconds > 0,
  )
  if (info === undefined)
    return ok(`${whose}; when it ends is told only to a known app: MSGR_APP_ID, MSGR_APP_SECRET`)
  const end = Math.min(...(ends as number[])) * 1000
  if (end - nowMs < WARN_DAYS * DAY_MS)
    return warning(`${whose}; it ends on ${new Date(end).toISOString().slice(0, 16)}Z`, newToken)
  return ok(
    `${whose}, ${ends.length === 0 ? 'without an end' : `until ${new Date(end).toISOString().slice(0, 10)}`}`,
  )
}

const loginCommand = ({connection: {pageName}}: Patient) =>
  `msgr login${pageName === undefined ? '' : ` --page ${pageName}`} --with-token < token.txt`

/** The reason, and what it means. */
function deathOf({refusal}: GraphError, {connection}: Patient): string {
  const subcode = refusal.subcode === undefined ? '' : ` (190/${refusal.subcode})`
  return `${connection.target === 'emulator' ? 'the emulated token' : 'it'} is dead: ${refusal.said ?? 'no reason was given'}${subcode}`
}

/** A new token is of no use while the account is locked or has no role on the Page. */
function mendOf(error: GraphError, newToken: string): string {
  const isAccountFirst = [459, 464, 492].includes(error.refusal.subcode ?? 0)
  if (!isAccountFirst || newToken.startsWith('msgr emulator')) return newToken
  return hintOf(error) ?? `First the account of the person, then a new token; then ${newToken}`
}

export function checkAppSecret(patient: Patient): Finding {
  const {ok, fault, skipped} = found('app secret')
  const {connection, page, token} = patient
  const origin = patient.config.settings.find(({name}) => name === 'appSecret')?.origin
  const mend = `put the secret of the app ${connection.appId ?? ''} where it comes from: msgr config show --origin`
  if (connection.appSecret === undefined)
    return skipped('not known: calls go without a proof, and webhooks unchecked; set MSGR_APP_SECRET')
  if ('error' in page && isProofRefused(page.error))
    return fault(
      `the platform refuses what it proves, or the clock of this machine is off; it comes from ${origin ?? 'the settings'}`,
      mend,
    )
  if (token !== undefined && 'error' in token && token.error instanceof GraphError)
    return fault(`the app is not known by it: ${token.error.refusal.said ?? token.error.message}`, mend)
  if ('error' in page) return skipped('it cannot be tried without a token')
  return ok(`proves calls of the app ${connection.appId ?? ''}`.trimEnd())
}

export function checkPermissions(patient: Patient): Finding {
  const {ok, fault, skipped} = found('permissions')
  const {token} = patient
  if (token === undefined || 'error' in token || !token.value.is_valid)
    return skipped('which ones the token has is told only to a known app, of a living token')
  const lacking = lackingScopes(token.value)
  if (lacking.length === 0) return ok(token.value.scopes.join(', '))
  return fault(
    `the token has not: ${lacking.join(', ')}`,
    mendBy(
      patient,
      `msgr emulator token change --give ${lacking.join(',')}`,
      `grant ${lacking.join(' and ')} to the app, make a new token, then ${loginCommand(patient)}`,
    ),
  )
}
