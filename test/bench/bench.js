// Runs every benchmark, then prints the missed targets: `npm run bench -- [NAME …] [--quick] [--json]`. `growth` takes an hour, and runs
// only when it is named: `npm run bench -- growth [--quick] [--out FOLDER] [--only NAME,…]`.
import {fork} from 'node:child_process'
import {once} from 'node:events'
import {cpus, loadavg} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'

const all = ['startup', 'sending', 'volume', 'store', 'receiving', 'emulating', 'chat-page']
const {values, positionals} = parseArgs({
  options: {
    quick: {type: 'boolean'},
    json: {type: 'boolean'},
    out: {type: 'string'},
    only: {type: 'string'},
  },
  allowPositionals: true,
})
const named = [...all, 'growth']
const unknown = positionals.find(name => !named.includes(name))
if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}; there are ${named.join(', ')}`)
for (const flag of ['out', 'only'])
  if (values[flag] !== undefined && positionals.join() !== 'growth')
    throw new Error(`--${flag} works only with growth`)

const machine = {node: process.versions.node, cores: cpus().length, load: loadavg()[0]}
const benchmarks = []
for (const name of positionals.length > 0 ? positionals : all) benchmarks.push(await run(name))
const results = benchmarks.flatMap(({name, figures}) => figures.map(figure => ({benchmark: name, ...figure})))
const failed = benchmarks.filter(({hasFailed}) => hasFailed).map(({name}) => name)
const missed = results.filter(({isMet}) => !isMet)
if (values.json) process.stdout.write(`${JSON.stringify({...machine, results, failed}, undefined, 2)}\n`)
else {
  const {node, cores, load} = machine
  say(`\nNode ${node}, ${cores} cores, load ${load.toFixed(1)} at the start`)
  say(`${results.length - missed.length} of ${results.length} figures reached their targets`)
  for (const {benchmark, what, value, bound, target} of missed)
    say(`MISSED ${benchmark}: ${what}: ${value.toFixed(2)}, ${bound} ${target}`)
  for (const name of failed) say(`FAILED ${name}: it did not finish`)
}
process.exitCode = missed.length + failed.length === 0 ? 0 : 1

/** With --json, standard output has only the results. */
async function run(name) {
  if (!values.json) say(`\n${name}`)
  const quick = values.quick ? (name === 'startup' ? ['7'] : ['--quick']) : []
  const given = ['out', 'only'].flatMap(flag =>
    values[flag] === undefined ? [] : [`--${flag}`, values[flag]],
  )
  const args = [...quick, ...given]
  const out = values.json ? process.stderr : 'inherit'
  const child = fork(join(import.meta.dirname, `${name}.js`), args, {
    stdio: ['ignore', out, 'inherit', 'ipc'],
  })
  let figures
  child.on('message', sent => {
    figures = sent
  })
  await once(child, 'close')
  return {name, figures: figures ?? [], hasFailed: figures === undefined}
}

function say(line) {
  process.stdout.write(`${line}\n`)
}
