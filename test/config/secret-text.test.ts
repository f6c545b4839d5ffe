import {describe, expect, test} from 'vitest'
import {cleanSecret, type SecretKind} from '../../src/config/secret-text.ts'
import {MsgrError} from '../../src/errors.ts'

const token = 'EAABwzLixnjYBOZCZA0123456789'
const origin = 'Is it the right file or variable? msgr config show --origin'

/** What is said of a value: the sentence, and below it what to do. */
function refusal(text: string, kind: SecretKind = 'token'): string {
  try {
    return `taken: ${cleanSecret(text, kind, 'PLACE')}`
  } catch (error) {
    if (!(error instanceof MsgrError)) throw error
    expect(error.code).toBe('UNAUTHORISED')
    return `${error.message}\n${error.hint}`
  }
}

const said = (kind: SecretKind, what: string, mend: string) =>
  `PLACE does not contain a valid ${kind}: ${what}\n${mend}`

const header = ['it begins like a header (Bearer)', 'Use the token alone, without the header'] as const
const url = ['it is a URL', 'Use the token alone: the value of its parameter access_token'] as const
const assignment = [
  'it begins with a parameter name, such as access_token',
  'Use the token alone: what follows the =',
] as const
const json = ['it is JSON', 'Use the token alone: the text of access_token'] as const
const placeholder = [
  'it is a placeholder that nothing has filled in',
  'See where the value comes from: msgr config show --origin',
] as const
const sign = [
  'it contains /, +, =, :, @ or a backslash, which no token or secret of Meta does',
  origin,
] as const
const blank = ['it contains a space', 'Copy it again: it is one word'] as const
const letter = [
  'it contains a character that is not ASCII',
  'Copy it again from where it is shown in full',
] as const
const empty = ['it is empty', 'Put the value there: msgr config show --origin'] as const
const leading = [
  'it is a token of the platform, and verify tokens are sent to the address of the webhook',
  'Make one up: any text that is hard to guess',
] as const

describe('what is pasted along with a token or an app secret', () => {
  const rows = {
    [`Bearer ${token}`]: header,
    [`bearer:${token}`]: header,
    [`OAuth ${token}`]: header,
    [`Authorization: Bearer ${token}`]: header,
    [`https://graph.facebook.com/me?access_token=${token}`]: url,
    [`HTTP://x/${token}`]: url,
    [`access_token=${token}`]: assignment,
    [`MSGR_PAGE_TOKEN=${token}`]: assignment,
    [`app_secret=${token}`]: assignment,
    [`token=${token}`]: assignment,
    [`{"access_token":"${token}"}`]: json,
    [`["${token}"]`]: json,
    $TOKEN: placeholder,
    '%TOKEN%': placeholder,
    '<your token>': placeholder,
    '********': placeholder,
    'env:MSGR_PAGE_TOKEN': placeholder,
    'file:token.txt': placeholder,
    [`${token}/`]: sign,
    [`${token}+x`]: sign,
    [`${token}=`]: sign,
    [`name=${token}`]: sign,
    [`1=access_token`]: sign,
    [`${token}:x`]: sign,
    [`${token}@x`]: sign,
    [`${token}\\`]: sign,
    [`x env:${token}`]: sign,
    [`x://${token}`]: url,
    [`1://${token}`]: sign,
    [`1x://${token}`]: sign,
    [`1access_token=${token}`]: sign,
    [`${token} x`]: blank,
    [`a Bearer ${token}`]: blank,
    [`${token}é`]: letter,
    [`é${token}`]: letter,
    ghp_0123456789abcdef: ['it looks like a GitHub token', origin],
    [`${token}\r`]: [
      'it ends in a carriage return (\\r)',
      'Files with Windows line endings leave it there: set the value again without it',
    ],
    '': empty,
    ' \t\n ': empty,
    '\r\n': empty,
    '\r\n\r\n': empty,
    [`${token}\n${token}`]: ['it has several lines', 'Use the value alone, on one line'],
    [`\r\n${token}`]: ['it has several lines', 'Use the value alone, on one line'],
    ['A'.repeat(1025)]: ['it is 1,025 characters long', origin],
    ['é'.repeat(513)]: ['it is 513 characters long', origin],
  } satisfies Record<string, readonly [what: string, mend: string]>

  test('is named, with what to do, and never quoted', () => {
    for (const [text, [what, mend]] of Object.entries(rows))
      for (const kind of ['token', 'app secret'] as const)
        expect(refusal(text, kind), JSON.stringify(text)).toBe(said(kind, what, mend))
  })

  test('is nothing when it is blanks or line breaks around it', () => {
    for (const [before, after] of [
      ['', ''],
      [' ', ' '],
      ['\t\n ', ' \t\n'],
      ['', '\n'],
      ['', '\r\n'],
      ['', ' \r\n\r\n'],
      ['', '\r\n \t'],
    ])
      expect(refusal(`${before}${token}${after}`), JSON.stringify([before, after])).toBe(`taken: ${token}`)
  })

  test('is looked for at the beginning alone where it could be part of a token', () => {
    for (const text of [
      'a',
      'abc$def',
      'abc<%*{[',
      'Bearer',
      'xBearerx',
      'tokensecret',
      '!~',
      'A'.repeat(1024),
      '1234567890|0123456789abcdef',
    ])
      expect(refusal(text), text).toBe(`taken: ${text}`)
  })
})

describe('a verify token', () => {
  test('may be any text that a person makes up', () => {
    for (const text of [
      'open sesame',
      'Bearer x',
      'très=secret/+:@\\',
      '{x}',
      '$TOKEN',
      'EAABwzLixnjYBOZ',
      `x${token}`,
      `${token}-`,
      'eaab0123456789abcdef',
      'EA10123456789abcdef01',
      '1234|01234567',
      '12345|0123456',
      '12345|01234567 x',
      'x12345|01234567',
      `${'1'.repeat(33)}|01234567`,
      'é'.repeat(512),
    ])
      expect(refusal(text, 'verify token'), text).toBe(`taken: ${text}`)
  })

  test('is not a token of the platform, which the webhook would be sent', () => {
    for (const text of [
      token,
      'EAAB0123456789abcdef',
      'EAG0123456789abcdef',
      '12345|01234567',
      `${'1'.repeat(32)}|-!|/0123`,
    ])
      expect(refusal(text, 'verify token'), text).toBe(said('verify token', ...leading))
  })

  test('is held to what nobody types on purpose, as any secret is', () => {
    expect(refusal('  ', 'verify token')).toBe(said('verify token', ...empty))
    expect(refusal('é'.repeat(513), 'verify token')).toBe(
      said('verify token', 'it is 513 characters long', origin),
    )
    expect(refusal('"x"', 'verify token')).toContain('it is in quotes')
    expect(refusal('npm_0123456789abcdef', 'verify token')).toContain(
      'it looks like a token of a package registry',
    )
  })
})
