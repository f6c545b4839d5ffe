import {expect, test} from 'vitest'
import {exitCodeOf, hintOf} from '../../../src/cli/hints/index.ts'
import {GraphError} from '../../../src/errors.ts'
import {type Answer, clientOf, failureOf, refusal, startServer} from '../platform-double.ts'

async function failure(answer: Answer): Promise<GraphError> {
  const {url} = await startServer(() => answer)
  const error = await failureOf(clientOf(url, {retry: 'none'}).request('POST /{page}/messages', {}))
  expect(error).toBeInstanceOf(GraphError)
  return error as GraphError
}

test('a refusal says what was asked, what the platform said, what that means and what to do', async () => {
  const body = {
    error: {
      message: '(#10) This message is sent outside of allowed window.',
      type: 'OAuthException',
      code: 10,
      error_subcode: 2018278,
      error_user_title: 'Too late',
      error_user_msg: 'Wait until they write.',
      fbtrace_id: 'AxIIVe',
    },
  }

  const error = await failure({status: 400, body})

  expect(error.message).toBe(
    'POST /me/messages was refused: (#10) This message is sent outside of allowed window. – the person last wrote more than 24 hours ago (Too late: Wait until they write.)',
  )
  expect(error).toMatchObject({reason: 'outsideWindow', hint: undefined})
  expect(hintOf(error)).toContain('utility template')
  expect(error.refusal).toEqual({
    route: 'POST /me/messages',
    status: 400,
    graphCode: 10,
    subcode: 2018278,
    type: 'OAuthException',
    traceId: 'AxIIVe',
    said: body.error.message,
    userTitle: 'Too late',
    userMessage: 'Wait until they write.',
    body,
    waitMs: undefined,
    kind: 'window',
    retryable: false,
  })
})

test.each<[string, Answer, number, boolean]>([
  ['a dead token', {status: 400, body: refusal(190, {error_subcode: 463})}, 4, false],
  [
    'a dead token with a status of the server',
    {status: 500, body: refusal(190, {is_transient: true})},
    4,
    false,
  ],
  ['a missing permission', {status: 403, body: refusal(200)}, 4, false],
  ['a limit', {status: 400, body: refusal(80006)}, 5, true],
  ['a failure of the platform', {status: 500, body: refusal(1)}, 1, true],
  ['a wrong parameter', {status: 400, body: refusal(100)}, 1, false],
  ['an unknown code', {status: 400, body: refusal(999_999)}, 1, false],
  ['an unknown code that passes', {status: 400, body: refusal(999_999, {is_transient: true})}, 1, true],
  ['an error under status 200', {body: refusal(100)}, 1, false],
  ['success: false', {body: {success: false}}, 1, false],
  ['an error page of the server', {status: 502, body: '<html>Bad gateway</html>'}, 1, true],
  ['an error page under status 200', {body: 'Service Unavailable'}, 1, true],
  ['a body too large for the edge', {status: 413, body: ''}, 1, false],
  ['JSON without an error under an error status', {status: 404, body: {}}, 1, false],
  ['a redirect', {status: 302, headers: {location: 'https://elsewhere.example/'}, body: ''}, 1, false],
])('%s ends with the right exit code', async (_, answer, exitCode, retryable) => {
  const error = await failure(answer)

  expect(exitCodeOf(error)).toBe(exitCode)
  expect(error).toMatchObject({retryable, code: 'GRAPH_ERROR'})
})

test('what is not JSON has no code of the platform, and the start of it is shown', async () => {
  const error = await failure({
    status: 502,
    headers: {'x-fb-trace-id': 'T1'},
    body: '<html>Bad gateway</html>',
  })

  expect(error.message).toMatch(/POST \/me\/messages .* status 502 .*<html>Bad gateway/)
  expect(error.refusal).toMatchObject({graphCode: undefined, traceId: 'T1'})
})

test('a token that the platform repeats in its message is masked', async () => {
  const error = await failure({
    status: 400,
    body: refusal(190, {message: 'Malformed access token PAGE-TOKEN'}),
  })

  expect(error.message).not.toContain('PAGE-TOKEN')
})

test.each([true, 'true'])('success as %j is a success', async success => {
  const {url} = await startServer(() => ({body: {success}}))

  await expect(clientOf(url).request('POST /{page}/subscribed_apps')).resolves.toEqual({success})
})
