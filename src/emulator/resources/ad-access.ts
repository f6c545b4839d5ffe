import {noSuchObject, PlatformError} from '../errors.ts'
import type {AdAccount, StoredCampaign} from '../state/marketing.ts'
import type {Call, Endpoint, World} from '../world.ts'

/** Either shows which way an app was onboarded. */
const marketingScopes = ['paid_marketing_messages', 'marketing_messages_messenger']

/**
 * Which tokens a call to an ad account takes: those of system users and people. A Page token is refused in the call itself, with
 * the words of the Marketing API.
 */
export const adTokens: Endpoint['tokens'] = ['user', 'page']

/**
 * The ad account of a path.
 * @throws {PlatformError} 200 for a token that may not use it, 100 for one that does not exist.
 */
export function accountOf(world: World, call: Call): AdAccount {
  const id = call.ids['ad_account_id'] ?? ''
  return accountWith(world, call, id)
}

/** The same for what belongs to an ad account. */
export function accountWith(world: World, call: Call, id: string): AdAccount {
  demandAdToken(world, call)
  const account = world.state.adAccounts[id]
  const user = world.state.users[call.token.userId ?? '']
  const isOwn = call.token.kind === 'page' || user?.adAccountIds?.some(each => each === id) === true
  if (account === undefined || !isOwn) throw noSuchObject(call.route.split(' ')[0] ?? 'GET', id)
  return account
}

function demandAdToken({state}: World, {token}: Call): void {
  // Meta's reference shows a Page token here, its guide the token of a system user.
  if (token.kind === 'page' && state.doAdCallsTakePageTokens) return
  if (token.kind === 'page' || !token.scopes.includes('ads_management'))
    throw new PlatformError(
      200,
      '(#200) Ad account owner has NOT grant ads_management or ads_read permission',
      {
        status: 403,
      },
    )
  if (marketingScopes.some(scope => token.scopes.includes(scope))) return
  throw new PlatformError(200, `(#200) Requires ${marketingScopes[0]} permission to manage the object`, {
    status: 403,
  })
}

/** Whether the token of a call may act for the Page of a campaign. */
export function mayActForPage(
  {state}: World,
  {token}: Call,
  {pageId}: Pick<StoredCampaign, 'pageId'>,
): boolean {
  if (token.kind === 'page') return token.pageId === pageId
  const user = state.users[token.userId ?? '']
  if (!token.scopes.includes('pages_messaging')) return false
  return user?.isSystem === true || user?.pageIds.includes(pageId) === true
}
