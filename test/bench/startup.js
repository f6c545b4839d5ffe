// The start-up time of msgr, as a multiple of that of node: `node test/bench/startup.js [rounds]`.
// Each round runs node -e 0 and every command in turn, and the median of the ratios inside a round counts: single times vary
// too much to compare.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {median} from './compare.js'
import {endBenchmark, judge} from './verdicts.js'

/** They start sooner themselves: the same work is a smaller part. */
const isNewer = Number(process.versions.node.split('.')[0]) >= 22
const rounds = Number(process.argv[2] ?? 25)
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const home = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
// A bundle of extra certificates makes Node 20 itself almost three times slower and hides the time of msgr.
const {NODE_EXTRA_CA_CERTS, ...inherited} = process.env
const env = {...inherited, MSGR_HOME: home, HOME: home, MSGR_EMULATOR: ''}

const emulator = await startEmulator()
const rows = [
  {what: ['--version'], target: 1.3},
  {what: ['--help'], target: 1.4},
  {what: ['label', 'list', '--help'], target: 2.4},
  {what: ['label', 'list'], target: isNewer ? 2.2 : 2.4, skip: emulator.reason},
].map(row => ({...row, ratios: [], times: []}))
try {
  process.stdout.write(
    `${rounds} rounds, Node ${process.versions.node}; ratios to: node -e 0, and the middle half of them\n\n`,
  )
  const measured = rows.filter(({skip}) => skip === undefined)
  // The first round fills the caches of the system.
  for (let round = 0; round <= rounds; round++) measureOnce(measured, {isCounted: round > 0})
  for (const row of rows) show(row)
  endBenchmark()
} finally {
  await emulator.stop()
  rmSync(home, {recursive: true, force: true})
}

function measureOnce(measured, {isCounted}) {
  const floor = timed(['-e', '0'])
  for (const {what, ratios, times} of measured) {
    const time = timed([msgr, ...what])
    if (!isCounted) continue
    times.push(time)
    ratios.push(time / floor)
  }
}

function show({what, target, skip, ratios, times}) {
  const name = `msgr ${what.join(' ')}`
  if (skip !== undefined) return process.stdout.write(`${name.padEnd(36)}skipped: ${skip}\n`)
  const sorted = ratios.toSorted((one, other) => one - other)
  const quarter = part => sorted[Math.floor((sorted.length - 1) * part)].toFixed(2)
  const detail = ` (${quarter(0.25)}–${quarter(0.75)})  ${median(times).toFixed(0).padStart(4)} ms`
  judge(name, median(ratios), {target, bound: 'at most', detail})
}

/** How long a program took that ran to its end, in ms. */
function timed(args) {
  const start = process.hrtime.bigint()
  const {status, stderr} = spawnSync(process.execPath, args, {env, cwd: home})
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return ms
}

/** Starts an emulator as a child process; from then on, `env` points msgr to it. */
async function startEmulator() {
  const locator = join(home, 'state/emulator/running.json')
  const args = [msgr, 'emulator', 'start', '--port', '0', '--json']
  const child = spawn(process.execPath, args, {env, cwd: home, stdio: ['ignore', 'ignore', 'pipe']})
  let said = ''
  child.stderr.on('data', text => {
    said += text
  })
  const ended = new Promise(resolve => child.on('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
    if (existsSync(locator)) {
      await leadTo(JSON.parse(readFileSync(locator, 'utf8')).url)
      return {stop}
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return {stop, reason: `the emulator did not start${said && `: ${said.trim()}`}`}
}

async function leadTo(url) {
  const connection = await (await fetch(`${url}/_msgr/connection`)).json()
  env.MSGR_GRAPH_URL = url
  env.MSGR_PAGE_TOKEN = connection.pageToken
  env.MSGR_APP_SECRET = connection.appSecret
}
