// Sends messages to people in turn and prints the time it took:
// `load.js '{"url": …, "token": …, "psids": [ … ], "count": …, "width": …}'`
import {sendInTurn} from '../in-turn.js'

const {url, token, psids, count, width} = JSON.parse(process.argv[2])
const {host} = new URL(url)
const requests = psids.map(toRequest)

const requestAt = index => requests[index % requests.length]
const {latencies, startMs} = await sendInTurn({url, width, count, requestAt})
const seconds = (performance.now() - startMs) / 1000

const {length} = latencies.sort()
const at = share => latencies[Math.floor(share * (length - 1))]
process.stdout.write(JSON.stringify({perSecond: length / seconds, p50: at(0.5), p99: at(0.99)}))

function toRequest(psid) {
  const body = JSON.stringify({
    recipient: {id: psid},
    messaging_type: 'UPDATE',
    message: {text: 'Hello from the shop: we are open on Sunday', metadata: 'run-1:000001'},
  })
  const head = [
    'POST /v26.0/me/messages HTTP/1.1',
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Accept: application/json',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
