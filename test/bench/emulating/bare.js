// A bare node:http server that reads the JSON of a message and answers as the Send API does: the minimum that every emulator does.
import {createServer} from 'node:http'

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const {recipient, message} = JSON.parse(Buffer.concat(chunks).toString())
    if (typeof message.text !== 'string') return response.writeHead(400).end()
    const answer = JSON.stringify({recipient_id: recipient.id, message_id: `m_${'x'.repeat(86)}`})
    response.writeHead(200, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`))
