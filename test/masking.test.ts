import {describe, expect, test} from 'vitest'
import {abbreviate, createMask, createMasker} from '../src/masking.ts'

const token = 'EAAB0123456789abcdefghijklmnopqrstuvwxyz'

describe('what looks like a secret', () => {
  test.each([
    ['a token', `the token ${token} is dead`],
    ['a token of the emulator', 'EMU0123456789abcdef'],
    ['a query', 'https://graph.facebook.com/me?access_token=0123456789abcdef&fields=id'],
    ['an encoded query', 'https://x/me?fields=id&input_token=0123456789abcdef%7C123&limit=2'],
    ['JSON', '{"access_token":"0123456789abcdef","ok":true}'],
    ['JSON with spaces in the value', '{"verify_token" : "0123456789abcdef, and more","fields":"messages"}'],
    ['JSON inside JSON', JSON.stringify({body: JSON.stringify({access_token: '0123456789abcdef'})})],
    [
      'a query inside JSON',
      JSON.stringify({body: '{"next":"https://x/?access_token=0123456789abcdef&after=1"}'}),
    ],
    ['an app token', '1234567890|0123456789abcdef'],
    ['a header', 'Authorization: Bearer 0123456789abcdef'],
    ['an app secret proof', 'appsecret_proof=0123456789abcdef&appsecret_time=7'],
    ['a secret in a form', 'client_secret=0123456789abcdef'],
    ['a subscriber', '{"messenger_delivery_data":{"subscription_token":"0123456789abcdef"}}'],
    ['a webhook about a subscriber', '{"messenger_subscription_token":"0123456789abcdef"}'],
    ['a list of subscribers', '{"notification_messages_token":"0123456789abcdef"}'],
    ['somebody who is unsubscribed', '{"data":[{"subscriber_token":"0123456789abcdef"}]}'],
    ['the node of a subscriber', 'GET /v26.0/notification_messages_0123456789abcdef?fields=recipient_id'],
  ])('is masked in %s, once and for all', (_what, text) => {
    const mask = createMask([])

    expect(mask(text)).toContain('***')
    expect(mask(text)).not.toContain('0123456789abcdef')
    expect(mask(mask(text))).toBe(mask(text))
  })

  test('is told from ordinary text', () => {
    const mask = createMask([])
    const text =
      'GET /me/custom_labels 200, /me/notification_message_tokens notification_messages_timezone, page 109876543210987, EACCES: EARLY, EMULATIONS, "bearer of news"'

    expect(mask(text)).toBe(text)
    expect(mask('{"access_token":"abc","id":"1"}')).toBe('{"access_token":"***","id":"1"}')
    expect(mask('/me?access_token=abc&limit=2')).toBe('/me?access_token=***&limit=2')
  })
})

describe('a secret that is known', () => {
  test.each([
    ['as it is', (secret: string) => secret],
    ['in a URL', (secret: string) => `https://x/?a=1&q=${encodeURIComponent(secret)}`],
    ['in JSON', (secret: string) => JSON.stringify({text: secret})],
  ])('is masked %s', (_form, toText) => {
    const mask = createMask(['p&ss "word"/42', undefined, ''])

    expect(mask(toText('p&ss "word"/42'))).not.toMatch(/word|ss%20/)
  })

  test('is masked whatever its length and alphabet', () => {
    const {learn, mask} = createMasker()
    for (let length = 8; length < 200; length += 7) {
      const secret = Array.from({length}, (_, index) => 'aZ09_-.|'[(index * 7 + length) % 8]).join('')
      learn([secret])
      expect(mask(`a ${secret} b ${secret}`)).not.toContain(secret)
    }
  })

  test('is not looked for when it could be an ordinary word', () => {
    expect(createMask(['short'])('short')).toBe('short')
  })

  test('is all that is taken out of a result', () => {
    const {learn, hide} = createMasker()
    learn(['0123456789abcdef'])

    expect(hide(`${token.slice(0, 4)}x access_token=abc`)).toBe('EAABx access_token=abc')
    expect(hide('x0123456789abcdefx')).toBe('x***x')
  })
})

test('an abbreviated secret can be recognised and not used', () => {
  expect(abbreviate('EAAB'.padEnd(78, 'x'))).toBe('EAAB…(78 characters)')
  expect(abbreviate('short')).toBe('…(5 characters)')
})
