import {expect, test} from 'vitest'
import {isSigned, toWireForm} from '../../../src/platform/signature.ts'
import {type Signing, signedRequest, toRequest} from '../../../src/webhook/outgoing/signed-request.ts'

const envelope = {object: 'page', entry: [{id: '1', time: 1, messaging: [{message: {text: 'ä /'}}]}]}
const [secret, sha256, sha1] = ['app-secret', 'X-Hub-Signature-256', 'X-Hub-Signature'] as const

/** Which signatures a delivery has, and whether they are right. */
function signaturesOf(signing: Signing, appSecret: string | undefined) {
  const {headers, body} = toRequest(envelope, signing, appSecret)
  const check = (given: string | undefined, digest: 'sha256' | 'sha1') =>
    given === undefined ? 'none' : isSigned(body, given, secret, digest) ? 'right' : 'wrong'
  return {sha256: check(headers[sha256], 'sha256'), sha1: check(headers[sha1], 'sha1')}
}

test.each<[Signing, string | undefined, ReturnType<typeof signaturesOf>]>([
  ['valid', secret, {sha256: 'right', sha1: 'right'}],
  ['sha1', secret, {sha256: 'none', sha1: 'right'}],
  ['none', secret, {sha256: 'none', sha1: 'none'}],
  ['wrong', secret, {sha256: 'wrong', sha1: 'wrong'}],
  ['wrong', undefined, {sha256: 'wrong', sha1: 'wrong'}],
  ['valid', undefined, {sha256: 'none', sha1: 'none'}],
  ['sha1', undefined, {sha256: 'none', sha1: 'none'}],
])('a delivery signed as %s, with the secret %s', (signing, appSecret, signatures) => {
  expect(signaturesOf(signing, appSecret)).toEqual(signatures)
})

test('the body is written as the platform writes it, and the headers are its own', () => {
  const {body, headers} = toRequest(envelope, 'none', undefined)

  expect(body).toEqual(toWireForm(envelope))
  expect(headers).toEqual({
    Accept: '*/*',
    'User-Agent': 'facebookexternalua',
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
  })
})

test('bytes that are there already are signed as they are', () => {
  const body = Buffer.from('{"a": 1}')

  const request = signedRequest(body, 'sha1', secret)

  expect(request.body).toBe(body)
  expect(isSigned(body, request.headers[sha1] ?? '', secret, 'sha1')).toBe(true)
  expect(Object.keys(request.headers)).toContain('Content-Type')
})
