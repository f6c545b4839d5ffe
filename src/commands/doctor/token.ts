import {hintOf} from '../../cli/hints/index.ts'
import {renewalOf} from '../../config/secret-holder.ts'
import {GraphError, NetworkError} from '../../errors.ts'
import {lackingScopes} from '../../platform/debug-token.ts'
import {type CheckedPage, isProofRefused, isRefusal, mendBy} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

const DAY_MS = 86_400_000
/** A token that expires within this many days gets a warning. */
const WARN_DAYS = 14

export function checkToken(checkedPage: CheckedPage): Finding {
  const {ok, fault, warning, skipped} = found('token')
  const {connection, page, token, nowMs} = checkedPage
  const {tokenHolder} = checkedPage.config
  const isStored = tokenHolder === undefined || tokenHolder.kind === 'store'
  const renewal = isStored
    ? loginCommand(checkedPage)
    : renewalOf(tokenHolder, connection.pageName ?? connection.pageId)
  const newToken = mendBy(checkedPage, 'msgr emulator token change --restore', renewal)
  if (connection.pageToken === undefined)
    return fault('no token is set', mendBy(checkedPage, 'msgr emulator reset', loginCommand(checkedPage)))
  if ('error' in page) {
    const {error} = page
    if (isProofRefused(error)) return skipped('not checked, because the app secret is refused')
    if (error instanceof NetworkError) return skipped('the platform was not reached')
    if (isRefusal(error, 190)) return fault(deathOf(error, checkedPage), mendOf(error, newToken))
    return fault(error.message, hintOf(error) ?? newToken)
  }
  const info = token !== undefined && 'value' in token ? token.value : undefined
  if (info !== undefined && connection.appId !== undefined && info.app_id !== connection.appId) {
    return fault(
      `it belongs to the app ${info.app_id}, but the settings name the app ${connection.appId}`,
      'msgr config show --origin',
    )
  }
  if (info?.type === 'USER') return fault("it is a user's token, not a Page's", loginCommand(checkedPage))
  const {id, name} = page.value
  if (connection.pageId !== undefined && connection.pageId !== id) {
    return fault(
      `it belongs to the Page ${name ?? ''} (${id}), but the settings name the Page ${connection.pageId}`,
      renewal,
    )
  }
  const whose = `belongs to ${name ?? 'the Page'} (${id})`
  const ends = [info?.expires_at, info?.data_access_expires_at].filter(
    seconds => seconds !== undefined && seconds > 0,
  )
  if (info === undefined) return ok(`${whose}; to see when it expires, set MSGR_APP_ID and MSGR_APP_SECRET`)
  const end = Math.min(...(ends as number[])) * 1000
  if (end - nowMs < WARN_DAYS * DAY_MS)
    return warning(`${whose}; it expires on ${new Date(end).toISOString().slice(0, 16)}Z`, newToken)
  return ok(
    `${whose}, ${ends.length === 0 ? 'never expires' : `expires on ${new Date(end).toISOString().slice(0, 10)}`}`,
  )
}

const loginCommand = ({connection: {pageName}}: CheckedPage) =>
  `msgr login${pageName === undefined ? '' : ` --page ${pageName}`} --with-token < token.txt`

/** Why the token is dead. */
function deathOf({refusal}: GraphError, {connection}: CheckedPage): string {
  const subcode = refusal.subcode === undefined ? '' : ` (190/${refusal.subcode})`
  return `${connection.target === 'emulator' ? 'the emulated token' : 'it'} is dead${subcode}: ${refusal.said ?? 'no reason was given'}`
}

/** A new token does not help while the account is locked or has no role on the Page. */
function mendOf(error: GraphError, newToken: string): string {
  const isAccountFirst = [459, 464, 492].includes(error.refusal.subcode ?? 0)
  if (!isAccountFirst || newToken.startsWith('msgr emulator')) return newToken
  return hintOf(error) ?? `First fix the account of the person, then create a new token; then ${newToken}`
}

export function checkAppSecret(checkedPage: CheckedPage): Finding {
  const {ok, fault, skipped} = found('app secret')
  const {connection, page, token} = checkedPage
  const origin = checkedPage.config.settings.find(({name}) => name === 'appSecret')?.origin
  const mend = `store the secret of the app ${connection.appId ?? ''} where the settings read it: msgr config show --origin`
  if (connection.appSecret === undefined)
    return skipped('not known: calls have no proof, and webhooks are not checked; set MSGR_APP_SECRET')
  if ('error' in page && isProofRefused(page.error))
    return fault(
      `the platform refuses its proof, or the clock of this machine is wrong; it comes from ${origin ?? 'the settings'}`,
      mend,
    )
  if (token !== undefined && 'error' in token && token.error instanceof GraphError)
    return fault(
      `the platform does not accept it for the app: ${token.error.refusal.said ?? token.error.message}`,
      mend,
    )
  if ('error' in page) return skipped('needs a token')
  return ok(`works for calls of the app ${connection.appId ?? ''}`.trimEnd())
}

export function checkPermissions(checkedPage: CheckedPage): Finding {
  const {ok, fault, skipped} = found('permissions')
  const {token} = checkedPage
  if (token === undefined || 'error' in token || !token.value.is_valid)
    return skipped('needs a live token, and the app: set MSGR_APP_ID and MSGR_APP_SECRET')
  const lacking = lackingScopes(token.value)
  if (lacking.length === 0) return ok(token.value.scopes.join(', '))
  return fault(
    `the token lacks: ${lacking.join(', ')}`,
    mendBy(
      checkedPage,
      `msgr emulator token change --give ${lacking.join(',')}`,
      `grant ${lacking.join(' and ')} to the app, create a new token, then ${loginCommand(checkedPage)}`,
    ),
  )
}
