import {expect} from 'vitest'
import {tokenOf} from '../../helpers/probe.ts'
import {test} from '../../helpers/world.ts'

const ada = '6411223344556677'

test('user blocked lists who is banned from the Page, and nobody else', async ({world}) => {
  const none = await world.msgr('user blocked', {terminals: {stdout: true}})
  await world.msgr(`user block ${ada} --ban --yes`)

  const {code, out} = await world.msgr('user blocked --json')
  await world.msgr(`user unblock ${ada} --ban`)
  const after = await world.msgr('user blocked --json')

  expect(none.out).toBe('Nobody is banned from the Page.\n')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual([{psid: ada, name: 'Ada Lindqvist'}])
  expect(JSON.parse(after.out)).toEqual([])
})

test('user blocked says which permission the token lacks', async ({world}) => {
  const {pageToken} = await world.emulator.connection()
  const token = tokenOf(world.emulator, pageToken)
  if (token !== undefined) token.scopes = token.scopes.filter(scope => scope !== 'pages_read_engagement')

  const {code, err} = await world.msgr('user blocked')

  expect(code).toBe(4)
  expect(err).toContain('permission')
})
