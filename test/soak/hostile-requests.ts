import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {signBody, toWireForm} from '../../src/platform/signature.ts'
import {verificationQuery} from '../../src/platform/webhook-delivery.ts'

export const appSecret = '0123456789abcdef0123456789abcdef'
export const verifyToken = 'let-me-in'

/** A request and the correct answers to it. */
export interface HostileRequest {
  readonly kind: string
  /** Sent one after the other, until an answer arrives. */
  readonly pieces: Iterable<Buffer>
  /** Milliseconds between the pieces; undefined sends as fast as the socket accepts them. */
  readonly pauseMs?: number
  /** The correct statuses of each answer; 0 is a connection closed without one. */
  readonly answers: readonly (readonly number[])[]
  /** The client hangs up after the last piece. */
  readonly hangsUp?: boolean
}

type Random = () => number
type Made = Omit<HostileRequest, 'kind'>

const sample = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../src/webhook/samples/messages.text.unicode.json'), 'utf8'),
)
const valid = toWireForm(sample)
const megabyte = Buffer.alloc(64 * 1024, 'x')

const upTo = (random: Random, most: number) => Math.floor(random() * most)
const pick = <Value>(random: Random, values: readonly Value[]): Value =>
  values[upTo(random, values.length)] as Value
const once = (status: number | readonly number[], ...pieces: readonly Buffer[]): Made => ({
  pieces,
  answers: [[status].flat()],
})
const signed = (body: Buffer) => ({'X-Hub-Signature-256': signBody(body, appSecret)})

