// A bare node:http server that answers every message with the same bytes: what is left is the cost of the client.
import {createServer} from 'node:http'

const answer = Buffer.from(
  JSON.stringify({
    recipient_id: '24000000000000000',
    message_id: `m_${'x'.repeat(86)}`,
  }),
)
const marketed = Buffer.from(
  JSON.stringify({success: true, marketing_message_tracking_id: `m_${'x'.repeat(86)}`}),
)
const headers = {'content-type': 'application/json; charset=UTF-8'}
const server = createServer((request, response) => {
  request.on('end', () => {
    const body = request.url.includes('/act_') ? marketed : answer
    response.writeHead(200, {...headers, 'content-length': body.length})
    response.end(body)
  })
  request.resume()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
