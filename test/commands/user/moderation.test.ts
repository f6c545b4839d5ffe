import {expect, test} from 'vitest'
import {conversationOf, pageOf, peopleOf, personOf, tokenOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const ada = '6411223344556677'

const blocked = ({emulator}: EmulatedWorld) =>
  peopleOf(emulator).flatMap(({psid, isBlockedByPage}) => (isBlockedByPage ? [psid] : []))
/** Of the Page that msgr acts for. */
const psidsOf = ({emulator}: EmulatedWorld) => peopleOf(emulator, pageOf(emulator).id).map(({psid}) => psid)

test('user block blocks people, who can then not be written to, and user unblock undoes it', async () => {
  const world = await createWorld()

  const block = await world.msgr(['user', 'block', '--yes', ada])
  const refused = await world.msgr(['send', 'text', ada, 'Hello'])
  const unblock = await world.msgr(['user', 'unblock', ada, '--json'])

  expect(block).toMatchObject({code: 0, out: 'Blocked 1 person.\n'})
  expect(refused).toMatchObject({code: 1, err: expect.stringContaining('not available')})
  expect(unblock.json()).toEqual({actions: ['unblock_user'], people: [{psid: ada, done: true, reason: null}]})
  expect(blocked(world)).toEqual([])
})

test('more than ten people are blocked in groups of ten', async () => {
  const world = await createWorld()
  const everybody = psidsOf(world)

  const {code, json} = await world.msgr(['user', 'block', '--yes', ...everybody, '--json'])
  const dry = await world.msgr(['user', 'block', '--yes', ...everybody, '--dry-run', '--json'])

  expect(code).toBe(0)
  expect(json().people).toHaveLength(12)
  expect(blocked(world)).toHaveLength(12)
  const sizes = dry.json().requests.map(({body}: {body: {user_ids: unknown[]}}) => body.user_ids.length)
  expect(sizes).toEqual([10, 2])
})

test('one unknown person of many costs nobody else; each is told apart, and the exit code is 6', async () => {
  const world = await createWorld()
  const some = psidsOf(world).slice(0, 3)

  const {code, json} = await world.msgr(['user', 'block', '--yes', ...some, '--from', '-', '--json'], {
    stdin: '999999\n',
  })

  expect(code).toBe(6)
  expect(json().people).toEqual([
    ...some.map(psid => ({psid, done: true, reason: null})),
    {psid: '999999', done: false, reason: expect.stringContaining('not a valid PSID')},
  ])
  expect(blocked(world)).toEqual(some)
})

test('a token without the permission is a plain refusal, not one for each person', async () => {
  const world = await createWorld()
  const {pageToken} = await world.emulator.connection()
  const token = tokenOf(world.emulator, pageToken)
  const env = {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: world.emulator.url, MSGR_PAGE_TOKEN: pageToken}
  token.scopes = []

  const {code, out} = await world.msgr(['user', 'block', '--yes', ...psidsOf(world)], {env})

  expect({code, out}).toEqual({code: 4, out: ''})
})

test('user block --ban bans from the Page, user spam --block does two things at once', async () => {
  const world = await createWorld()

  const ban = await world.msgr(['user', 'block', '--yes', ada, '--ban'])
  const spam = await world.msgr(['user', 'spam', '--yes', ada, '--block', '--json'])

  expect(ban.out).toBe('Banned 1 person from the Page.\n')
  expect(spam.json().actions).toEqual(['block_user', 'move_to_spam'])
  expect(personOf(world.emulator, ada)).toMatchObject({isBannedByPage: true, isBlockedByPage: true})
  expect(conversationOf(world.emulator, ada)?.isSpam).toBe(true)
})

test('one person alone who is unknown is a plain refusal', async () => {
  const world = await createWorld()

  expect(await world.msgr(['user', 'spam', '--yes', '999999'])).toMatchObject({code: 1, out: ''})
  expect(await world.msgr(['user', 'spam', '--yes'])).toMatchObject({code: 2})
})
