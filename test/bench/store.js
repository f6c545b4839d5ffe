// What a store costs: CPU of the sending process and of PostgreSQL for each recipient, as a ratio to runs in files, in pairs:
// `node test/bench/store.js [--quick]`
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {median} from './compare.js'
import {bundle, send, start} from './programs.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const pairs = isQuick ? 3 : 5
const here = join(import.meta.dirname, 'sending')
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)

/** One Page as fast as it goes, and a fleet at the rate that runs have by default. */
const loads = [
  {name: 'one Page, all at once', pages: 1, width: 100, count: 20_000},
  {name: '50 Pages, 40/s each', pages: 50, width: 20, count: 10_000, rate: 40},
]

try {
  if (existsSync('/usr/lib/postgresql')) await compare()
  else say('skipped: PostgreSQL is not in /usr/lib/postgresql')
  endBenchmark()
} finally {
  rmSync(folder, {recursive: true, force: true})
}

async function compare() {
  const [program, cluster] = await Promise.all([
    bundle(folder, join(here, 'msgr.ts'), 'msgr.mjs'),
    bundle(folder, join(import.meta.dirname, 'store/cluster.ts'), 'cluster.mjs'),
  ])
  const {stop, ...store} = await start([cluster], JSON.parse)
  const server = await start([join(here, 'server.js')], port => `http://127.0.0.1:${port}`)
  try {
    say(`${pairs} pairs, Node ${process.versions.node}; µs of CPU for each recipient, medians`)
    for (const load of loads) await measure({...load, bundle: program, url: server.url}, store)
  } finally {
    await server.stop()
    await stop({isAsked: true})
  }
}

/** Both in turn, so that other load on the machine affects both. */
async function measure({name, ...load}, store) {
  const options = {...load, client: 'msgr', token: 'EAAtoken', warmUp: load.pages * 40}
  const taken = []
  for (let pair = 0; pair < pairs; pair++)
    taken.push({files: await send(folder, options), stored: await send(folder, {...options, store})})
  const total = ({cpuMicroseconds, serverMicroseconds}) => cpuMicroseconds + serverMicroseconds
  const micros = read => median(taken.map(read)).toFixed(0)
  const parts = [
    `files ${micros(({files}) => total(files))}`,
    `store ${micros(({stored}) => stored.cpuMicroseconds)} + PostgreSQL ${micros(({stored}) => stored.serverMicroseconds)}`,
    `${micros(({files}) => files.perSecond)} and ${micros(({stored}) => stored.perSecond)} a second`,
  ]
  say(`${name}: ${parts.join(', ')}`)
  const ratio = median(taken.map(({files, stored}) => total(stored) / total(files)))
  judge(`store : files, ${name}`, ratio, {target: 1.25, bound: 'at most'})
}
