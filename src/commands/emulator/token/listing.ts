import type {Style, Table} from '../../../terminal/view.ts'

/** A token without its text. */
export interface ListedToken {
  readonly kind: 'page' | 'user' | 'app'
  readonly appId: string
  readonly pageId?: string
  readonly userId?: string
  /** Its last four letters. */
  readonly ending: string
  readonly valid: boolean
  /** The subcode of 190 that it answers with. */
  readonly subcode?: number
  readonly expires?: string
  readonly scopes: readonly string[]
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
      tellState(token, style),
      token.scopes.join(' '),
    ]),
    whole: ['of', 'app', 'ends in'],
    leaveOut: ['app', 'scopes'],
    empty: 'The emulator holds no tokens.',
  }
}

function tellState({valid, subcode, expires}: ListedToken, {time}: Style): string {
  if (!valid) return `dead: 190/${subcode}`
  return expires === undefined ? 'valid' : `valid until ${time(expires)}`
}
