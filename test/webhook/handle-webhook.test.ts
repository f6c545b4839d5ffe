import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {signBody, toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'
import {handleWebhook, type WebhookOptions, type WebhookRequest} from '../../src/webhook/handle-webhook.ts'

const secret = '0123456789abcdef0123456789abcdef'
const options: WebhookOptions = {path: '/webhook', verifyToken: 'let-me-in', appSecrets: [secret]}
const sample = JSON.parse(
  readFileSync(new URL('../../src/webhook/samples/messages.text.unicode.json', import.meta.url), 'utf8'),
)
const body = toWireForm(sample)

const get = (query: string, overrides: Partial<WebhookRequest> = {}) =>
  handleWebhook(
    {
      method: 'GET',
      path: '/webhook',
      query: new URLSearchParams(query),
      headers: {},
      body: Buffer.alloc(0),
      ...overrides,
    },
    options,
  )

const post = (raw: Buffer, headers: Record<string, string>, overrides: Partial<WebhookOptions> = {}) =>
  handleWebhook(
    {
      method: 'POST',
      path: '/webhook',
      query: new URLSearchParams(),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: raw,
    },
    {...options, ...overrides},
  )

describe('verification', () => {
  test('echoes the challenge exactly, as plain text', () => {
    const reply = get('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=let-me-in')

    expect(reply).toMatchObject({status: 200, body: '1158201444', outcome: {kind: 'verified'}})
    expect(reply.headers['Content-Type']).toMatch(/^text\/plain/)
  })

  test.each(['let-me-i', 'let-me-in ', 'LET-ME-IN', ''])('refuses the verify token "%s"', token => {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': '1',
      'hub.verify_token': token,
    })

    expect(get(query.toString())).toMatchObject({status: 403, outcome: {kind: 'refused'}})
  })

  test.each([
    '',
    'hub.mode=subscribe',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=let-me-in',
    'hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=let-me-in',
    'hub_mode=subscribe&hub_challenge=1&hub_verify_token=let-me-in',
  ])('answers 400 to the query "%s"', query => {
    expect(get(query).status).toBe(400)
  })
})

