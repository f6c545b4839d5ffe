import {collect} from '../../api/core/paging.ts'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {UnauthorisedError} from '../../errors.ts'
import type {Account} from '../../platform/accounts.ts'
import {type Expiry, expiryOf, inspectToken} from '../shared/wording/token-info.ts'
import {choosePages, type PageWish} from './choose-pages.ts'
import {apiWith, type TriedToken} from './try-token.ts'

/** A Page with its token. */
export interface PageToken {
  readonly id: string
  readonly name: string | undefined
  readonly token: string
  /** ISO 8601, or `never`; undefined when it is not known. */
  readonly expiry: Expiry
}

/** The tokens to store: the given one, or those of the Pages of a user token. */
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
  // An app that could not inspect the given token cannot inspect the others; a dry run does not have the tokens to store.
  const isInfoKnown = info !== undefined && !context.globals.dryRun
  return Promise.all(pages.map(account => tokenOf(context, isInfoKnown ? api : undefined, account)))
}

/** The same Pages, with tokens that never expire if the app is known. A dry run requests no new token. */
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
    throw new UnauthorisedError(`The platform returned no token for ${name} (${id})`, {
      hint: 'Ask an administrator of the Page for the task MESSAGING, then log in again',
    })
  }
  const info = api === undefined ? undefined : await inspectToken(context, api, token)
  return {id, name, token, expiry: expiryOf(info?.expires_at)}
}
