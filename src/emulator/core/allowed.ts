import {PlatformError} from './errors.ts'
import type {Endpoint} from './resource.ts'
import type {Token} from './state.ts'

/** @throws {PlatformError} 100 or 210 for a token of another kind, 200 for one that lacks a permission. */
export function demandAllowed(endpoint: Pick<Endpoint, 'tokens' | 'scopes'>, token: Token): void {
  if (!endpoint.tokens.includes(token.kind)) throw wrongKind(endpoint.tokens)
  const missing = (endpoint.scopes ?? []).find(scope => !token.scopes.includes(scope))
  if (missing === undefined) return
  throw new PlatformError(200, `(#200) Requires ${missing} permission to manage the object`, {status: 403})
}

function wrongKind(kinds: readonly Token['kind'][]): PlatformError {
  if (kinds.includes('app') && !kinds.includes('page')) {
    return new PlatformError(100, '(#100) This call requires an app access token.')
  }
  return new PlatformError(210, '(#210) This call requires a Page access token.')
}
