// Times the receiver: events verified, parsed and logged a second. `node test/bench/receiving.js [--quick]`
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {setTimeout as wait} from 'node:timers/promises'
import {compareInTurn} from './compare.js'
import {freePort} from './free-port.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 3 : 5
const width = 50
const secret = '0123456789abcdef0123456789abcdef'
const here = join(import.meta.dirname, 'receiving')
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)
const children = []

try {
  const servers = [
    {name: 'msgr listen --json', ...(await startListen())},
    {name: 'bare node:http', url: await start([join(here, 'bare.js'), secret])},
    {
      name: 'messenger-node',
      url: await start([join(here, 'messenger-node.cjs'), String(await freePort())]),
    },
  ]
  say(`${rounds} rounds, ${width} connections, Node ${process.versions.node}; medians`)
  const single = await compare(servers, {events: 1, deliveries: isQuick ? 10_000 : 15_000})
  judge('1 event, msgr : bare node:http', single('bare node:http'), {target: 0.6})
  judge('1 event, msgr : messenger-node', single('messenger-node'), {target: 2.5})
  const batch = await compare(servers, {events: 50, deliveries: isQuick ? 300 : 600})
  judge('50 events, msgr : bare node:http', batch('bare node:http'))
  judge('50 events, msgr : messenger-node', batch('messenger-node'))
  endBenchmark()
} finally {
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  rmSync(folder, {recursive: true, force: true})
}

/** The speed of every server with one load, as ratios of the first to another. */
function compare(servers, load) {
  const size = load.events === 1 ? '1 event' : `${load.events} events`
  return compareInTurn({
    targets: servers,
    rounds,
    run: ({url, log}, round) => send({url, log, ...load, secret, width, round: `${load.events}.${round}`}),
    unit: 'events',
    label: size.padEnd(10),
  })
}

/** The command as people run it, with its output in a file. */
async function startListen() {
  const [log, readyFile] = [join(folder, 'events.ndjson'), join(folder, 'ready.json')]
  const out = openSync(log, 'a')
  const args = [...execArgv(), msgr, 'listen', '--json', '--quiet', '--port', '0', '--ready-file', readyFile]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', out, 'inherit'],
    env: {...process.env, MSGR_HOME: folder, MSGR_APP_SECRET: secret},
    cwd: folder,
  })
  children.push(child)
  closeSync(out)
  while (!existsSync(readyFile) || readFileSync(readyFile, 'utf8') === '') {
    if (child.exitCode !== null) throw new Error(`listen ended with ${child.exitCode}`)
    await wait(20)
  }
  return {url: JSON.parse(readFileSync(readyFile, 'utf8')).url, log}
}

/** `BENCH_NODE='--cpu-prof'` profiles it. */
function execArgv() {
  return (process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean)
}

/** Starts a server as a child process; its first line is its address. */
async function start(args) {
  const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']})
  children.push(child)
  const [url] = await once(createInterface({input: child.stdout}), 'line')
  return url
}

async function send(options) {
  const child = spawn(process.execPath, [join(here, 'load.js'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', text => {
    out += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the load on ${options.url} ended with ${code}`)
  return JSON.parse(out)
}
