// Calls about one id after the other, each another one: `node --expose-gc many-ids.mjs <calls> <length of an id>`.
// Prints by how many bytes the heap grows with the calls of the client, and with those of the drop-in.
import {createServer} from 'node:http'
import {MessengerClient} from 'msgr-cli'
import messengerNode from 'msgr-cli/messenger-node'

const [calls, length] = process.argv.slice(2).map(Number)
const AT_ONCE = 8
/** They load what all calls need. */
const FIRST_CALLS = 40

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

async function growthBy(ask) {
  let next = 0
  const callEach = async last => {
    while (next < last) {
      const number = String(next++)
      await ask(`1${number.padStart(length - 1, '0')}`)
    }
  }
  const heapAfter = async last => {
    await Promise.all(Array.from({length: AT_ONCE}, () => callEach(last)))
    gc()
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(FIRST_CALLS)
  return (await heapAfter(FIRST_CALLS + calls)) - before
}

const growth = {
  client: await growthBy(id => client.graph.request(`GET /${id}`)),
  dropIn: await growthBy(id => dropIn.sendGraphRequest({path: `/${id}`})),
}
server.closeAllConnections()
server.close()
process.stdout.write(JSON.stringify(growth))
