import {expect, test} from 'vitest'
import {nearest} from '../../src/platform/near-miss.ts'

const words = ['web_url', 'postback', 'phone_number', 'persistent_menu', 'get_started', 'greeting']

test.each([
  ['web_ulr', 'web_url'],
  ['weburl', 'web_url'],
  ['WEB-URL', 'web_url'],
  ['postbck', 'postback'],
  ['persistant_menu', 'persistent_menu'],
  ['greting', 'greeting'],
])('%s is taken for a slip of %s', (typed, meant) => {
  expect(nearest(typed, words)).toBe(meant)
})

test.each(['', 'x', 'home_url_of_the_shop', 'nested', 'menu'])('nothing is suggested for %j', typed => {
  expect(nearest(typed, words)).toBeUndefined()
})
