// Times the bulk send: recipients a second, and CPU for each. `node test/bench/sending.js [--quick]`
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {median} from './compare.js'
import {bundle, send, start} from './programs.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 3 : 7
const count = 10_000
const here = join(import.meta.dirname, 'sending')
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)

try {
  const [engine, emulator] = await Promise.all([
    bundle(folder, join(here, 'msgr.ts'), 'msgr.mjs'),
    bundle(folder, join(import.meta.dirname, '../soak/emulator.ts'), 'emulator.mjs'),
  ])
  say(`${rounds} rounds of ${count} messages, Node ${process.versions.node}; medians`)
  await compare(engine)
  await againstEmulator(engine, emulator)
  await atPageRate(engine)
  endBenchmark()
} finally {
  rmSync(folder, {recursive: true, force: true})
}

/** Every client against the same bare server, at the width at which it is fastest, in turn, so that other load affects all of them. */
async function compare(engine) {
  const runs = [
    {name: 'msgr', client: 'msgr', bundle: engine, widths: [50, 100, 200]},
    {name: 'msgr without journal', client: 'msgr', bundle: engine, hasJournal: false, widths: [50, 100]},
    {name: 'msgr marketing', client: 'msgr', bundle: engine, isMarketing: true, widths: [50, 100]},
    {name: 'undici alone', client: 'undici', widths: [50, 100]},
    {name: 'messenger-node', client: 'messenger-node', widths: [10, 50]},
    {name: 'messaging-api-messenger', client: 'messaging-api-messenger', widths: [10, 50]},
  ]
  const results = new Map(runs.map(({name}) => [name, []]))
  const {url, stop} = await start([join(here, 'server.js')], port => `http://127.0.0.1:${port}`)
  const options = {url, token: 'EAAtoken', count, warmUp: 2000}
  try {
    const fastest = []
    for (const {widths, ...run} of runs)
      fastest.push({...run, width: await fastestWidth(run, widths, options)})
    for (let round = 0; round < rounds; round++)
      for (const run of fastest) results.get(run.name).push(await send(folder, {...options, ...run}))
  } finally {
    await stop()
  }
  for (const [name, all] of results) {
    const [perSecond, cpu, memory] = ['perSecond', 'cpuMicroseconds', 'megabytes'].map(key =>
      median(all.map(one => one[key])),
    )
    say(
      `${name.padEnd(26)}${Math.round(perSecond).toString().padStart(7)}/s ${cpu.toFixed(0).padStart(5)} µs CPU ${memory.toFixed(0).padStart(5)} MB  width ${all[0].width}`,
    )
  }
  const ratio = (name, target) => {
    const ratios = results
      .get('msgr')
      .map(({perSecond}, round) => perSecond / results.get(name)[round].perSecond)
    judge(`msgr : ${name}`, median(ratios), {target})
  }
  ratio('messenger-node', 2.5)
  ratio('messaging-api-messenger', 4)
  ratio('undici alone', 0.75)
  ratio('msgr without journal', 0.8)
  ratio('msgr marketing')
}

async function fastestWidth(run, widths, options) {
  let best = {perSecond: 0}
  for (const width of widths) {
    const tried = await send(folder, {...options, ...run, width, count: 5_000})
    if (tried.perSecond > best.perSecond) best = tried
  }
  return best.width
}

async function againstEmulator(bundle, script) {
  const people = count
  const {stop, ...target} = await start([script, String(people)], JSON.parse)
  try {
    const {url, pageToken: token, appSecret} = target
    const {perSecond} = await send(folder, {
      client: 'msgr',
      bundle,
      width: 50,
      url,
      token,
      appSecret,
      count: people,
    })
    say(`against the emulator       ${Math.round(perSecond)}/s`)
  } finally {
    await stop()
  }
}

async function atPageRate(bundle) {
  const {url, stop} = await start([join(here, 'server.js')], port => `http://127.0.0.1:${port}`)
  try {
    const seconds = isQuick ? 5 : 20
    const ran = await send(folder, {
      ...{client: 'msgr', bundle, width: 150, url, token: 'EAAtoken', appSecret: 'secret', warmUp: 2000},
      ...{count: 300 * seconds, rate: 300},
    })
    judge('percent of a core at 300/s', (ran.cpuMicroseconds * ran.perSecond) / 10_000, {
      target: 4,
      bound: 'at most',
    })
  } finally {
    await stop()
  }
}
