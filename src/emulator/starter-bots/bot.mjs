import {createHmac} from 'node:crypto'
import {createServer} from 'node:http'

const {PORT = '3000', VERIFY_TOKEN, APP_SECRET = '', PAGE_ACCESS_TOKEN} = process.env

createServer(async (request, response) => {
  const query = new URL(request.url, 'http://bot').searchParams
  if (request.method === 'GET')
    return response.end(query.get('hub.verify_token') === VERIFY_TOKEN ? query.get('hub.challenge') : '')
  let body = ''
  for await (const chunk of request) body += chunk
  const signature = `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`
  response.writeHead(request.headers['x-hub-signature-256'] === signature ? 200 : 403).end()
  if (response.statusCode !== 200) return
  for (const {sender, message, postback} of JSON.parse(body).entry.flatMap(entry => entry.messaging ?? [])) {
    const said = message?.text ?? postback?.title
    if (said === undefined || message?.is_echo) continue
    const answer = {
      recipient: {id: sender.id},
      messaging_type: 'RESPONSE',
      message: {text: `You said: ${said}`},
    }
    await fetch('https://graph.facebook.com/v26.0/me/messages', {
      method: 'POST',
      headers: {authorization: `Bearer ${PAGE_ACCESS_TOKEN}`, 'content-type': 'application/json'},
      body: JSON.stringify(answer),
    })
  }
}).listen(Number(PORT))
