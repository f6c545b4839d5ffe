import {UsageError} from '../../errors.ts'
import {isListed} from '../../platform/sdk-names.ts'
import type {Layout} from './layout.ts'
import type {CallOptions, TokenKind} from './options.ts'

/** Nodes that belong to an ad account, as routes name them. */
const adNodes: readonly (string | undefined)[] = ['ad_account_id', 'campaign_id', 'custom_audience_id']

/**
 * Whose token a call takes: that of the ad account for what belongs to it, else that of the Page, unless the call names one. The one place
 * that decides it.
 * @throws {UsageError} where the call names the token of the Page for the ad account, or that of the ad account for the Page, and for a
 *   batch with operations of both that names none.
 */
export function tokenKindOf({path, node, params}: Layout, {token}: CallOptions): TokenKind {
  const paths = path === '' ? pathsIn(params) : [path]
  const ofAccount = paths.filter(each => isOfAdAccount(each, node))
  if (token === 'page' && ofAccount.length > 0) {
    throw new UsageError('The Page token is not sent with a call of the ad account', {
      reason: 'pageTokenOnAdCall',
    })
  }
  if (token === 'ad' && paths.some(each => !ofAccount.includes(each) && leadsToPage(each))) {
    throw new UsageError('The token of the ad account is not sent with a call of the Page', {
      reason: 'adTokenOnPageCall',
    })
  }
  if (token !== undefined) return token
  if (ofAccount.length > 0 && ofAccount.length < paths.length) {
    throw new UsageError(
      'One call holds operations of the Page and of the ad account, which take different tokens',
      {reason: 'batchOfTwoTokens', hint: 'Split it into two calls'},
    )
  }
  return ofAccount.length > 0 ? 'ad' : 'page'
}

/** What a call without a path is about: the operations of a batch, or objects by their ids. */
function pathsIn({batch, ids, id}: Layout['params']): readonly string[] {
  if (Array.isArray(batch)) return batch.map(operation => pathOf(String(operation?.relative_url ?? '')))
  return [ids, id].flatMap(given => (given === undefined ? [] : String(given).split(',')))
}

/** `/v26.0/act_1/ads?limit=2` → `act_1/ads` */
function pathOf(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/]*/i, '').split(/[?#]/, 1)
  return decoded(path).replace(/^\/*(?:v[0-9]+\.[0-9]+(?:\/|$))?\/*/, '')
}

/** Sponsored messages, which ended in 2020, took the Page token. */
const FORMER_EDGE = 'sponsored_message_ads'

function isOfAdAccount(path: string, node: string | undefined): boolean {
  const [, edge] = path.split('/')
  return (adNodes.includes(node) || /^\s*act_/i.test(path)) && edge !== FORMER_EDGE
}

/** A person and a system user are `me` too, with edges that no Page has; an id alone does not show what it belongs to. */
function leadsToPage(path: string): boolean {
  const [, edge] = path.split('/')
  return edge !== undefined && edge !== 'insights' && (edge === 'label' || isListed('Page', edge))
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
