import {expect, test} from 'vitest'
import {toRow} from '../../src/audience/walk.ts'
import type {ConversationId, MessageId} from '../../src/platform/ids.ts'
import {killToken, pageOf, peopleOf} from '../helpers/probe.ts'
import {createWorld} from '../helpers/world.ts'

test('conversation list shows who wrote, newest first, and whether the window is open', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['conversation', 'list', '--limit', 'all', '--json'])

  const {pageId} = await world.emulator.connection()
  const everybody = peopleOf(world.emulator)
  const people = Object.fromEntries(
    everybody.flatMap(person => (person.pageId === pageId ? [[person.psid, person]] : [])),
  )
  const rows: {psid: string; window: string; updatedAt: string}[] = json()
  expect(code).toBe(0)
  expect(rows).toHaveLength(Object.keys(people).length)
  expect(rows.map(({updatedAt}) => updatedAt)).toEqual(
    rows
      .map(({updatedAt}) => updatedAt)
      .toSorted()
      .reverse(),
  )
  const dayAgo = Date.now() - 24 * 3_600_000
  const expected = rows.map(({psid}) => ((people[psid]?.lastActionMs ?? 0) > dayAgo ? 'open' : 'closed'))
  expect(rows.map(({window}) => window)).toEqual(expected)
})

test('conversation list --active-within and --limit show fewer', async () => {
  const world = await createWorld()

  const active = await world.msgr(['conversation', 'list', '--active-within', '24h', '--json'])
  const two = await world.msgr(['conversation', 'list', '--limit', '2', '--json'])
  const nonsense = await world.msgr(['conversation', 'list', '--active-within', 'yesterday'])

  expect(active.json().length).toBeGreaterThan(0)
  expect(active.json().every(({window}: {window: string}) => window === 'open')).toBe(true)
  expect(two.json()).toHaveLength(2)
  expect(nonsense).toMatchObject({code: 2, err: expect.stringContaining('--active-within 24h')})
})

const now = Date.parse('2026-11-20T12:00:00Z')
const message = (from: string, created_time: string) => ({
  id: 'm' as MessageId,
  from: {id: from},
  created_time,
})

test.each([
  [
    'the person wrote today',
    '2026-11-20T11:00:00+0000',
    [message('7001', '2026-11-20T11:00:00+0000')],
    'open',
  ],
  [
    'the person wrote two days ago',
    '2026-11-20T11:00:00+0000',
    [message('7001', '2026-11-18T11:00:00+0000')],
    'closed',
  ],
  [
    'only the Page wrote lately',
    '2026-11-20T11:00:00+0000',
    [message('1001', '2026-11-20T11:00:00+0000')],
    'unknown',
  ],
  [
    'nobody wrote for a day',
    '2026-11-19T11:00:00+0000',
    [message('1001', '2026-11-19T11:00:00+0000')],
    'closed',
  ],
  ['no message is shown', '2026-11-20T11:00:00+0000', undefined, 'unknown'],
])('when %s, the window is as it must be', (_, updated_time, data, window) => {
  const participants = {
    data: [
      {id: '1001', name: 'Shop'},
      {id: '7001', name: 'Ann'},
    ],
  }
  const conversation = {
    id: 't_1' as ConversationId,
    updated_time,
    participants,
    ...(data ? {messages: {data}} : {}),
  }

  expect(toRow(conversation, '1001', now)).toMatchObject({psid: '7001', name: 'Ann', window})
})

test('user get shows the profile of a person', async () => {
  const world = await createWorld()
  const [person] = peopleOf(world.emulator)

  const {code, json} = await world.msgr(['user', 'get', person?.psid ?? '', '--json'])
  const some = await world.msgr([
    'user',
    'get',
    person?.psid ?? '',
    '--fields',
    'first_name, locale',
    '--json',
  ])

  expect(code).toBe(0)
  expect(json()).toMatchObject({id: person?.psid, firstName: person?.firstName})
  expect(some.json()).toEqual({id: person?.psid, firstName: person?.firstName, locale: person?.locale})
})

test('whoami tells the Page, the app, the scopes and where the token came from', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['whoami', '--json'])

  const page = pageOf(world.emulator)
  expect(code).toBe(0)
  expect(json()).toMatchObject({
    pageId: page.id,
    pageName: page.name,
    target: 'emulator',
    tokenOrigin: 'the emulator',
    tokenType: 'PAGE',
    valid: true,
    expires: false,
    scopes: expect.arrayContaining(['pages_messaging']),
  })
})

test('whoami without an app token tells less, and where the token came from', async () => {
  const world = await createWorld()
  const connection = await world.emulator.connection()
  const env = {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: world.emulator.url, MSGR_PAGE_TOKEN: connection.pageToken}

  const {code, json} = await world.msgr(['whoami', '--json'], {env})

  expect(code).toBe(0)
  expect(json()).toMatchObject({pageId: connection.pageId, tokenOrigin: 'MSGR_PAGE_TOKEN', valid: true})
  expect(json().scopes).toBeNull()
})

test('whoami of a dead token says why, and exits with 4', async () => {
  const world = await createWorld()
  const connection = await world.emulator.connection()
  killToken(world.emulator, connection.pageToken, 463)
  const env = {
    MSGR_EMULATOR: '0',
    MSGR_GRAPH_URL: world.emulator.url,
    MSGR_PAGE_TOKEN: connection.pageToken,
    MSGR_APP_ID: connection.appId,
    MSGR_APP_SECRET: connection.appSecret,
  }

  const known = await world.msgr(['whoami', '--json'], {env})
  const alone = await world.msgr(['whoami'], {env: {...env, MSGR_APP_SECRET: ''}})

  expect(known.code).toBe(4)
  expect(known.json()).toMatchObject({valid: false, reason: expect.stringContaining('expired')})
  expect(alone.code).toBe(4)
  expect(alone.err).toContain('expired')
})

test('whoami without a token says how to give one', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['whoami'], {env: {MSGR_EMULATOR: '0'}})

  expect(code).toBe(4)
  expect(err).toContain('a script sets MSGR_PAGE_TOKEN')
})
