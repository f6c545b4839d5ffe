import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {isSigned, signBody, toWireForm} from '../../src/platform/signature.ts'

interface Vectors {
  readonly app_secret: string
  readonly bodies: readonly {
    readonly name: string
    readonly body: string
    readonly bytes: number
    readonly x_hub_signature: string
    readonly x_hub_signature_256: string
  }[]
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
