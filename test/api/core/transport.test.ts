import {describe, expect, test} from 'vitest'
import {
  cutOff,
  deadlineMsOf,
  failureOf,
  TransportFailure,
  tooLongAnswer,
} from '../../../src/api/core/transport.ts'

const url = 'https://graph.facebook.com/v26.0/me?access_token=SECRET'
const failing = (code: unknown, sent: 'no' | 'maybe' = 'maybe') =>
  failureOf(Object.assign(new Error('the cause'), {code}), {url, sent})

describe('why no answer came', () => {
  const host = 'graph.facebook.com'
  test.each([
    ['ENOTFOUND', `the name ${host} is not known (ENOTFOUND)`],
    ['EAI_AGAIN', `the name ${host} cannot be looked up (EAI_AGAIN)`],
    ['ECONNREFUSED', `nothing answers at ${host} (ECONNREFUSED)`],
    ['EHOSTUNREACH', `${host} cannot be reached (EHOSTUNREACH)`],
    ['ENETUNREACH', `${host} cannot be reached (ENETUNREACH)`],
    ['ECONNRESET', `${host} closed the connection (ECONNRESET)`],
    ['EPIPE', `${host} closed the connection (EPIPE)`],
    ['UND_ERR_SOCKET', `${host} closed the connection (UND_ERR_SOCKET)`],
    ['ETIMEDOUT', `${host} took too long (the cause)`],
    ['UND_ERR_CONNECT_TIMEOUT', `${host} took too long (the cause)`],
    ['UND_ERR_HEADERS_TIMEOUT', `${host} took too long (the cause)`],
    ['UND_ERR_BODY_TIMEOUT', `${host} took too long (the cause)`],
    ['CERT_HAS_EXPIRED', `${host}: the cause`],
    [undefined, `${host}: the cause`],
  ])('%s is told in words, without the query of the URL', (code, message) => {
    for (const sent of ['no', 'maybe'] as const)
      expect(failing(code, sent)).toMatchObject({name: 'TransportFailure', message, sent, cause: {code}})
  })

  test.each([
    'ERR_INVALID_CHAR',
    'ERR_INVALID_HTTP_TOKEN',
    'ERR_UNESCAPED_CHARACTERS',
    'UND_ERR_INVALID_ARG',
  ])('%s is no failure of the network: no second attempt mends it', code => {
    expect(failing(code)).toMatchObject({
      name: 'UsageError',
      message: 'The request cannot be sent: it contains a character that is not allowed in a header',
      cause: {code},
    })
  })

  test('an answer without an end, and Ctrl-C, are told as such', () => {
    const reason = new Error('Ctrl-C')

    expect(tooLongAnswer(url)).toMatchObject({
      sent: 'maybe',
      message: `${host} sent more than 64 MB, more than any answer of the platform`,
    })
    const interrupted = cutOff(AbortSignal.abort(reason), 'no')
    expect(interrupted).toBeInstanceOf(TransportFailure)
    expect(interrupted).toMatchObject({
      message: 'interrupted before the answer came',
      sent: 'no',
      cause: reason,
    })
  })
})

test('an attempt may take as long as its phases together; sending counts where the body is read meanwhile', () => {
  const timeouts = {connectMs: 1, sendMs: 10, answerMs: 100}

  expect(deadlineMsOf({timeouts})).toBe(101)
  expect(deadlineMsOf({timeouts, body: '{}'})).toBe(101)
  expect(deadlineMsOf({timeouts, body: async function* () {}})).toBe(111)
})
