// The start-up time of msgr, as a multiple of that of node: `node test/bench/startup.js [pairs]`.
// Runs alternate, A B A B, and the median of the ratios counts: single times vary too much to compare.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {median} from './compare.js'
import {endBenchmark, judge} from './verdicts.js'

const pairs = Number(process.argv[2] ?? 15)
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const home = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
// A bundle of extra certificates makes Node 20 itself almost three times slower and hides the time of msgr.
const {NODE_EXTRA_CA_CERTS, ...inherited} = process.env
const env = {...inherited, MSGR_HOME: home, HOME: home, MSGR_EMULATOR: ''}

const emulator = await startEmulator()
const rows = [
  {what: ['--version'], target: 1.3},
  {what: ['--help'], target: 2.1},
  {what: ['label', 'list', '--help'], target: 2.4},
  {what: ['label', 'list'], target: 5.2, skip: emulator.reason},
]
try {
  process.stdout.write(`${pairs} pairs, Node ${process.versions.node}; ratios to: node -e 0\n\n`)
  for (const row of rows) measure(row)
  endBenchmark()
} finally {
  await emulator.stop()
  rmSync(home, {recursive: true, force: true})
}

function measure({what, target, skip}) {
  const name = `msgr ${what.join(' ')}`
  if (skip !== undefined) return process.stdout.write(`${name.padEnd(36)}skipped: ${skip}\n`)
  const ratios = []
  const times = []
  for (let pair = 0; pair < pairs; pair++) {
    const floor = timed(['-e', '0'])
    const time = timed([msgr, ...what])
    times.push(time)
    ratios.push(time / floor)
  }
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`
  const detail = ` (${range})  ${median(times).toFixed(0).padStart(4)} ms`
  judge(name, median(ratios), {target, bound: 'at most', detail})
}

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
