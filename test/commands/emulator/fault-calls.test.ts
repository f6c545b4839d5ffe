import {expect} from 'vitest'
import {test} from '../../helpers/world.ts'

test('a fault meets a call that there is: what no call is like is refused, with what it may mean', async ({
  world,
}) => {
  const add = (call: string) =>
    world.msgr(['emulator', 'fault', 'add', '--call', call, '--error', '4', '--dry-run'])
  for (const call of [
    '/me/messages',
    'POST /me/messages',
    '/v26.0/me/messages',
    '/*/messages',
    '/6411*/custom_labels',
    'POST /*/subscriptions',
    '/debug_token',
    '/oauth/access_token',
    '/me',
    '/*',
    '/1234567890',
    'POST /',
  ])
    expect((await add(call)).err, call).not.toContain('is no call')
  for (const [call, hint] of [
    ['/me/mesages', 'Did you mean /me/messages?'],
    ['DELETE /me/messages', ''],
    ['/messages', ''],
    ['/me/messages/now', ''],
    ['POST /me/messenger-profile', 'Did you mean /me/messenger_profile?'],
  ] as const) {
    const {code, err} = await add(call)
    expect([code, err], call).toEqual([2, expect.stringContaining('is not a call that the emulator knows')])
    expect(err, call).toContain(hint)
  }
})