describe('a delivery', () => {
  test('signed by the app is accepted, and its text is what the person wrote', () => {
    expect(post(body, deliveryHeaders(body, secret))).toMatchObject({
      status: 200,
      outcome: {
        kind: 'delivered',
        signature: 'valid',
        events: [{field: 'messages', subtype: 'text', item: sample.entry[0].messaging[0]}],
      },
    })
  })

  test('is accepted when any of several secrets signed it', () => {
    const reply = post(body, deliveryHeaders(body, secret), {appSecrets: ['new'.repeat(10), secret]})

    expect(reply).toMatchObject({status: 200, outcome: {signature: 'valid'}})
  })

  test('signed with SHA-1 alone is accepted with a notice', () => {
    const reply = post(body, {'X-Hub-Signature': signBody(body, secret, 'sha1')})

    expect(reply).toMatchObject({
      status: 200,
      outcome: {signature: 'valid', notice: expect.stringContaining('SHA-1')},
    })
  })

  test('with a wrong SHA-256 is refused even beside a right SHA-1', () => {
    const headers = {...deliveryHeaders(body, secret), 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}`}

    expect(post(body, headers)).toMatchObject({status: 403, outcome: {kind: 'refused'}})
  })

  test.each(['', 'sha256=', 'nonsense', `sha1=${'0'.repeat(40)}`, `sha256=${'é'.repeat(64)}`])(
    'with the signature "%s" is refused',
    signature => {
      expect(post(body, {'X-Hub-Signature-256': signature}).status).toBe(403)
    },
  )

  test('of changed bytes is refused before they are read', () => {
    const reply = post(Buffer.from('not json'), deliveryHeaders(body, secret))

    expect(reply.status).toBe(403)
  })

  test('without a signature is refused when the secret is known', () => {
    expect(post(body, {})).toMatchObject({
      status: 403,
      outcome: {reason: 'there is no X-Hub-Signature-256 header'},
    })
  })

  test('is accepted unchecked when no secret is known, unless signatures are required', () => {
    expect(post(body, {}, {appSecrets: []})).toMatchObject({status: 200, outcome: {signature: 'unchecked'}})
    expect(post(body, deliveryHeaders(body, secret), {appSecrets: [], requireSignature: true}).status).toBe(
      403,
    )
  })

  test.each(['', '{', '[]', 'null', '"text"', '{"object":"page"}', '{"entry":{}}', '\ufeff{"entry":[]}'])(
    'with the body %j answers 400',
    text => {
      const raw = Buffer.from(text)

      expect(post(raw, deliveryHeaders(raw, secret))).toMatchObject({status: 400, outcome: {kind: 'refused'}})
    },
  )

  test('about another object than a Page answers 200 and is shown as unknown', () => {
    const raw = toWireForm({...sample, object: 'instagram'})

    expect(post(raw, deliveryHeaders(raw, secret))).toMatchObject({
      status: 200,
      outcome: {events: [{field: 'unknown', subtype: 'instagram'}]},
    })
  })

  test('never tells the secret', () => {
    const replies = [post(body, {}), post(body, {'X-Hub-Signature-256': 'x'}), get('hub.verify_token=x')]

    expect(JSON.stringify(replies)).not.toContain(secret)
    expect(JSON.stringify(replies)).not.toContain('let-me-in')
  })
})

test('another method is told which ones there are', () => {
  expect(get('', {method: 'PUT'})).toMatchObject({status: 405, headers: {Allow: 'GET, POST'}})
})

test.each(['/', '/webhook/', '/webhooks', '/Webhook'])('nothing is served at %s', path => {
  expect(get('', {path}).status).toBe(404)
})

test('thousands of empty objects are no delivery, in whatever list they come', () => {
  const many = Array.from({length: 6000}, () => ({}))
  for (const entry of [
    many,
    [{messaging: many}],
    [{changes: many.slice(0, 3000), standby: many.slice(0, 3000)}],
  ]) {
    const reply = post(toWireForm({object: 'page', entry}), {}, {appSecrets: []})

    expect([reply.status, reply.outcome]).toEqual([
      400,
      {kind: 'refused', reason: expect.stringContaining('more than 5000 events')},
    ])
  }
  const asManyAsEver = toWireForm({object: 'page', entry: many.slice(0, 1000).map(() => ({messaging: [{}]}))})
  expect(post(asManyAsEver, {}, {appSecrets: []}).status).toBe(200)
})

const unfit = "does not match the body: another app's secret, or the body was changed on its way"
const noEntries = 'the body is not a webhook delivery: it has no list of entries'
const signed = (text: string) => {
  const raw = Buffer.from(text)
  return post(raw, deliveryHeaders(raw, secret))
}

test('whoever is refused reads why, whole and as plain text', () => {
  const refused: [() => ReturnType<typeof post>, number, string][] = [
    [() => get('', {path: '/x'}), 404, 'nothing is served at /x, only /webhook'],
    [() => get('', {method: 'PUT'}), 405, 'the method PUT is not used by the platform'],
    [
      () => get(''),
      400,
      'this is a webhook: a GET needs hub.mode=subscribe, hub.challenge and hub.verify_token',
    ],
    [
      () => get('hub.mode=subscribe&hub.challenge=1&hub.verify_token=x'),
      403,
      'the verify token does not match',
    ],
    [
      () => post(body, {}, {appSecrets: [], requireSignature: true}),
      403,
      'there is no app secret to check signatures with',
    ],
    [() => post(body, {'X-Hub-Signature-256': 'x'}), 403, `X-Hub-Signature-256 ${unfit}`],
    [() => post(body, {'X-Hub-Signature': 'x'}), 403, `X-Hub-Signature ${unfit}`],
    [() => signed('[]'), 400, noEntries],
    [() => signed('{"entry":"x"}'), 400, noEntries],
    [
      () => signed(JSON.stringify({entry: Array(5001).fill({})})),
      400,
      'the body holds more than 5000 events, more than any delivery of the platform',
    ],
  ]
  for (const [ask, status, reason] of refused) {
    const reply = ask()
    expect(reply, reason).toMatchObject({status, body: `${reason}\n`, outcome: {kind: 'refused', reason}})
    expect(reply.headers, reason).toMatchObject({
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      'Content-Length': String(Buffer.byteLength(`${reason}\n`)),
    })
  }
  expect(signed('{').outcome).toMatchObject({reason: expect.stringMatching(/^the body is not JSON: ./)})
})

test('what was accepted is answered alike, and SHA-1 alone is noted', () => {
  expect(signed(JSON.stringify({object: 'page', entry: Array(5000).fill({})}))).toMatchObject({
    status: 200,
    headers: {'Content-Length': '14'},
    body: 'EVENT_RECEIVED',
  })
  expect(post(body, deliveryHeaders(body, secret)).outcome).not.toHaveProperty('notice')
  expect(post(body, {'X-Hub-Signature': signBody(body, secret, 'sha1')}).outcome).toMatchObject({
    notice: 'signed with SHA-1 only (X-Hub-Signature)',
  })
})
