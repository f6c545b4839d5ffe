import {expect, test} from 'vitest'
import {exitCodeOf, hintOf} from '../../../src/cli/hints/index.ts'
import {GraphError} from '../../../src/errors.ts'
import {type Answer, clientOf, failureOf, handClock, refusal, startServer} from '../platform-double.ts'

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

test.each([true, false])(
  'an upload is refused in a form of its own, which says whether to try again: %s',
  async retriable => {
    const info = {retriable, type: 'OffsetInvalidError', message: 'Partial request'}

    expect(await failure({status: 412, body: {debug_info: info}})).toMatchObject({
      message: 'POST /me/messages was refused: Partial request',
      refusal: {status: 412, type: 'OffsetInvalidError', said: 'Partial request'},
      retryable: retriable,
    })
    const {url} = await startServer(() => ({body: {debug_info: info}}))
    expect(await clientOf(url).request('GET /{page}')).toEqual({debug_info: info})
  },
)

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

const noon = Date.parse('2026-11-22T12:00:00Z')
/** As a clock on the wall of this machine shows it. */
const onTheWall = (ms: number) =>
  new Date(ms).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', hour12: false})

test.each<[string, Answer, string]>([
  ['without a reason', {status: 400, body: {error: {code: 999_999}}}, 'was refused: no reason was given'],
  ['with an empty reason', {status: 400, body: {error: {message: ''}}}, 'was refused: no reason was given'],
  [
    'with a title alone',
    {status: 400, body: {error: {message: 'No.', error_user_title: 'Too late'}}},
    'was refused: No. (Too late)',
  ],
  [
    'with a text for people alone',
    {status: 400, body: {error: {message: 'No.', error_user_msg: 'Wait.', error_user_title: 5}}},
    'was refused: No. (Wait.)',
  ],
  [
    'with a code and subcode as texts',
    {status: 400, body: {error: {message: 'No.', code: '100', error_subcode: '33'}}},
    'was refused: No. – there is no such object, or this Page cannot reach it',
  ],
  [
    'with a code that is no number',
    {status: 400, body: {error: {message: 'No.', code: '100x'}}},
    'was refused: No.',
  ],
  [
    'with a code below 0',
    {status: 500, body: {error: {message: 'No.', code: '-1'}}},
    'was refused: No. – a failure on the side of the platform',
  ],
  [
    'with a text that says what it means',
    {status: 400, body: refusal(2_300_011, {message: '(#1) the ad account has no payment method'})},
    'was refused: (#1) the ad account has no payment method',
  ],
  ['success: false', {body: {success: false}}, 'was answered with success: false'],
  ['success: "false"', {body: {success: 'false'}}, 'was answered with success: false'],
  ['a status alone', {status: 404, body: {}}, 'was answered with status 404'],
  ['status 400 and a list', {status: 400, body: [{error: {message: 'No.'}}]}, 'was answered with status 400'],
  ['nothing', {body: '  '}, 'was answered with status 200 and an empty body'],
  [
    'a long page',
    {status: 502, body: `\n<p>${'x'.repeat(100)}`},
    `was answered with status 502 and something that is not JSON: <p>${'x'.repeat(77)}`,
  ],
])('an answer %s is told as it is', async (_, answer, message) => {
  expect((await failure(answer)).message).toBe(`POST /me/messages ${message}`)
})

test('what is read of a page is masked before it is cut', async () => {
  const error = await failure({status: 502, body: `${'x'.repeat(75)} PAGE-TOKEN`})

  expect(error.message).toBe(
    `POST /me/messages was answered with status 502 and something that is not JSON: ${'x'.repeat(75)} ***`,
  )
})

test('every text of a refusal is masked', async () => {
  const said = 'PAGE-TOKEN'
  const error = await failure({
    status: 400,
    headers: {'x-fb-trace-id': said},
    body: {error: {message: said, type: said, error_user_title: said, error_user_msg: said, code: 190}},
  })

  expect(JSON.stringify([error.message, error.hint, error.refusal])).not.toContain(said)
  expect(error.refusal).toMatchObject({
    said: '***',
    type: '***',
    traceId: '***',
    userTitle: '***',
    userMessage: '***',
    body: {error: {message: '***', type: '***'}},
  })
})

test.each<[string, Answer['headers'], object, number | undefined]>([
  ['as the platform says', {'x-app-usage': '{"estimated_time_to_regain_access":3}'}, refusal(4), 3],
  ['as is known of it where the platform says nothing', {}, refusal(613), undefined],
  [
    'as is not known of any other refusal',
    {'x-app-usage': '{"estimated_time_to_regain_access":3}'},
    refusal(100),
    undefined,
  ],
])('a limit lasts %s', async (_, headers = {}, body, minutes) => {
  const {refusal: refused, hint} = await failure({status: 400, headers, body})

  expect(refused.waitMs).toBe(minutes === undefined ? undefined : minutes * 60_000)
  expect(refused.freeAt).toBe(minutes === undefined ? undefined : noon + minutes * 60_000)
  if (minutes === undefined) expect(hint ?? '').not.toContain('Free again')
  else expect(hint).toBe(`Free again by ${onTheWall(noon + minutes * 60_000)}`)
})