function head(lines: Readonly<Record<string, string | number>>, line = 'POST /webhook HTTP/1.1'): Buffer {
  const headers = Object.entries({Host: 'x', ...lines}).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${line}\r\n${headers.join('')}\r\n`, 'latin1')
}

function post(body: Buffer, headers: Readonly<Record<string, string | number>>, line?: string): Buffer {
  return Buffer.concat([head({'Content-Length': body.length, ...headers}, line), body])
}

const delivery = (body: Buffer) => post(body, signed(body))

function batch(random: Random, most: number): Buffer {
  const messaging = Array.from({length: 1 + upTo(random, most)}, (_, index) => ({
    sender: {id: String(6_000_000_000_000_000 + upTo(random, 1e6))},
    recipient: {id: '109876543210987'},
    timestamp: 1_795_334_460_123,
    message: {mid: `m_${random()}_${index}`, text: 'ä'.repeat(upTo(random, 40))},
  }))
  return toWireForm({object: 'page', entry: [{id: '109876543210987', time: 1_795_334_460_123, messaging}]})
}

function flipped(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  for (let flips = 1 + upTo(random, 3); flips > 0; flips -= 1) {
    const at = upTo(random, copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << upTo(random, 8))
  }
  return copy.equals(bytes) ? flipped(random, bytes) : copy
}

const strange = [
  null,
  0,
  -1,
  1e300,
  '',
  'text',
  [],
  {},
  [[]],
  [null],
  true,
  {id: {}},
  {mid: []},
  '\u0000',
  '\ud800',
]

/** A copy in which one value, at any depth, has another type. */
function withStrangeValue(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.12) return pick(random, strange)
  const keys = Object.keys(value)
  const key = pick(random, keys)
  const changed =
    key === undefined ? value : withStrangeValue(random, (value as Record<string, unknown>)[key])
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? changed : each))
  return {...value, ...(key !== undefined && {[key]: changed})}
}

const isDelivery = (value: unknown) => Array.isArray((value as {entry?: unknown} | null)?.entry)

function chunked(body: Buffer, sizes: (at: number) => number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const part = body.subarray(at, at + sizes(at))
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
    at += part.length
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

function* without(end: number, first: Buffer, piece: Buffer): Generator<Buffer> {
  yield first
  for (let sent = 0; sent < end; sent += piece.length) yield piece
}

function query(values: readonly [mode: string, challenge: string, token: string]): string {
  const {mode, challenge, verifyToken: token} = verificationQuery
  return String(
    new URLSearchParams([
      [mode, values[0]],
      [challenge, values[1]],
      [token, values[2]],
    ]),
  )
}

/** Every kind of request, with its frequency and the correct answers. */
const kinds: Readonly<Record<string, readonly [share: number, make: (random: Random) => Made]>> = {
  valid: [60, () => once(200, delivery(valid))],
  'valid batch': [20, random => once(200, delivery(batch(random, 30)))],
  'valid, a huge batch': [
    0.02,
    random => {
      const body = batch(random, 4000)
      return once(body.length > 1_048_576 ? 413 : 200, delivery(body))
    },
  ],
  'valid, chunked': [
    20,
    random =>
      once(
        200,
        head({'Transfer-Encoding': 'chunked', ...signed(valid)}),
        chunked(valid, () => 1 + upTo(random, 200)),
      ),
  ],
  'valid, in drips': [2, random => ({...once(200, ...split(random, delivery(valid), 12)), pauseMs: 3})],
  'valid, SHA-1 alone': [
    10,
    () => once(200, post(valid, {'X-Hub-Signature': signBody(valid, appSecret, 'sha1')})),
  ],
  'valid, pipelined': [
    10,
    random => {
      const count = 2 + upTo(random, 6)
      return {
        pieces: [Buffer.concat(Array.from({length: count}, () => delivery(valid)))],
        answers: Array.from({length: count}, () => [200]),
      }
    },
  ],
  'asks to continue': [
    5,
    () => once(200, head({Expect: '100-continue', 'Content-Length': valid.length, ...signed(valid)}), valid),
  ],
  'harmless headers twice': [
    5,
    () => once(200, post(valid, {'X-Odd': 'a\r\nX-Odd: b', Cookie: 'a=b\r\nCookie: c=d', ...signed(valid)})),
  ],
  'signature forged': [
    60,
    random => once(403, post(valid, {'X-Hub-Signature-256': signBody(valid, `${random()}`)})),
  ],
  'signature changed': [
    40,
    random =>
      once(403, post(valid, {'X-Hub-Signature-256': flippedText(random, signBody(valid, appSecret))})),
  ],
  'signature twice': [
    10,
    () =>
      once(
        403,
        post(valid, {
          'X-Hub-Signature-256': `${signBody(valid, appSecret)}\r\nX-Hub-Signature-256: sha256=00`,
        }),
      ),
  ],
  'signature missing': [20, () => once(403, post(valid, {}))],
  'SHA-1 forged': [10, () => once(403, post(valid, {'X-Hub-Signature': `sha1=${'0'.repeat(40)}`}))],
  'bits flipped': [80, random => once(403, post(flipped(random, valid), signed(valid)))],
  truncated: [60, random => once(403, post(valid.subarray(0, upTo(random, valid.length)), signed(valid)))],
  'truncated, signed': [60, random => once(400, delivery(valid.subarray(0, upTo(random, valid.length))))],
  'bits flipped, signed': [80, random => once([200, 400], delivery(flipped(random, valid)))],
  'wrong types, signed': [
    100,
    random => {
      const value = withStrangeValue(random, sample)
      return once(isDelivery(value) ? 200 : 400, delivery(toWireForm(value)))
    },
  ],
  'nested deep, signed': [
    10,
    random => {
      const depth = 101 + upTo(random, random() < 0.05 ? 100_000 : 2000)
      const [open, close] = pick(random, [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const)
      return once(400, delivery(Buffer.from(`{"entry":[${open.repeat(depth)}1${close.repeat(depth)}]}`)))
    },
  ],
  'UTF-8 broken, signed': [
    30,
    random => {
      const broken = pick(random, ['ff', 'c3', 'e282', 'eda080', 'f8888080', 'c0af', '80'])
      const [before, after] = [
        '{"object":"page","entry":[{"id":"1","messaging":[{"message":{"mid":"m_1","text":"',
        '"}}]}]}',
      ]
      return once(
        200,
        delivery(Buffer.concat([Buffer.from(before), Buffer.from(broken, 'hex'), Buffer.from(after)])),
      )
    },
  ],
  'no delivery, signed': [
    30,
    random =>
      once(
        400,
        delivery(
          Buffer.from(
            pick(random, [
              '',
              ' ',
              '[]',
              'null',
              '1',
              '"x"',
              '{}',
              '\ufeff{"entry":[]}',
              '{"entry":{}}',
              'NaN',
              "{'entry':[]}",
            ]),
          ),
        ),
      ),
  ],
  'odd values, signed': [
    10,
    random =>
      once(
        200,
        delivery(
          Buffer.from(
            pick(random, [
              '{"entry":[{"__proto__":{"messaging":[1]},"constructor":1,"messaging":[{"__proto__":null}]}]}',
              '{"object":"page","entry":[{"id":123456789012345678901234567890,"time":1e999,"messaging":[{"timestamp":-1e999}]}]}',
              '{"object":"page","entry":[{"messaging":[{"message":{"mid":"\\u0000\\ud800","text":"\\u001b[2J"}}]}]}',
              '{"entry":[null,1,"x",[],{"messaging":[null,1,"x",[]],"changes":[null,{"field":1},{"field":"feed"}],"standby":{},"calls":[[]]}]}',
            ]),
          ),
        ),
      ),
  ],
  'headers too large': [
    10,
    random =>
      once(431, post(valid, {'X-Large': 'x'.repeat(17_000 + upTo(random, 60_000)), ...signed(valid)})),
  ],
  'headers too many': [
    3,
    () =>
      once(
        431,
        post(valid, Object.fromEntries(Array.from({length: 3000}, (_, index) => [`X-${index}`, 'x']))),
      ),
  ],
  'wrong method': [
    20,
    random =>
      once(
        405,
        post(
          valid,
          signed(valid),
          `${pick(random, ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])} /webhook HTTP/1.1`,
        ),
      ),
  ],
  'wrong path': [
    20,
    random =>
      once(
        404,
        post(
          valid,
          signed(valid),
          `POST ${pick(random, ['/', '/webhooks', '//webhook', '/webhook/../x', '/%77ebhook', '/webhook%00', '/Webhook'])} HTTP/1.1`,
        ),
      ),
  ],
  verification: [
    5,
    () => once(200, head({}, `GET /webhook?${query(['subscribe', '115', verifyToken])} HTTP/1.1`)),
  ],
  'verification forged': [
    10,
    random => once(403, head({}, `GET /webhook?${query(['subscribe', '115', `${random()}`])} HTTP/1.1`)),
  ],
  'verification incomplete': [
    10,
    random =>
      once(
        400,
        head(
          {},
          `GET /webhook?${pick(random, ['', 'hub.mode=subscribe', '%zz', '&&&', 'hub.mode[]=1'])} HTTP/1.1`,
        ),
      ),
  ],
  'body too large, announced': [
    3,
    random => once(413, head({'Content-Length': 1_048_577 + upTo(random, 1e9), ...signed(valid)})),
  ],
  'body too large, announced by who asks to continue': [
    2,
    () => once(413, head({Expect: '100-continue', 'Content-Length': 100_000_000})),
  ],
  'body of 100 MB': [
    0.1,
    () => ({pieces: without(100_000_000, head({'Content-Length': 100_000_000}), megabyte), answers: [[413]]}),
  ],
  'body of 100 MB, chunked': [
    0.1,
    () => ({
      pieces: without(
        100_000_000,
        head({'Transfer-Encoding': 'chunked'}),
        Buffer.concat([Buffer.from('10000\r\n'), megabyte, Buffer.from('\r\n')]),
      ),
      answers: [[413]],
    }),
  ],
  'bad chunks': [
    20,
    random =>
      once(
        400,
        head({'Transfer-Encoding': 'chunked', ...signed(valid)}),
        Buffer.from(
          pick(random, [
            'zz\r\nx\r\n',
            '-1\r\nx\r\n',
            '5\r\nx\r\n0\r\n\r\nxxxxxx',
            'fffffffffffffffff\r\nx',
            '\r\n\r\n',
          ]),
        ),
      ),
  ],
  'two lengths': [
    10,
    random =>
      once(
        400,
        head({'Content-Length': '5\r\nContent-Length: 6', ...pick(random, [signed(valid), {}])}),
        Buffer.from('xxxxxx'),
      ),
  ],
  'length and chunks': [
    10,
    () => once(400, head({'Content-Length': 5, 'Transfer-Encoding': 'chunked'}), Buffer.from('0\r\n\r\n')),
  ],
  'bad length': [
    10,
    random =>
      once(
        400,
        head({'Content-Length': pick(random, ['-1', '1e3', '0x10', '', 'x', '99999999999999999999'])}),
      ),
  ],
  'no HTTP': [
    20,
    random =>
      once(
        400,
        Buffer.concat([
          Buffer.from(
            pick(random, [
              '\x16\x03\x01',
              '\x00',
              'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
              'SSH-2.0-x\r\n',
              '{}',
              '<>',
            ]),
          ),
          flipped(random, Buffer.alloc(40, 7)),
        ]),
      ),
  ],
  'bad header': [
    10,
    random =>
      once(
        400,
        Buffer.from(
          `POST /webhook HTTP/1.1\r\n${pick(random, ['Host : x', 'Ho\0st: x', 'Host: x\r\n: y', 'Host', ' Host: x', 'Host: a\0b'])}\r\nContent-Length: 0\r\n\r\n`,
        ),
      ),
  ],
  'no host': [5, () => once(400, Buffer.from('POST /webhook HTTP/1.1\r\nContent-Length: 0\r\n\r\n'))],
  'unknown version': [
    5,
    random => once(400, head({}, `POST /webhook HTTP/${pick(random, ['9.9', '1', 'x'])}`)),
  ],
  'unknown expectation': [5, () => once(417, post(valid, {Expect: 'miracle'}))],
  'asks for a tunnel': [3, () => once(0, head({}, 'CONNECT example.com:443 HTTP/1.1'))],
  'garbage behind a delivery': [
    10,
    random => ({
      pieces: [Buffer.concat([delivery(valid), Buffer.from(`\x00\x01${random()}\r\n\r\n`)])],
      answers: [
        [200, 400],
        [400, 0],
      ],
    }),
  ],
  'hangs up in the middle': [
    20,
    random => ({...once(0, delivery(valid).subarray(0, upTo(random, 600))), hangsUp: true}),
  ],
}

function split(random: Random, bytes: Buffer, most: number): readonly Buffer[] {
  const size = Math.ceil(bytes.length / (2 + upTo(random, most)))
  return Array.from({length: Math.ceil(bytes.length / size)}, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
}

/** Another text that is still one line of ASCII. */
function flippedText(random: Random, text: string): string {
  const at = upTo(random, text.length)
  return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`
}

const shares = Object.entries(kinds)
const total = shares.reduce((sum, [, [share]]) => sum + share, 0)

/** The names of all kinds. */
export const hostileKinds: readonly string[] = Object.keys(kinds)

/** One of each kind first, then at their frequencies. */
export function* hostileRequests(random: Random, count: number): Generator<HostileRequest> {
  for (let index = 0; index < count; index += 1) {
    const [kind, [, make]] = shares[index] ?? drawn(random)
    yield {kind, ...make(random)}
  }
}

function drawn(random: Random): (typeof shares)[number] {
  let left = random() * total
  const found = shares.find(([, [share]]) => {
    left -= share
    return left < 0
  })
  return found ?? (shares[0] as (typeof shares)[number])
}
