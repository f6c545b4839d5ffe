// A bare node:http server that answers what msgr asks as the platform does, and knows so many people: `server.js PEOPLE`. It keeps
// nothing, so that only the cost of msgr grows.
import {createServer} from 'node:http'
import {page, psidOf} from './inputs.js'

const people = Number(process.argv[2])
const when = new Date().toISOString().replace(/\.\d+Z$/, '+0000')
const elsewhere = {id: '209876543210987', name: 'Second'}

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const url = new URL(request.url, 'http://platform')
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer(url, Buffer.concat(chunks).toString())))
}).listen(0, '127.0.0.1', function listening() {
  process.stdout.write(`${this.address().port}\n`)
})

function answer({pathname, searchParams}, body) {
  const path = pathname.replace(/^\/v[\d.]+/, '')
  if (body.includes('"batch"')) return JSON.parse(body).batch.map(operation => part(operation))
  if (path.endsWith('/conversations')) return conversations(searchParams)
  if (path.endsWith('/messages'))
    return {recipient_id: JSON.parse(body).recipient.id, message_id: `m_${'x'.repeat(86)}`}
  if (path.endsWith('/custom_labels')) return body === '' ? {data: []} : {id: '1701'}
  return {id: page, name: 'Bench'}
}

/** What an operation of a batch is answered. */
function part({method, relative_url: relative}) {
  const [path] = relative.split('?')
  const body = method !== 'GET' ? {success: true} : /ids_for_/.test(path) ? idsElsewhere(path) : profile(path)
  return {code: 200, body: JSON.stringify(body)}
}

function idsElsewhere(path) {
  const kind = path.endsWith('ids_for_pages') ? 'page' : 'app'
  return {data: [{id: '7000000000000001', [kind]: elsewhere}]}
}

function profile(path) {
  const id = path.split('/').at(-1)
  return {id, first_name: 'Ada', last_name: id, name: `Ada ${id}`}
}

function conversations(params) {
  const from = Number(params.get('after') ?? 0)
  const to = Math.min(people, from + Number(params.get('limit') ?? 25))
  const data = Array.from({length: to - from}, (_, index) => {
    const psid = psidOf(from + index)
    return {
      id: `t_${psid}`,
      updated_time: when,
      participants: {
        data: [
          {id: psid, name: 'Ada'},
          {id: page, name: 'Bench'},
        ],
      },
    }
  })
  return {
    data,
    ...(to < people && {paging: {cursors: {after: String(to)}, next: `http://platform/?after=${to}`}}),
  }
}
