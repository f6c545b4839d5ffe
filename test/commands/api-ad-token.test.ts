import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {startServer} from '../api/platform-double.ts'
import {test} from '../helpers/world.ts'

const [pageToken, adToken] = ['EAABpageToken0123456789abcdef', 'EAABadToken0123456789abcdefghi']
const subscription = '6851236241593468129'
const send = [
  'message_id=12',
  `messenger_delivery_data={"subscription_token":"${subscription}"}`,
  'message={"text":"Sale"}',
]

test('the raw call takes the token of its path, and no output holds either', async ({bareWorld: world}) => {
  const {url, arrived} = await startServer(({path}) => {
    if (path.endsWith('/act_7/messages')) return {body: {success: true}}
    return {
      body: {data: [], next: `https://x/?access_token=${adToken}`, notification_messages_token: subscription},
    }
  })
  const env = {
    MSGR_GRAPH_URL: url,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_AD_TOKEN: adToken,
    MSGR_AD_ACCOUNT: 'act_7',
  }
  const lines: readonly (readonly [line: readonly string[], token: string])[] = [
    [['GET', 'act_7/ads', 'fields=id'], adToken],
    [['GET', 'act_7/customaudiences', '--all', '--json'], adToken],
    [['GET', 'act_7/insights', '--all'], adToken],
    [['POST', 'act_7/messages', ...send], adToken],
    [['GET', '120200000000001', '--ad-token'], adToken],
    [['POST', '', 'batch=[{"method":"GET","relative_url":"act_7/ads"}]'], adToken],
    [['GET', 'me/notification_message_tokens'], pageToken],
    [['GET', '120200000000001'], pageToken],
  ]
  let printed = ''
  for (const [line, token] of lines) {
    const {code, out, err} = await world.msgr(['api', ...line, '--debug'], {env})
    expect(code, `${line.join(' ')}: ${err}`).toBe(0)
    expect(arrived.at(-1)?.headers.authorization, line.join(' ')).toBe(`Bearer ${token}`)
    printed += out + err
  }
  const dry = await world.msgr(['api', 'POST', 'act_7/messages', ...send, '--dry-run'], {env})
  const shown = await world.msgr('config show --origin', {env})
  printed += dry.out + dry.err + shown.out + shown.err

  expect(dry.out).toContain('act_7/messages')
  expect(shown.out).toMatch(/adAccount\tact_7\tMSGR_AD_ACCOUNT/)
  expect(shown.out).toMatch(/adToken\tEAAB…\(30 characters\)\tMSGR_AD_TOKEN/)
  expect(arrived).toHaveLength(lines.length)
  for (const secret of [pageToken, adToken, subscription]) expect(printed).not.toContain(secret)
  for (const file of await readdir(world.home, {recursive: true, withFileTypes: true}))
    if (file.isFile())
      expect(await readFile(join(file.parentPath, file.name), 'utf8'), file.name).not.toMatch(
        /EAAB(?:page|ad)/,
      )
})

test('a call with the wrong token, or with none, is not made', async ({bareWorld: world}) => {
  const {url, arrived} = await startServer(() => ({body: {}}))
  const env = {MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: pageToken, MSGR_AD_TOKEN: adToken}
  const batch = 'batch=[{"method":"GET","relative_url":"me"},{"method":"GET","relative_url":"act_7"}]'
  const lines: readonly (readonly [line: readonly string[], code: number, message: string])[] = [
    [['POST', 'me/messages', '--ad-token'], 2, 'Leave out --ad-token'],
    [['GET', 'act_7', '--ad-token', '--app-token'], 2, '--app-token and --ad-token exclude each other'],
    [['POST', '', batch], 2, 'Split it into two calls'],
  ]
  for (const [line, code, message] of lines)
    expect(await world.msgr(['api', ...line], {env}), line.join(' ')).toMatchObject({
      code,
      err: expect.stringContaining(message),
    })
  expect(await world.msgr('api GET act_7', {env: {...env, MSGR_AD_TOKEN: ''}})).toMatchObject({
    code: 4,
    err: expect.stringMatching(/There is no token for an ad account\n +Store one: msgr login --ad-account/),
  })
  expect(arrived).toEqual([])
})

test('a message whose answer says nothing is in doubt, as a marketing message', async ({
  bareWorld: world,
}) => {
  const {url} = await startServer(() => ({body: {}}))
  const env = {MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: pageToken, MSGR_AD_TOKEN: adToken}
  const {code, err} = await world.msgr(['api', 'POST', 'act_7/messages', ...send], {env})
  expect(code).toBe(7)
  expect(err).toContain('The marketing message may have been delivered')
  expect(err).not.toContain(subscription)
})

test('a dead ad token is said to be the one that it is, with how to replace it', async ({
  bareWorld: world,
}) => {
  const error = {
    message: 'Error validating access token',
    type: 'OAuthException',
    code: 190,
    error_subcode: 463,
  }
  const {url} = await startServer(() => ({status: 400, body: {error}}))
  const env = {MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: pageToken, MSGR_AD_TOKEN: adToken}
  const {code, err} = await world.msgr('api GET act_7', {env})
  expect(code).toBe(4)
  expect(err).toContain('MSGR_AD_TOKEN holds it: put a new token there')
})
