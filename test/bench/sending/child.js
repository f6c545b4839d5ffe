// Sends with one client and prints the time it took: `child.js '{"client": …, "url": …, "count": …, "width": …}'`
import {createRequire} from 'node:module'
import {serverCpu} from '../store/server-cpu.js'

const options = JSON.parse(process.argv[2])
const {client, count, width, warmUp = 0} = options
const firstId = 24_000_000_000_000_000n

/** The CPU time of the database, if there is one. */
const serverSeconds = () => (options.store === undefined ? 0 : serverCpu(options.store.pid))

const tell = (seconds, {user, system}, more = {}) => {
  const cpuMicroseconds = (user + system) / count
  const megabytes = process.resourceUsage().maxRSS / 1024
  process.stdout.write(
    `${JSON.stringify({client, width, count, seconds, perSecond: count / seconds, cpuMicroseconds, megabytes, ...more})}\n`,
  )
}

if (client === 'msgr') {
  const {createClient, prepareRuns} = await import(options.bundle)
  const send = createClient(options)
  if (warmUp > 0) {
    const warm = await prepareRuns({...options, count: warmUp, rate: undefined}, send)
    await warm.sendAll()
    await warm.close()
  }
  const runs = await prepareRuns(options, send)
  const serverBefore = serverSeconds()
  const [startMs, cpu] = [performance.now(), process.cpuUsage()]
  const sent = await runs.sendAll()
  const seconds = (performance.now() - startMs) / 1000
  const used = process.cpuUsage(cpu)
  const serverMicroseconds = ((serverSeconds() - serverBefore) * 1_000_000) / count
  tell(seconds, used, {serverMicroseconds})
  await runs.close()
  if (sent !== count) throw new Error(`Not everybody was sent to: ${sent} of ${count}`)
} else {
  const require = createRequire(import.meta.url)
  const send = require('./others.cjs')[client](options)
  if (warmUp > 0) await many(send, warmUp)
  const [startMs, cpu] = [performance.now(), process.cpuUsage()]
  await many(send, count)
  tell((performance.now() - startMs) / 1000, process.cpuUsage(cpu))
}
process.exit(0)

async function many(send, total) {
  let next = 0
  const worker = async () => {
    while (next < total) await send(String(firstId + BigInt(next++)))
  }
  await Promise.all(Array.from({length: width}, worker))
}