test('a limit of days says on which day it ends, and one of an operation not when, as its time is not known', async () => {
  const limited = refusal(613, {error_data: {remaining_seconds: 24 * 3600}})
  const {url} = await startServer(({json}) =>
    json.batch === undefined
      ? {status: 400, body: limited}
      : {body: [{code: 400, body: JSON.stringify(limited)}]},
  )
  const clock = handClock(new Date(2026, 0, 31, 9, 5).getTime())
  const graph = clientOf(url, {retry: 'none', clock})

  const whole = await failureOf(graph.request('POST /{page}/messenger_profile'))
  const [operation] = await graph.batch([{route: 'POST /{page}/messenger_profile'}])

  expect(whole).toMatchObject({hint: 'Free again by 2026-02-01 09:05'})
  expect(operation).toMatchObject({
    error: {hint: undefined, refusal: {waitMs: 24 * 3600 * 1000, freeAt: undefined}},
  })
})

test('a limit whose length is known says when it ends, by the next whole minute', async () => {
  const {url} = await startServer(() => ({status: 400, body: refusal(613)}))
  const clock = handClock(noon + 1)

  const error = await failureOf(
    clientOf(url, {retry: 'none', clock}).request('POST /{page}/messenger_profile'),
  )

  expect(error).toMatchObject({
    refusal: {waitMs: 600_000, freeAt: noon + 600_001},
    hint: `Free again by ${onTheWall(noon + 660_000)}`,
  })
})

test.each<[string, Answer, boolean]>([
  ['a text of the platform', {status: 400, body: 'Service unavailable'}, true],
  ['status 499', {status: 499, body: 'x'}, false],
  ['status 500', {status: 500, body: 'x'}, true],
  ['is_transient as a text', {status: 400, body: refusal(999_999, {is_transient: 'true'})}, false],
  ['a known code with a status of the server', {status: 500, body: refusal(803)}, true],
  [
    'a closed window with a status of the server',
    {status: 500, body: refusal(10, {error_subcode: 2018278})},
    false,
  ],
])('whether a failure passes: %s', async (_, answer, retryable) => {
  expect((await failure(answer)).retryable).toBe(retryable)
})

test.each<[string, unknown, number | undefined]>([
  ['digits and a letter', '100x', undefined],
  ['a letter and digits', 'x100', undefined],
  ['true', true, undefined],
  ['a list', [100], undefined],
  ['digits', '100', 100],
])('a code that is %j', async (_, code, known) => {
  const {refusal: refused} = await failure({status: 400, body: {error: {code}}})

  expect(refused).toMatchObject({graphCode: known, said: ''})
})

test('what an emulator lacks is not a refusal of the platform, and an answer without an error is unexpected', async () => {
  const lacks = {error: {message: 'Not here', type: 'MsgrEmulator', code: 100}}

  expect(await failure({status: 501, body: lacks})).toMatchObject({reason: 'notEmulated'})
  expect(await failure({body: {success: false}})).toMatchObject({reason: 'unexpectedAnswer'})
  expect(await failure({status: 400, body: refusal(100)})).toMatchObject({reason: 'requestRefused'})
})

test('a limit that ends early in the morning says so in two digits each', async () => {
  const {url} = await startServer(() => ({status: 400, body: refusal(613)}))
  const clock = handClock(new Date(2026, 10, 22, 4, 55).getTime())

  const error = await failureOf(
    clientOf(url, {retry: 'none', clock}).request('POST /{page}/messenger_profile'),
  )

  expect(error).toMatchObject({hint: 'Free again by 05:05'})
})

test.each<[string, unknown, number | undefined]>([
  ['an object', {remaining_seconds: 90}, 90_000],
  ['text', '{"remaining_seconds":"90"}', 90_000],
  ['something inside', {details: [{}, {limit: {remaining_seconds: 90}}]}, 90_000],
  ['no time', {remaining_seconds: 0}, undefined],
  ['null', null, undefined],
  ['null inside', {details: null}, undefined],
  ['nothing', undefined, undefined],
  ['other text', 'wait', undefined],
])('how long a limit lasts is read from %s', async (_, data, waitMs) => {
  const answer = {status: 400, body: {error: {message: 'too fast', code: 613, error_data: data}}}
  const known = (await failure({status: 400, body: {error: {message: 'too fast', code: 613}}})).refusal.waitMs

  expect((await failure(answer)).refusal.waitMs).toBe(waitMs ?? known)
})
