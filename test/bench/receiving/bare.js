// A bare node:http server that checks the signature and parses the JSON: the minimum that every receiver does.
import {createHmac, timingSafeEqual} from 'node:crypto'
import {createServer} from 'node:http'

const secret = process.argv[2]
createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    const given = Buffer.from(request.headers['x-hub-signature-256'] ?? '')
    const isSigned = expected.length === given.length && timingSafeEqual(expected, given)
    const isDelivery = isSigned && Array.isArray(JSON.parse(body.toString()).entry)
    response.writeHead(isDelivery ? 200 : 403, {'Content-Length': 2}).end(isDelivery ? 'OK' : 'NO')
  })
}).listen(0, '127.0.0.1', function listening() {
  process.stdout.write(`http://127.0.0.1:${this.address().port}/webhook\n`)
})
