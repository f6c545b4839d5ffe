// Times the chat page: how late somebody sees their own message on a page with ten thousand people and messages while
// events pour in, and on an empty page. `node test/bench/chat-page.js [--quick]`
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {openBrowser} from './chat-page/browser.js'
import {ownMessageMs} from './chat-page/own-message.js'
import {withMessages} from './chat-page/with-messages.js'
import {median} from './compare.js'
import {endBenchmark, judge} from './verdicts.js'

const isQuick = process.argv.includes('--quick')
const many = 10_000
const blocks = isQuick ? 4 : 7
const blockMs = 2_000
const eventsPerSecond = 50
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const folder = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const say = line => process.stdout.write(`${line}\n`)
const children = []
let browser

try {
  browser = await openBrowser()
  if (browser === undefined) say('skipped: there is no chromium in /usr/bin or in PATH')
  else await compare()
  endBenchmark()
} finally {
  await browser?.close()
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  rmSync(folder, {recursive: true, force: true})
}

async function compare() {
  const [empty, full] = [await openChat(), await openChat({isFull: true})]
  say(
    `${many} people and messages, ${eventsPerSecond} events a second for ${(blocks * blockMs) / 1000} s, Node ${process.versions.node}`,
  )
  // Warms up.
  for (const {page} of [empty, full]) for (let round = 0; round < 5; round++) await ownMessageMs(page)
  const times = {empty: [], full: []}
  await full.page.locator('.person').nth(3).hover()
  const pointed = await keyUnderPointer(full.page)
  let moved = 0
  for (let block = 0; block < blocks; block++) {
    const load = startLoad(full)
    await measure(full.page, times.full, async () => {
      if ((await keyUnderPointer(full.page)) !== pointed) moved += 1
    })
    await load.stop()
    await measure(empty.page, times.empty)
  }
  for (const [name, all] of Object.entries(times))
    say(`${name.padEnd(20)}${median(all).toFixed(0).padStart(7)} ms   ${all.length} messages`)
  judge('own message, full : empty page', median(times.full) / median(times.empty), {
    target: 1.5,
    bound: 'at most',
  })
  judge('people moved under the pointer', moved, {target: 0, bound: 'at most'})
}

async function measure(page, times, check = async () => {}) {
  const until = performance.now() + blockMs
  while (performance.now() < until) {
    times.push(await ownMessageMs(page))
    await check()
    await page.waitForTimeout(100)
  }
}

function keyUnderPointer(page) {
  return page.evaluate(() => document.querySelector('.person:hover')?.getAttribute('data-key') ?? 'nobody')
}

/** A page before a person; full: one of very many, with a very long conversation. */
async function openChat({isFull = false} = {}) {
  const {url} = await start()
  const ask = async (path, body) => {
    const how = body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)}
    const answer = await fetch(`${url}/_msgr/${path}`, how)
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }
  const {psid} = await ask('people', {firstName: 'Own'})
  await ask(`people/${psid}/say`, {text: 'hello'})
  if (isFull) {
    await ask('seed', {people: many})
    await ask('import', withMessages(await ask('export'), psid, many))
  }
  const people = (await ask('chat')).people.map(person => person.psid).filter(each => each !== psid)
  const page = await (await browser.newContext({viewport: {width: 1440, height: 900}})).newPage()
  await page.goto(`${url}/?psid=${psid}`)
  await page.locator('.composer-text').waitFor()
  await page.getByRole('article').last().waitFor()
  return {page, ask, people}
}

/** Lets people write, each in turn, until it is stopped. */
function startLoad({ask, people}) {
  let [isOver, next] = [false, 0]
  const pending = new Set()
  const timer = setInterval(() => {
    if (isOver) return
    const sent = ask(`people/${people[next++ % people.length]}/say`, {text: `event ${next}`})
    pending.add(sent)
    sent.finally(() => pending.delete(sent)).catch(() => {})
  }, 1000 / eventsPerSecond)
  return {
    stop: async () => {
      isOver = true
      clearInterval(timer)
      await Promise.all(pending)
    },
  }
}

async function start() {
  const args = ['emulator', 'start', '--ephemeral', '--no-rate-limits', '--port', '0', '--json']
  const child = spawn(process.execPath, [...execArgv(), msgr, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, MSGR_HOME: join(folder, String(children.length))},
    cwd: folder,
  })
  children.push(child)
  const [line] = await once(createInterface({input: child.stdout}), 'line')
  return JSON.parse(line)
}

/** `BENCH_NODE='--cpu-prof'` profiles the emulators. */
function execArgv() {
  return (process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean)
}
