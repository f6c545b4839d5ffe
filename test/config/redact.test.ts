import {describe, expect, test} from 'vitest'
import {createRedactor, mask} from '../../src/config/redact.ts'

describe('taking secrets out of text', () => {
  const token = 'EAAB0123456789abcdefghijklmnopqrstuvwxyz'

  test.each([
    ['a token', `the token ${token} is dead`],
    ['a token of the emulator', 'EMU0123456789abcdef'],
    ['a query', 'https://graph.facebook.com/me?access_token=0123456789abcdef&fields=id'],
    ['JSON', '{"access_token":"0123456789abcdef","ok":true}'],
    ['an app token', '1234567890|0123456789abcdef'],
    ['a header', 'Authorization: Bearer 0123456789abcdef'],
    ['an app secret proof', 'appsecret_proof=0123456789abcdef'],
    ['a secret in a form', 'client_secret=0123456789abcdef'],
  ])('finds %s by its looks', (_what, text) => {
    const {redact} = createRedactor()

    expect(redact(text)).not.toContain('0123456789abcdef')
    expect(redact(redact(text))).toBe(redact(text))
  })

  test('leaves ordinary text alone', () => {
    const {redact} = createRedactor()
    const text = 'GET /me/custom_labels 200, page 109876543210987, EACCES: EARLY, "bearer of news"'

    expect(redact(text)).toBe(text)
  })

  test('finds what it learnt, in every form it may travel in', () => {
    const {learn, redact, hide} = createRedactor()
    const secret = 'p&ss "word"/42'
    learn([secret, undefined, 'short'])

    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
      expect(redact(`<${form}>`)).not.toContain(form.replaceAll('"', ''))
      expect(hide(form)).toContain('…')
    }
    expect(redact('short')).toBe('short')
  })

  test('changes a result only where it holds a secret that was learnt', () => {
    const {learn, hide} = createRedactor()
    learn(['0123456789abcdef'])

    expect(hide(`${token.slice(0, 4)}x access_token=abc`)).toBe('EAABx access_token=abc')
    expect(hide('x0123456789abcdefx')).toBe('x0123…(16 characters)x')
  })

  test('holds for tokens of any length and alphabet', () => {
    const {learn, redact} = createRedactor()
    for (let length = 8; length < 200; length += 7) {
      const secret = Array.from({length}, (_, index) => 'aZ09_-.|'[(index * 7 + length) % 8]).join('')
      learn([secret])
      expect(redact(`a ${secret} b ${secret}`)).not.toContain(secret)
    }
  })
})

test('a masked secret can be recognised and not used', () => {
  expect(mask('EAAB'.padEnd(78, 'x'))).toBe('EAAB…(78 characters)')
  expect(mask('short')).toBe('…(5 characters)')
})
