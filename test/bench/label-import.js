// Peak memory of `msgr label import` with 10,000 and with 1,000,000 rows, as a ratio: node test/bench/label-import.js
// A server that accepts everything stands in for the platform, so that only msgr is measured. Run `npm run build` first.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createWriteStream, readFileSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {createServer} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const MOST_RATIO = 1.3
const folder = await mkdtemp(join(tmpdir(), 'msgr-bench-'))
const labels = ['VIP', 'Newsletter', 'Beta testers', 'Berlin', 'Lisbon']

let requests = 0
const yes = {code: 200, body: '{"success":true}'}
const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  requests += 1
  response.setHeader('content-type', 'application/json')
  if (request.method === 'GET') return response.end('{"data":[]}')
  const body = JSON.parse(Buffer.concat(chunks).toString())
  response.end(JSON.stringify(body.batch?.map(() => yes) ?? {id: String(1700 + requests)}))
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))

async function writeRows(rows) {
  const file = join(folder, `${rows}.csv`)
  const out = createWriteStream(file)
  out.write('psid,label\n')
  for (let row = 0; row < rows; row += 1) {
    const line = `${24_000_000_000_000_000n + BigInt(row) * 1_003n},${labels[row % labels.length]}\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return file
}

/** The peak memory of the process, in MB. */
function peakOf(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function measure(rows) {
  const file = await writeRows(rows)
  requests = 0
  const env = {
    PATH: process.env.PATH,
    MSGR_HOME: join(folder, 'home'),
    MSGR_GRAPH_URL: `http://127.0.0.1:${server.address().port}`,
    MSGR_PAGE_TOKEN: 'EMUPAGE1',
    MSGR_PAGE_ID: '109876543210987',
  }
  const startMs = performance.now()
  const child = spawn(
    process.execPath,
    [msgr, 'label', 'import', file, '--create-missing', '--yes', '--quiet'],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid))
  }, 20)
  child.stdout.on('data', chunk => process.stdout.write(chunk))
  const [code] = await once(child, 'exit')
  clearInterval(watch)
  if (code !== 0) throw new Error(`msgr ended with ${code}`)
  const seconds = (performance.now() - startMs) / 1000
  const overhead = (requests / (rows / 50) - 1) * 100
  console.log(
    `${rows.toLocaleString('en')} rows: peak ${peak.toFixed(0)} MB, ${seconds.toFixed(1)} s, ${requests.toLocaleString('en')} requests (rows/50 + ${overhead.toFixed(2)} %)`,
  )
  return peak
}

try {
  const small = await measure(10_000)
  const large = await measure(Number(process.argv[2] ?? 1_000_000))
  const ratio = large / small
  console.log(`peak memory, many rows to few: ${ratio.toFixed(2)} (at most ${MOST_RATIO})`)
  if (ratio > MOST_RATIO) process.exitCode = 1
} finally {
  server.close()
  await rm(folder, {recursive: true, force: true})
}
