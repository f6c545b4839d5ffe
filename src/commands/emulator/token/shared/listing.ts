import type {TokenInfo} from '../../../../emulator/control/protocol.ts'
import type {Style, Table} from '../../../../terminal/view.ts'

/** One of the emulator's tokens, as printed in results. */
export interface ListedToken {
  readonly kind: TokenInfo['kind']
  readonly appId: string
  readonly pageId: string | undefined
  readonly userId: string | undefined
  readonly ending: string
  readonly valid: boolean
  readonly subcode: number | undefined
  /** False for a token that does not expire. */
  readonly expires: boolean
  /** ISO 8601. */
  readonly expiresAt: string | undefined
  readonly scopes: readonly string[]
}

export function toListed(token: TokenInfo): ListedToken {
  const {kind, appId, pageId, userId, ending, valid, subcode, expires: expiresAt, scopes} = token
  const expires = expiresAt !== undefined
  return {kind, appId, pageId, userId, ending, valid, subcode, expires, expiresAt, scopes}
}

/** A row for each token. */
export function tokenTable(tokens: readonly ListedToken[], style: Style): Table {
  return {
    columns: ['kind', 'of', 'app', 'ends in', 'state', 'scopes'],
    rows: tokens.map(token => [
      token.kind,
      token.pageId ?? token.userId ?? '',
      token.appId,
      token.ending,
      describeState(token, style),
      token.scopes.join(' '),
    ]),
    whole: ['of', 'app', 'ends in'],
    leaveOut: ['app', 'scopes'],
    empty: 'The emulator has no tokens.',
  }
}

function describeState({valid, subcode, expiresAt}: ListedToken, {time}: Style): string {
  if (!valid) return `dead: 190/${subcode}`
  return expiresAt === undefined ? 'valid' : `valid until ${time(expiresAt)}`
}
