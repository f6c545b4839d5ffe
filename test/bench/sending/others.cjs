// The clients that msgr is compared with. Each returns a function that sends one text.
const {readFileSync} = require('node:fs')

const text = 'Hello from the shop: we are open on Sunday'

exports.undici = ({url, token, width}) => {
  const {Pool} = require('undici')
  const pool = new Pool(url, {connections: width})
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'}
  return async psid => {
    const body = JSON.stringify({recipient: {id: psid}, messaging_type: 'UPDATE', message: {text}})
    const answer = await pool.request({path: '/v26.0/me/messages', method: 'POST', headers, body})
    const {message_id: id} = await answer.body.json()
    if (answer.statusCode !== 200 || id === undefined) throw new Error(`status ${answer.statusCode}`)
  }
}

exports['messaging-api-messenger'] = ({url, token}) => {
  const {MessengerClient} = require('messaging-api-messenger')
  const client = new MessengerClient({accessToken: token, origin: url})
  return psid => client.sendText(psid, text, {messagingType: 'UPDATE'})
}

exports['messenger-node'] = ({url, token}) => {
  // Its host is hard-coded.
  const compile = require.extensions['.js']
  require.extensions['.js'] = (module, file) => {
    if (!file.endsWith('graph-api.js')) return compile(module, file)
    module._compile(readFileSync(file, 'utf8').replaceAll('https://graph.facebook.com', url), file)
  }
  process.env.GRAPH_API_VERSION ??= 'v26.0'
  const {Client} = require('messenger-node')
  const client = new Client({page_token: token})
  return psid => client.sendText({id: psid}, text)
}
