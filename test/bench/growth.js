// Draws what commands, the emulator and its chat page cost by the size of what they handle:
// `node test/bench/growth.js [--quick] [--out FOLDER] [--only NAME,…]`
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import {openBrowser} from './chat-page/browser.js'
import {measureChatPage} from './growth/chat-page.js'
import {groups, measureCommands} from './growth/commands.js'
import {MOST_KEPT, measureCalls, measureStart} from './growth/emulator.js'
import {exponentOf} from './growth/exponent.js'
import {hasProcesses} from './growth/process-cost.js'
import {bundle} from './programs.js'
import {endBenchmark, judge} from './verdicts.js'

/** Garbage collection and a busy machine make 1.1 of 1. */
const MOST_LINEAR = 1.15
/** Of what should cost the same at each size: noise makes three times as much of it. */
const MOST_FLAT = 0.5
const flat = ['emulator-calls', 'page-people', 'page-messages']
const {values} = parseArgs({
  options: {quick: {type: 'boolean'}, out: {type: 'string'}, only: {type: 'string'}},
})
const sizes = values.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]
const folder = mkdtempSync(join(tmpdir(), 'msgr-growth-'))
const say = line => process.stdout.write(`${line}\n`)
let browser

try {
  const all = []
  for (const [name, measure] of await measures()) all.push(...(await growthOf(name, measure)))
  if (values.out !== undefined) await draw(all, values.out)
  endBenchmark()
} finally {
  await browser?.close()
  rmSync(folder, {recursive: true, force: true})
}

/** What is measured, by name: each a function of a size that returns the costs of one or several things. */
async function measures() {
  const program = await bundle(folder, join(import.meta.dirname, 'growth/command.ts'), 'command.mjs', {
    isSplit: true,
  })
  const commands = Object.keys(groups).map(name => [
    name,
    size => measureCommands(name, size, {program, folder}),
  ])
  const all = new Map(commands)
  if (hasProcesses) {
    all.set('emulator-start', size => measureStart(Math.min(size, MOST_KEPT), {folder}))
    all.set('emulator-calls', size => measureCalls(size, {folder}))
  } else say('emulator and page  skipped: this system has no /proc')
  for (const what of hasProcesses ? ['people', 'messages'] : [])
    all.set(`page-${what}`, size => measureChatPage(what, size, {folder, browser}))
  const names = values.only?.split(',') ?? [...all.keys()]
  const unknown = names.find(name => !all.has(name))
  if (unknown !== undefined)
    throw new Error(`There is no ${unknown}; there are ${[...all.keys()].join(', ')}`)
  if (names.some(name => name.startsWith('page-'))) browser = await openBrowser()
  const isLeftOut = name => name.startsWith('page-') && browser === undefined
  if (names.some(isLeftOut)) say('page  skipped: there is no chromium in /usr/bin or in PATH')
  return names.filter(name => !isLeftOut(name)).map(name => [name, all.get(name)])
}

/** Measures all sizes, prints a line for each thing with its costs, and judges the slope between the two largest. */
async function growthOf(name, measure) {
  const most = flat.includes(name) ? MOST_FLAT : MOST_LINEAR
  const things = new Map()
  for (const size of sizes) {
    for (const [thing, {cpuMs: ms, ...cost}] of Object.entries(await measure(size)))
      things.set(thing, [...(things.get(thing) ?? []), {size, ms, ...cost}])
    rmSync(join(folder, `${name}-${size}`), {recursive: true, force: true})
  }
  return [...things].map(([thing, points]) => {
    const exponent = exponentOf(points)
    judge(thing, exponent, {target: most, bound: 'at most', detail: `  ${points.map(costText).join(', ')}`})
    return {name: thing, points, exponent, isMet: exponent <= most}
  })
}

function costText({ms, megabytes}) {
  const time = ms < 10_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(0)} s`
  return `${time} ${megabytes.toFixed(0)} MB`
}

async function draw(all, out) {
  const drawing = await bundle(folder, join(import.meta.dirname, 'growth/chart.ts'), 'chart.mjs')
  const {growthSvg} = await import(pathToFileURL(drawing))
  mkdirSync(out, {recursive: true})
  const file = join(out, 'growth.svg')
  const subtitle = `${sizes.map(size => size.toLocaleString('en')).join(' – ')} people, events, keys or messages · CPU of the process; of the page, how long it takes · Node ${process.versions.node}`
  writeFileSync(file, growthSvg(all, subtitle))
  writeFileSync(join(out, 'growth.json'), `${JSON.stringify(all, undefined, 2)}\n`)
  say(`drawn in ${file}`)
}
