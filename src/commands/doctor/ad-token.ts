import {hintOf} from '../../cli/hints/index.ts'
import {adRenewalOf} from '../../config/secret-holder.ts'
import {GraphError, type NetworkError} from '../../errors.ts'
import {lackingMarketingScopes, type TokenInfo} from '../../platform/debug-token.ts'
import {type Attempt, type CheckedPage, isRefusal, mendBy} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

const DAY_MS = 86_400_000
/** A token that expires within this many days gets a warning. */
const WARN_DAYS = 14

/** The kind of the token of the ad account, how long it lives, and what it may do. */
export function checkAdToken(
  checkedPage: CheckedPage,
  info: Attempt<TokenInfo> | undefined,
): Finding | readonly Finding[] {
  const {ok, fault, warning, skipped} = found('ad token')
  const {connection, nowMs, config} = checkedPage
  const {adToken, adAccount, pageName} = connection
  const renewal = adRenewalOf(config.adTokenHolder, {adAccount, pageName})
  const newToken = mendBy(checkedPage, 'msgr emulator token change --ad --restore', renewal)
  if (adToken === undefined)
    return fault('no token for the ad account is set', mendBy(checkedPage, newToken, renewal))
  if (adToken === connection.pageToken)
    return fault('it is the token of the Page, which no call of the ad account takes', renewal)
  if (info === undefined) return skipped('to see what it may do, set MSGR_APP_ID and MSGR_APP_SECRET')
  if ('error' in info) return skipped(info.error.message)
  const {type, is_valid: isValid, error, expires_at: expiresAt = 0} = info.value
  if (!isValid) return fault(`it is dead: ${error?.message ?? 'no reason was given'}`, newToken)
  if (type === 'PAGE' || type === 'APP') {
    const whose = type === 'PAGE' ? 'of a Page' : 'of an app'
    return fault(`it is the token ${whose}, and not of a system user or a person`, renewal)
  }
  const lacking = lackingMarketingScopes(info.value)
  if (lacking.length > 0) {
    const first = lacking.map(each => each.split(' or ')[0]).join(',')
    return fault(
      `it lacks: ${lacking.join(', ')}`,
      mendBy(
        checkedPage,
        `msgr emulator token change --ad --give ${first}`,
        `grant ${lacking.join(' and ')} to the app, create a new token, then ${renewal.charAt(0).toLowerCase()}${renewal.slice(1)}`,
      ),
    )
  }
  const whose = `belongs to a ${type === 'USER' ? 'person' : 'system user'}`
  const endMs = expiresAt * 1000
  if (expiresAt === 0) return ok(`${whose}, never expires`)
  const day = new Date(endMs).toISOString()
  return endMs - nowMs < WARN_DAYS * DAY_MS
    ? warning(`${whose}; it expires on ${day.slice(0, 16)}Z`, newToken)
    : ok(`${whose}, expires on ${day.slice(0, 10)}`)
}

/** Why the ad account could not be read, in words that say whose fault it is. */
export function accountFault(
  error: GraphError | NetworkError | Error,
  {adAccount}: {readonly adAccount: string},
): {
  readonly text: string
  readonly mend: string | undefined
} {
  if (error instanceof GraphError && (isRefusal(error, 100) || isRefusal(error, 200))) {
    return {
      text: `the token has no access to ${adAccount}, or there is no such ad account: ${error.refusal.said ?? error.message}`,
      mend: 'Business settings → Ad accounts: assign the system user or person of the token to it; see which account is configured: msgr config show --origin',
    }
  }
  return {text: error.message, mend: error instanceof GraphError ? hintOf(error) : undefined}
}
