import type {SecretHolder} from './secrets.ts'

/** Where a secret is kept, for people: `TOKEN_17`, a file, or the store. */
export function placeOf(holder: SecretHolder): string {
  if (holder.kind === 'variable') return holder.name
  return holder.kind === 'file' ? holder.file : `the store of msgr login (${holder.pageName})`
}

/** What to type or do to have another token where this one is: `TOKEN_17 holds it: put a new token there`. */
export function renewalOf(holder: SecretHolder | undefined, pageName: string | undefined): string {
  const page = pageName === undefined ? '' : ` --page ${wordOf(pageName)}`
  if (holder === undefined || holder.kind === 'store') return `Store a new token: msgr login${page}`
  return `${placeOf(holder)} holds it: put a new token there, then try it: msgr whoami${page}`
}

/** An argument as it is typed in a shell. */
const wordOf = (text: string) => (/^[\w.@:+-]+$/.test(text) ? text : `"${text}"`)
