import {UnauthorisedError} from '../errors.ts'
import {type Flaw, flawOf} from './flaws.ts'
import {foreignKeyIn} from './foreign-keys.ts'

/** The use of a secret. People choose only verify tokens, so these may contain blanks and letters of any kind. */
export type SecretKind = 'token' | 'app secret' | 'verify token'

/** Longer than any token of the platform: a longer value is another file. */
const MOST_BYTES = 1024

const isItRight = 'Is it the right file or variable? msgr config show --origin'

interface Rule extends Flaw {
  readonly pattern: RegExp
}

/** Tokens of Pages, people and apps. */
const platformToken = /^(?:EA[A-Z][A-Za-z0-9]{16,}|[0-9]{5,32}\|\S{8,})$/
const leadingAway: Flaw = {
  what: 'it is a token of the platform, and verify tokens are sent to the address of the webhook',
  mend: 'Make one up: any text that is hard to guess',
}

/** What people paste along with a token, or instead of it. */
const tokenRules: readonly Rule[] = [
  {
    pattern: /^(?:bearer|oauth|authorization)[ :]/i,
    what: 'it begins like a header (Bearer)',
    mend: 'Use the token alone, without the header',
  },
  {
    pattern: /^[a-z]+:\/\//i,
    what: 'it is a URL',
    mend: 'Use the token alone: the value of its parameter access_token',
  },
  {
    pattern: /^(?=[a-z_]*=)[a-z_]*?(?:token|secret)/i,
    what: 'it begins with a parameter name, such as access_token',
    mend: 'Use the token alone: what follows the =',
  },
  {pattern: /^[[{]/, what: 'it is JSON', mend: 'Use the token alone: the text of access_token'},
  {
    pattern: /^[$%<*]|^(?:env|file):/,
    what: 'it is a placeholder that nothing has filled in',
    mend: 'See where the value comes from: msgr config show --origin',
  },
  {
    pattern: /[/+=:@\\]/,
    what: 'it contains /, +, =, :, @ or a backslash, which no token or secret of Meta does',
    mend: isItRight,
  },
  {pattern: / /, what: 'it contains a space', mend: 'Copy it again: it is one word'},
  {
    pattern: /[^\x21-\x7e]/,
    what: 'it contains a character that is not ASCII',
    mend: 'Copy it again from where it is shown in full',
  },
]

/**
 * Returns a secret that can be sent, without surrounding blanks and the final line break.
 * @param place where it came from, for people: `MSGR_PAGE_TOKEN`.
 * @throws {UnauthorisedError} for a value that cannot be a secret: says where it came from and what is wrong,
 *   never the value.
 */
export function cleanSecret(text: string, kind: SecretKind, place: string): string {
  const value = withoutEnds(text)
  const flaw = value === '' ? empty : secretFlawOf(value, kind)
  if (flaw === undefined) return value
  throw new UnauthorisedError(`${place} does not contain a valid ${kind}: ${flaw.what}`, {hint: flaw.mend})
}

const empty: Flaw = {what: 'it is empty', mend: 'Put the value there: msgr config show --origin'}

/** Without a pattern, which takes quadratic time for a long run of blanks. */
function withoutEnds(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && ' \t\n'.includes(text.charAt(start))) start += 1
  for (;;) {
    if (text.startsWith('\r\n', end - 2) && end - 2 >= start) end -= 2
    else if (end > start && ' \t\n'.includes(text.charAt(end - 1))) end -= 1
    else return text.slice(start, end)
  }
}

function secretFlawOf(value: string, kind: SecretKind): Flaw | undefined {
  if (Buffer.byteLength(value) > MOST_BYTES)
    return {what: `it is ${value.length.toLocaleString('en')} characters long`, mend: isItRight}
  const foreign = foreignKeyIn(value)
  if (foreign !== undefined) return {what: `it looks like ${foreign}`, mend: isItRight}
  const flaw = flawOf(value)
  if (flaw !== undefined) return flaw
  if (kind === 'verify token') return platformToken.test(value) ? leadingAway : undefined
  return tokenRules.find(({pattern}) => pattern.test(value))
}
