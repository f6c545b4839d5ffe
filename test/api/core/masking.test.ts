import {expect, test} from 'vitest'
import {createMask} from '../../../src/api/core/masking.ts'

const secret = 'EAAhush|"hu sh'

test.each([
  ['as it is', secret],
  ['in a URL', `https://x/?a=1&q=${encodeURIComponent(secret)}`],
  ['in JSON', JSON.stringify({text: secret})],
  ['as a key of JSON', '{"verify_token" : "hush, hu sh","fields":"messages"}'],
  ['as a key of JSON inside JSON', JSON.stringify({body: JSON.stringify({access_token: 'hush, hu sh'})})],
  ['as a key of a query', 'https://x/me?fields=id&input_token=hush%7C123&limit=2'],
  [
    'as a key of a query inside JSON',
    JSON.stringify({body: '{"next":"https://x/?access_token=hush&after=1"}'}),
  ],
  ['as a token nobody named', 'Malformed access token EAAhushXYZhushXYZ'],
  ['as a proof', 'appsecret_proof=hush&appsecret_time=7'],
])('a secret %s is masked', (_, text) => {
  const masked = createMask([secret, undefined, ''])(text)

  expect(masked).toContain('***')
  expect(masked).not.toMatch(/hu ?sh/)
})

test('what is no secret stays, beside one too', () => {
  const mask = createMask(['PAGE-TOKEN'])

  expect(mask('{"access_token":"abc","id":"1"}')).toBe('{"access_token":"***","id":"1"}')
  expect(mask('/me?access_token=abc&limit=2')).toBe('/me?access_token=***&limit=2')
  expect(mask('EMULATIONS, EAAsy and PAGE')).toBe('EMULATIONS, EAAsy and PAGE')
})
