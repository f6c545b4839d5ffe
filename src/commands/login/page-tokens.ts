import {collect} from '../../api/core/paging.ts'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {UnauthorisedError} from '../../errors.ts'
import type {Account} from '../../platform/accounts.ts'
import {type Expiry, expiryOf, inspectToken} from '../shared/wording/token-info.ts'
import {choosePages, type PageWish} from './choose-pages.ts'
import {apiWith, type TriedToken} from './try-token.ts'

/** A Page with a token of its own. */
export interface PageToken {
  readonly id: string
  readonly name: string | undefined
  readonly token: string
  /** ISO 8601, or `never`; undefined when it is not known. */
  readonly expiry: Expiry
}

/** The tokens that are to be kept: the one given, or those that the token of a person gives for its Pages. */
export async function pageTokens(
  context: Context,
  tried: TriedToken,
  wish: PageWish,
): Promise<readonly PageToken[]> {
  const {token, page, info} = tried
  if (page !== undefined) return [{id: page.id, name: page.name, token, expiry: expiryOf(info?.expires_at)}]
  const api = await apiWith(context, token)
  const chosen = await choosePages(context, await collect(api.accounts.list(token)), wish)
  const pages = await longLived(context, api, tried, chosen)
  // An app that could not tell of the one token cannot of the others; a dry run has none of those that would be kept.
  const isInfoKnown = info !== undefined && !context.globals.dryRun
  return Promise.all(pages.map(account => tokenOf(context, isInfoKnown ? api : undefined, account)))
}

/** The same Pages, with tokens that have no end if the app is known. A dry run asks for no new token. */
async function longLived(
  context: Context,
  api: Api,
  {token, info}: TriedToken,
  chosen: readonly Account[],
): Promise<readonly Account[]> {
  const {appId, appSecret} = (await context.config()).connection
  const isPossible = appId !== undefined && appSecret !== undefined
  if (!isPossible || info?.expires_at === 0 || context.globals.dryRun) return chosen
  const {access_token: longer} = await api.accessTokens.extend(token)
  const pages = await collect(api.accounts.list(longer))
  return chosen.map(({id, ...account}) => pages.find(page => page.id === id) ?? {id, ...account})
}

async function tokenOf(
  context: Context,
  api: Api | undefined,
  {id, name, access_token: token}: Account,
): Promise<PageToken> {
  if (token === undefined) {
    throw new UnauthorisedError(`The platform gives no token for ${name} (${id})`, {
      hint: 'Ask an administrator of the Page for the task MESSAGING, then log in again',
    })
  }
  const info = api === undefined ? undefined : await inspectToken(context, api, token)
  return {id, name, token, expiry: expiryOf(info?.expires_at)}
}
