import type {SecretHolder} from './secrets.ts'

/** The place of a secret, for people: `TOKEN_17`, a file, or the store. */
export function placeOf(holder: SecretHolder): string {
  if (holder.kind === 'variable') return holder.name
  return holder.kind === 'file' ? holder.file : `the store of msgr login (${holder.pageName})`
}

/** How to replace a token in its place: `TOKEN_17 holds it: put a new token there`. */
export function renewalOf(holder: SecretHolder | undefined, pageName: string | undefined): string {
  const page = pageName === undefined ? '' : ` --page ${wordOf(pageName)}`
  if (holder === undefined || holder.kind === 'store') return `Store a new token: msgr login${page}`
  return `${placeOf(holder)} holds it: put a new token there, then try it: msgr whoami${page}`
}

/** The same for the token of an ad account. */
export function adRenewalOf(
  holder: SecretHolder | undefined,
  {
    adAccount = 'act_123',
    pageName,
  }: {readonly adAccount?: string | undefined; readonly pageName: string | undefined},
): string {
  const page = pageName === undefined ? '' : ` --page ${wordOf(pageName)}`
  if (holder === undefined || holder.kind === 'store')
    return `Store a new token: msgr login --ad-account ${adAccount}${page}`
  return `${placeOf(holder)} holds it: put a new token there`
}

/** Quotes an argument for a shell, if necessary. */
const wordOf = (text: string) => (/^[\w.@:+-]+$/.test(text) ? text : `"${text}"`)
