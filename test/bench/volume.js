// What much of it costs: peak memory among many people, resuming, in pairs with reading the same files, and a file of wrong keys.
// `node test/bench/volume.js [--quick]`
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {median} from './compare.js'
import {measureCommands} from './growth/commands.js'
import {bundle, outputOf, send, start} from './programs.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const pairs = isQuick ? 3 : 7
const small = 10_000
const large = isQuick ? 100_000 : 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)
const people = count => count.toLocaleString('en')

try {
  const engine = await bundle(folder, join(import.meta.dirname, 'sending/msgr.ts'), 'msgr.mjs')
  const runs = join(folder, 'runs')
  mkdirSync(runs)
  await measureMemory(engine, runs)
  await measureResuming(engine, runs)
  await measureValidating()
  endBenchmark()
} finally {
  rmSync(folder, {recursive: true, force: true})
}

/** Leaves the long run in its folder. */
async function measureMemory(engine, runs) {
  const {url, stop} = await start(
    [join(import.meta.dirname, 'sending/server.js')],
    port => `http://127.0.0.1:${port}`,
  )
  const options = {client: 'msgr', bundle: engine, width: 50, url, token: 'EAAtoken'}
  const few = []
  for (let round = 0; round < 3; round++) few.push((await send(folder, {...options, count: small})).megabytes)
  const {megabytes} = await send(folder, {...options, count: large, folder: runs})
  await stop()
  say(
    `peak memory: ${median(few).toFixed(0)} MB at ${people(small)} and ${megabytes.toFixed(0)} MB at ${people(large)} people`,
  )
  judge(`memory, ${people(large)} : ${people(small)}`, megabytes / median(few), {
    target: 1.1,
    bound: 'at most',
  })
}

async function measureValidating() {
  const program = await bundle(folder, join(import.meta.dirname, 'growth/command.ts'), 'command.mjs', {
    isSplit: true,
  })
  const measure = async size => {
    const costs = await measureCommands('profile-validate', size, {program, folder})
    rmSync(join(folder, `profile-validate-${size}`), {recursive: true})
    return costs['profile validate'].cpuMs
  }
  const ratios = []
  for (let pair = 0; pair < 3; pair++) ratios.push((await measure(100_000)) / (await measure(10_000)))
  judge('wrong keys, 100,000 : 10,000', median(ratios), {target: 12, bound: 'at most'})
}

async function measureResuming(engine, runs) {
  const run = readdirSync(runs).find(name => !name.startsWith('.'))
  const program = join(import.meta.dirname, 'sending/resume.js')
  const measure = async how =>
    Number(await outputOf([program, JSON.stringify({bundle: engine, folder: runs, run, how})]))
  const taken = []
  for (let pair = 0; pair < pairs; pair++)
    taken.push({resumed: await measure('resume'), read: await measure('read')})
  const seconds = key => (median(taken.map(each => each[key])) / 1000).toFixed(2)
  say(
    `to resume ${people(large)} people: ${seconds('resumed')} s; to read the same files as JSON: ${seconds('read')} s`,
  )
  judge('resume : read each line as JSON', median(taken.map(({resumed, read}) => resumed / read)), {
    target: 1.5,
    bound: 'at most',
  })
}
