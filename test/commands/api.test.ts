import {expect, test} from 'vitest'
import {parseCall} from '../../src/commands/api.ts'
import {appOf, pageOf, peopleOf, tokensOf} from '../helpers/probe.ts'
import {createWorld} from '../helpers/world.ts'

test('api makes any call in the name of the Page', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['api', 'get', '/me', 'fields=id,name', '--json'])

  const page = pageOf(world.emulator)
  expect(code).toBe(0)
  expect(json()).toEqual({id: page.id, name: page.name})
})

test('api --all prints every item of a list, one to a line under --json', async () => {
  const world = await createWorld()

  const {code, out} = await world.msgr([
    ...['api', 'GET', 'me/custom_labels?fields=page_label_name', 'limit=1', '--all', '--json'],
  ])

  expect(code).toBe(0)
  const names = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).page_label_name)
  expect(names).toEqual(['Newsletter', 'Beta testers'])
})

test('api never shows a token, not even in the URL of the next page', async () => {
  const world = await createWorld()
  const token = tokensOf(world.emulator)[0]?.text ?? ''

  const {out} = await world.msgr(['api', 'GET', 'me/custom_labels', 'limit=1', '--debug'])

  expect(out).toContain('access_token=***')
  expect(out).not.toContain(token)
})

test('api posts parameters, JSON among them, and a file of them', async () => {
  const world = await createWorld()
  const [person] = peopleOf(world.emulator)
  await world.write('message.yaml', 'messaging_type: RESPONSE\nmessage: {text: from a file}\n')

  const {code, json} = await world.msgr([
    ...[
      'api',
      'POST',
      'me/messages',
      `recipient={"id":"${person?.psid}"}`,
      '--from',
      'message.yaml',
      '--json',
    ],
  ])

  expect(code).toBe(0)
  expect(json().recipient_id).toBe(person?.psid)
})

test('api --app-token asks in the name of the app', async () => {
  const world = await createWorld()
  const app = appOf(world.emulator)

  const {code, json} = await world.msgr(['api', 'GET', `${app?.id}/subscriptions`, '--app-token', '--json'])

  expect(code).toBe(0)
  expect(json()).toEqual({data: []})
})

test('api ends as the platform answers', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['api', 'GET', '999999999', '--json'])

  expect(code).toBe(1)
  expect(JSON.parse(err).error).toMatchObject({code: 'GRAPH_ERROR', graph: {code: 100}})
})

test.each([
  [['PUT', 'me'], 'The Graph API has no PUT'],
  [['GET', 'https://graph.facebook.com/me'], 'This is a URL, not a path'],
  [['GET', 'v25.0/me'], '--api-version v25.0'],
  [['GET', 'me', 'fields'], 'fields is not a parameter'],
  [['GET', 'me', 'recipient={"id"'], 'starts like JSON'],
  [['POST', 'me/messages', '--all'], '--all works only with GET'],
  [['GET', 'me/insights', 'metric=page_messages_sent', '--all'], 'msgr insights get'],
  [['GET', '{page}/messages'], 'placeholder'],
])('api %j is misused', async (argv, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['api', ...argv])

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('a call is read off the command line', () => {
  expect(parseCall('post', '/me/messages?a=1', ['b={"c":2}', 'd=x=y'])).toEqual({
    route: 'POST /me/messages',
    params: {a: '1', b: {c: 2}, d: 'x=y'},
  })
})
