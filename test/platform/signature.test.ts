import {createHmac} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {
  appSecretProof,
  isSigned,
  signBody,
  toWireForm,
  verifySignedRequest,
} from '../../src/platform/signature.ts'

interface Vectors {
  readonly app_secret: string
  readonly bodies: readonly {
    readonly name: string
    readonly body: string
    readonly bytes: number
    readonly x_hub_signature: string
    readonly x_hub_signature_256: string
  }[]
  readonly signed_request: {
    readonly payload_json: string
    readonly payload_b64url: string
    readonly signature_b64url: string
    readonly signed_request: string
  }
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../fixtures/signature-vectors.json', import.meta.url), 'utf8'),
)
const secret = vectors.app_secret

describe.each(vectors.bodies)('the documented body "$name"', ({body, bytes, ...headers}) => {
  const raw = Buffer.from(body)

  test('has the documented length and signatures', () => {
    expect(raw.length).toBe(bytes)
    expect(signBody(raw, secret)).toBe(headers.x_hub_signature_256)
    expect(signBody(raw, secret, 'sha1')).toBe(headers.x_hub_signature)
  })

  test('is accepted with its signature, and with no other', () => {
    expect(isSigned(raw, headers.x_hub_signature_256, secret)).toBe(true)
    expect(isSigned(raw, headers.x_hub_signature, secret, 'sha1')).toBe(true)
    expect(isSigned(Buffer.concat([raw, Buffer.from('\n')]), headers.x_hub_signature_256, secret)).toBe(false)
    expect(isSigned(raw, headers.x_hub_signature_256, `${secret} `)).toBe(false)
    expect(isSigned(raw, headers.x_hub_signature_256.slice(0, -1), secret)).toBe(false)
    expect(isSigned(raw, headers.x_hub_signature, secret)).toBe(false)
  })
})

test('an event travels as ASCII, with lower-case escapes and escaped slashes', () => {
  const [ascii, escaped] = vectors.bodies

  expect(toWireForm(JSON.parse(ascii?.body ?? '')).toString()).toBe(ascii?.body)
  expect(toWireForm(JSON.parse(escaped?.body ?? '')).toString()).toBe(escaped?.body)
})

test('what travelled reads as what was meant', () => {
  const event = {text: 'äöå 🍣 – https://x.test/a?b=<1>\u2028\u007f "\\"'}

  expect(JSON.parse(toWireForm(event).toString('latin1'))).toEqual(event)
})

describe('a signed request', () => {
  const {signed_request: text, payload_json, payload_b64url, signature_b64url} = vectors.signed_request
  const payload = JSON.parse(payload_json)
  const nowMs = (payload.issued_at + 60) * 1000
  const verify = (signed: string, options = {}) => verifySignedRequest(signed, secret, {nowMs, ...options})

  /** Signs what the platform would. */
  function sign(content: object | string): string {
    const json = typeof content === 'string' ? content : JSON.stringify(content)
    const part = Buffer.from(json).toString('base64url')
    return `${createHmac('sha256', secret).update(part).digest('base64url')}.${part}`
  }

  test('of the documented form is read', () => {
    expect(verify(text)).toEqual({isValid: true, payload})
    expect(verify(` ${text}\n`)).toEqual({isValid: true, payload})
  })

  test('may have several - and _ in its signature, or + and / in their place', () => {
    const older = signature_b64url.replaceAll('-', '+').replaceAll('_', '/')

    expect(signature_b64url.match(/[-_]/g)).toHaveLength(4)
    expect(verify(`${older}=.${payload_b64url}`)).toEqual({isValid: true, payload})
  })

  test('may hold any text, and a Page id too long for a number', () => {
    const content = `{"algorithm":"HMAC-SHA256","issued_at":${payload.issued_at},"page_id":10987654321098765432,"metadata":"äöå 🍣"}`

    expect(verify(sign(content))).toMatchObject({
      payload: {page_id: '10987654321098765432', metadata: 'äöå 🍣'},
    })
  })

  test.each([
    ['changed by one character', text.replace('eyJwc2lk', 'eyJwc2lj'), 'does not match'],
    ['made under another secret', text, 'does not match', 'another'],
    ['with its halves swapped', `${payload_b64url}.${signature_b64url}`, 'does not match'],
    ['with a cut signature', text.slice(1), 'does not match'],
    ['without a dot', payload_b64url, 'two base64 texts'],
    ['with a second dot', `${text}.x`, 'two base64 texts'],
    ['with other characters', `${signature_b64url}!.${payload_b64url}`, 'two base64 texts'],
    ['with another character before it', `!${text}`, 'two base64 texts'],
    ['that is empty', '', 'two base64 texts'],
    ['of another algorithm', sign({...payload, algorithm: 'none'}), 'the algorithm is none'],
    ['that holds no JSON', sign('psid'), 'not a JSON object'],
    ['that holds null', sign('null'), 'not a JSON object'],
    ['that holds a text', sign('"psid"'), 'not a JSON object'],
    ['of unknown age', sign({algorithm: 'HMAC-SHA256'}), 'of unknown age'],
  ])('%s is not believed', (_what, signed, reason, appSecret = secret) => {
    expect(verifySignedRequest(signed, appSecret, {nowMs})).toEqual({
      isValid: false,
      reason: expect.stringContaining(reason),
    })
  })

  test('is believed for five minutes, or for as long as one says', () => {
    const later = {nowMs: nowMs + 300_000}

    expect(verify(text, later)).toEqual({
      isValid: false,
      reason: 'it is 360 s old, at most 300 s are allowed',
    })
    expect(verify(text, {...later, maxAgeSeconds: 360}).isValid).toBe(true)
    expect(verify(text, {...later, maxAgeSeconds: 359}).isValid).toBe(false)
    expect(verify(text, {nowMs: 2e12, maxAgeSeconds: Number.POSITIVE_INFINITY}).isValid).toBe(true)
  })
})

test('nothing is signed with a secret that is empty or not set', () => {
  const body = Buffer.from('{}')
  const sha256 = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`
  const encoded = Buffer.from('{"algorithm":"HMAC-SHA256","psid":"1","issued_at":9999999999}').toString(
    'base64url',
  )
  const signature = createHmac('sha256', '').update(encoded).digest('base64url')

  for (const none of ['', undefined as unknown as string]) {
    expect(isSigned(body, sha256, none)).toBe(false)
    expect(verifySignedRequest(`${signature}.${encoded}`, none)).toMatchObject({
      isValid: false,
      reason: expect.stringContaining('the app secret is not set or empty'),
    })
  }
})

test('the proof of a call is over the token, with a time behind it where one is given', () => {
  const hmac = (text: string) => createHmac('sha256', secret).update(text).digest('hex')

  expect(appSecretProof('EAAB', secret)).toBe(hmac('EAAB'))
  expect(appSecretProof('EAAB', secret, 1_795_000_000)).toBe(hmac('EAAB|1795000000'))
})
