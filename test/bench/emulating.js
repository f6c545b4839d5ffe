// Times the emulator: sends accepted a second, and its memory after many. `node test/bench/emulating.js [--quick]`
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {compareInTurn} from './compare.js'
import {longestWaits} from './emulating/saving.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 3 : 7
const count = 20_000
const many = 300_000
const width = 50
const here = join(import.meta.dirname, 'emulating')
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)
const children = []

try {
  const emulator = await startEmulator()
  const bare = {
    name: 'bare node:http',
    ...emulator,
    ...(await start([join(here, 'bare.js')], url => ({url}))),
  }
  say(`${rounds} rounds of ${count} messages, ${width} connections, Node ${process.versions.node}; medians`)
  await compare({name: 'msgr emulator', ...emulator}, bare)
  await emulator.stop()
  await inVolume(await startEmulator())
  await whileSaving()
  endBenchmark()
} finally {
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  rmSync(folder, {recursive: true, force: true})
}

async function compare(emulator, bare) {
  const run = target => send(target, count)
  const ratioTo = await compareInTurn({targets: [emulator, bare], rounds, run, unit: 'sends'})
  judge('sends, emulator : bare node:http', ratioTo(bare.name), {target: 0.6})
}

/**
 * The peak memory of the emulator during the second hundred thousand messages, and during the last: the peak,
 * because unused memory is freed only now and then, all at once.
 */
async function inVolume({pid, ...target}) {
  if (residentMegabytes(pid) === undefined) return say('memory             skipped: this system has no /proc')
  const peaks = []
  for (let sent = 0; sent < many; sent += 100_000)
    peaks.push(await peakDuring(pid, () => send(target, 100_000)))
  const [early, late] = [peaks[1], peaks.at(-1)]
  say(
    `memory              at most ${peaks.map(peak => peak.toFixed(0)).join(', ')} MB, each during 100,000 messages`,
  )
  judge('memory, last : second 100,000', late / early, {target: 1.2, bound: 'at most'})
}

/** A busy machine makes calls wait too: what they wait when nothing is saved is printed beside it. */
async function whileSaving() {
  const {quiet, once, steady, changes} = await longestWaits(mkdtempSync(join(folder, 'kept-')))
  say(`longest wait        ${quiet.toFixed(0)} ms when nothing is saved`)
  judge('100,000 people saved: longest ms', once, {target: 20, bound: 'at most'})
  judge('the same amid steady changes', steady, {target: 20, bound: 'at most'})
  say(`longest wait        ${changes.toFixed(0)} ms of one of these changes`)
}

async function peakDuring(pid, work) {
  let peak = 0
  const sampling = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid))
  }, 50)
  await work()
  clearInterval(sampling)
  return peak
}

function residentMegabytes(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
  } catch {
    return undefined
  }
}

/** The emulator as people run it, with a thousand people inside the messaging window. */
async function startEmulator() {
  const args = [
    ...execArgv(),
    msgr,
    'emulator',
    'start',
    '--ephemeral',
    '--no-rate-limits',
    '--port',
    '0',
    '--json',
  ]
  const {url, pid, stop} = await start(args, JSON.parse)
  const ask = async (path, body) => {
    const how = body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)}
    return (await fetch(`${url}/_msgr/${path}`, how)).json()
  }
  const {pageId, pageToken: token} = await ask('connection')
  await ask('seed', {people: 5_000, page: pageId})
  const openSince = Date.now() - 12 * 3_600_000
  const people = await ask(`people?page=${pageId}`)
  const psids = people
    .filter(({lastActionMs, hasBlockedPage}) => lastActionMs > openSince && !hasBlockedPage)
    .map(({psid}) => psid)
    .filter(psid => psid.length === 16)
    .slice(0, 500)
  return {url, pid, token, psids, stop}
}

/** `BENCH_NODE='--cpu-prof'` profiles it. */
function execArgv() {
  return (process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean)
}

/** Starts a server as a child process; `read` turns its first line into the result. */
async function start(args, read) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, MSGR_HOME: folder},
    cwd: folder,
  })
  children.push(child)
  const [line] = await once(createInterface({input: child.stdout}), 'line')
  const stop = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {...read(line), pid: child.pid, stop}
}

async function send({url, token, psids}, total) {
  const options = JSON.stringify({url, token, psids, count: total, width})
  const child = spawn(process.execPath, [join(here, 'load.js'), options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', text => {
    out += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the load on ${url} ended with ${code}`)
  return JSON.parse(out)
}
