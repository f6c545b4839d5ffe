// Calls about one id after the other, each another one: `node --expose-gc many-ids.mjs <client|drop-in> <calls> <length of an id>`.
// Prints the size of the heap, in bytes, before and after the calls.
import {createServer} from 'node:http'
import {MessengerClient} from 'msgr-cli'
import messengerNode from 'msgr-cli/messenger-node'

const [by, calls, length] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const AT_ONCE = 8

const server = createServer((request, response) => {
  request.resume()
  response.setHeader('content-type', 'application/json')
  response.end('{"id":"1"}')
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const graphUrl = `http://127.0.0.1:${server.address().port}`

const client = new MessengerClient({pageToken: 'EAAtoken', graphUrl, apiVersion: 'v26.0'})
const dropIn = new messengerNode.Client({
  page_token: 'EAAtoken',
  graph_url: graphUrl,
  graph_api_version: 'v26.0',
})
const ask = {
  client: id => client.graph.request(`GET /${id}`),
  'drop-in': id => dropIn.sendGraphRequest({path: `/${id}`}),
}[by]

let next = 0
async function callEach(last) {
  while (next < last) {
    const number = String(next++)
    await ask(number.padStart(length, '1'))
  }
}

async function heapAfter(last) {
  await Promise.all(Array.from({length: AT_ONCE}, () => callEach(last)))
  gc()
  return process.memoryUsage().heapUsed
}

// Those of the first calls load what all need.
const before = await heapAfter(300)
const after = await heapAfter(300 + calls)
server.closeAllConnections()
server.close()
process.stdout.write(JSON.stringify({before, after}))
