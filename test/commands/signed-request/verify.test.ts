import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {createWorld} from '../../helpers/world.ts'

const vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/signature-vectors.json', import.meta.url), 'utf8'),
)
const {signed_request: text, payload_json} = vectors.signed_request
const env = {MSGR_EMULATOR: '', MSGR_APP_SECRET: vectors.app_secret}

test('signed-request verify shows what a webview was given', async () => {
  const world = await createWorld()

  const json = await world.msgr(['signed-request', 'verify', text, '--json'], {env})
  const piped = await world.msgr(['signed-request', 'verify', '-'], {env, stdin: `${text}\n`})

  expect(json.code).toBe(0)
  expect(json.json()).toEqual({
    valid: true,
    ageSeconds: expect.any(Number),
    payload: JSON.parse(payload_json),
  })
  expect(piped).toMatchObject({code: 0, out: expect.stringContaining('psid\t6411223344556677\n')})
})

test('signed-request verify exits with 1 for what is forged, and shows nothing of it', async () => {
  const world = await createWorld()

  const {code, out} = await world.msgr(['signed-request', 'verify', text.replace('eyJwc2lk', 'eyJwc2lj')], {
    env,
  })
  const old = await world.msgr(['signed-request', 'verify', text, '--max-age', '1s', '--json'], {env})

  expect(code).toBe(1)
  expect(out).toMatch(/^Not valid: the signature does not match/)
  expect(out).not.toContain('6411223344556677')
  expect(old).toMatchObject({code: 1, out: expect.stringContaining('at most 1 s are allowed')})
})

test('signed-request verify takes the secret of the app at the emulator too', async () => {
  const {code} = await (await createWorld()).msgr(['signed-request', 'verify', text])

  expect(code).toBe(0)
})

test.each([
  [['signed-request', 'verify', text], {MSGR_EMULATOR: ''}, 'MSGR_APP_SECRET'],
  [['signed-request', 'verify', text, '--max-age', 'soon'], env, '--max-age 24h'],
])('%j is misused', async (argv, environment, hint) => {
  const {code, err} = await (await createWorld()).msgr(argv, {env: environment})

  expect(code).toBe(2)
  expect(err).toContain(hint)
})
