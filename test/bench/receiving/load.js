// Sends signed deliveries over kept connections, each after the answer to the one before, and prints the time it took:
// `load.js '{"url": …, "secret": …, "events": …, "deliveries": …, "width": …, "round": …, "log": …}'`
import {createHmac} from 'node:crypto'
import {closeSync, fstatSync, openSync, readFileSync, readSync, statSync} from 'node:fs'
import {setTimeout as wait} from 'node:timers/promises'
import {sendInTurn} from '../in-turn.js'

const {url, secret, events, deliveries, width, round, log} = JSON.parse(process.argv[2])
const {hostname, port, pathname} = new URL(url)
const sample = JSON.parse(
  readFileSync(new URL('../../../src/webhook/samples/messages.text.json', import.meta.url), 'utf8'),
)
const requests = Array.from({length: deliveries}, (_, index) => toRequest(index))
const logStart = log === undefined ? 0 : statSync(log).size

const requestAt = index => requests[index]
const {latencies, startMs} = await sendInTurn({url, width, count: deliveries, requestAt})
if (log !== undefined) await whenLogged(deliveries * events)
const seconds = (performance.now() - startMs) / 1000

const {length} = latencies.sort()
const at = share => latencies[Math.floor(share * (length - 1))]
process.stdout.write(JSON.stringify({perSecond: (length * events) / seconds, p50: at(0.5), p99: at(0.99)}))

/** Waits until the log has a line for each event: an answered event is not yet processed. */
async function whenLogged(lines) {
  const file = openSync(log, 'r')
  const chunk = Buffer.alloc(1 << 20)
  let position = logStart
  for (let seen = 0; seen < lines; ) {
    if (position >= fstatSync(file).size) await wait(1)
    const length = readSync(file, chunk, 0, chunk.length, position)
    position += length
    for (let at = chunk.indexOf(10); at !== -1 && at < length; at = chunk.indexOf(10, at + 1)) seen += 1
  }
  closeSync(file)
}

function toRequest(index) {
  const [entry] = sample.entry
  const [item] = entry.messaging
  // One entry per event: messenger-node reads only the first event of an entry.
  const entries = Array.from({length: events}, (_, event) => {
    const message = {...item.message, mid: `m_${round}_${index}_${event}_${'x'.repeat(70)}`}
    const sender = {id: String(6_411_223_344_000_000 + (index % 1000))}
    return {...entry, messaging: [{...item, sender, message}]}
  })
  const text = JSON.stringify({...sample, entry: entries}).replaceAll('/', '\\/')
  const body = Buffer.from(
    text.replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
  const sign = algorithm => `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Accept: */*',
    'User-Agent: facebookexternalua',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `X-Hub-Signature: ${sign('sha1')}`,
    `X-Hub-Signature-256: ${sign('sha256')}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
