// Times the receiver: events verified, parsed and logged a second. `node test/bench/receiving.js [--quick]`
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {setTimeout as wait} from 'node:timers/promises'
import {compareInTurn} from './compare.js'
import {freePort} from './free-port.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 3 : 7
const width = 50
const secret = '0123456789abcdef0123456789abcdef'
const here = join(import.meta.dirname, 'receiving')
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)
const children = []

try {
  const servers = [
    {name: 'msgr listen --json', ...(await startListen('printed'))},
    {name: 'bare node:http', url: await start([join(here, 'bare.js'), secret])},
    {
      name: 'messenger-node',
      url: await start([join(here, 'messenger-node.cjs'), String(await freePort())]),
    },
  ]
  say(`${rounds} rounds, ${width} connections, Node ${process.versions.node}; medians`)
  const single = await compare(servers, {events: 1, deliveries: 10_000})
  judge('1 event, msgr : bare node:http', single('bare node:http'), {target: 0.85})
  judge('1 event, msgr : messenger-node', single('messenger-node'), {target: 2.5})
  const batch = await compare(servers, {events: 50, deliveries: isQuick ? 300 : 600})
  judge('50 events, msgr : bare node:http', batch('bare node:http'), {target: 0.75})
  judge('50 events, msgr : messenger-node', batch('messenger-node'), {target: 1})
  judge('50 events, p99, msgr : bare', batch('bare node:http', 'p99'), {target: 2.5, bound: 'at most'})
  const spooling = {name: 'the same --spool', ...(await startListen('spooled', ['--spool']))}
  const spool = await compare([spooling, servers[0]], {events: 1, deliveries: 5_000})
  judge('1 event, --spool : without', spool(servers[0].name))
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

/** The command as people run it, with its output in a file of a folder of this name. */
async function startListen(name, flags = []) {
  const home = join(folder, name)
  mkdirSync(home)
  const [log, readyFile] = [join(home, 'events.ndjson'), join(home, 'ready.json')]
  const out = openSync(log, 'a')
  const args = [
    ...execArgv(),
    msgr,
    'listen',
    '--json',
    '--quiet',
    '--port',
    '0',
    '--ready-file',
    readyFile,
    ...flags,
  ]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', out, 'inherit'],
    env: {...process.env, MSGR_HOME: home, MSGR_APP_SECRET: secret},
    cwd: home,
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
