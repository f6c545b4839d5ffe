import {expect, test} from 'vitest'
import {clientOf, failureOf, inTurn, startServer} from '../platform-double.ts'

test('each attempt is one line, with what was sent and answered, and no secret', async () => {
  const lines: string[] = []
  const {url} = await startServer(
    inTurn(
      {status: 503, body: 'busy\nnow'},
      {headers: {'x-fb-trace-id': 'T1'}, body: {data: [{access_token: 'EAAotherPageToken1'}]}},
    ),
  )
  const graph = clientOf(url, {appSecret: 'APP-SECRET', debug: text => lines.push(text)})

  await graph.request('GET /debug_token', {input_token: 'PAGE-TOKEN'})
  await graph.request('POST /{page}/messages', {message: {text: 'Hi'}, access_token: 'PAGE-TOKEN'})

  expect(lines).toEqual([
    `GET ${url}/v26.0/debug_token?input_token=***&appsecret_proof=***&appsecret_time=1795348800 → 503 in 0 ms: busy now`,
    `GET ${url}/v26.0/debug_token?input_token=***&appsecret_proof=***&appsecret_time=1795348800 → 200 in 0 ms, trace T1: {"data":[{"access_token":"***"}]}`,
    `POST ${url}/v26.0/me/messages {"message":{"text":"Hi"},"access_token":"***","appsecret_proof":"***","appsecret_time":1795348800} → 200 in 0 ms, trace T1: {"data":[{"access_token":"***"}]}`,
  ])
})

test('a call without an answer is traced with the reason', async () => {
  const lines: string[] = []
  const {url} = await startServer((_, response) => {
    response.socket?.destroy()
    return undefined
  })

  await failureOf(clientOf(url, {retry: 'none', debug: text => lines.push(text)}).request('GET /{page}'))

  expect(lines).toEqual([
    expect.stringMatching(/^GET .*\/me → no answer after 0 ms: .*closed the connection/),
  ])
})

test('a very long body is cut', async () => {
  const lines: string[] = []
  const {url} = await startServer(() => ({}))

  await clientOf(url, {debug: text => lines.push(text)}).request('POST /{page}', {text: 'x'.repeat(9000)})

  expect(lines[0]).toMatch(/x… \(9011 characters\)/)
  expect(lines[0]?.length).toBeLessThan(5000)
})
