// `msgr label import` against an emulator in another process, killed twice with SIGKILL and resumed: everybody must have
// the label in the file, and few calls may be made twice. `node test/bench/label-import-kill.js [ROWS]`, default 100,000;
// prints one line of JSON and exits with 1 if this fails. Run `npm run build` first.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

const rows = Number(process.argv[2] ?? 100_000)
const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const home = await mkdtemp(join(tmpdir(), 'msgr-kill-'))
const env = {PATH: process.env.PATH, MSGR_HOME: home, MSGR_EMULATOR: '1', NO_COLOR: '1'}
const labels = ['VIP', 'Berlin', 'Lisbon', 'Tallinn']
const resume = ['label', 'import', '--resume', 'last']

function start(...args) {
  return spawn(process.execPath, [msgr, ...args], {env, stdio: ['ignore', 'pipe', 'pipe']})
}

async function run(...args) {
  const child = start(...args)
  let said = ''
  child.stdout.on('data', chunk => {
    said += chunk
  })
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`msgr ${args.join(' ')} ended with ${code}: ${said}`)
  return said
}

const emulator = start('emulator', 'start', '--port', '0', '--ephemeral', '--no-rate-limits')
try {
  await once(emulator.stdout, 'data')
  const {url} = JSON.parse(await readFile(join(home, 'state/emulator/running.json'), 'utf8'))
  const ask = async path => (await fetch(`${url}/_msgr/${path}`)).json()
  const {pageId} = await ask('connection')
  const peopleOfPage = () => ask(`people?page=${pageId}`)
  await run('emulator', 'seed', '--people', String(rows))

  const listLabels = async () => JSON.parse(await run('label', 'list', '--json'))

  const seeded = (await peopleOfPage()).slice(0, rows)
  const wanted = new Map(seeded.map(({psid}, index) => [psid, labels[index % labels.length]]))
  const file = join(home, 'people.csv')
  await writeFile(file, `psid,label\n${[...wanted].map(row => `${row.join(',')}\n`).join('')}`)

  const before = (await ask('calls')).requests
  const used = async () => (await ask('calls')).requests - before
  const startMs = performance.now()
  for (const share of [1 / 3, 2 / 3]) {
    const child = start(...(share < 0.5 ? ['label', 'import', file, '--create-missing', '--yes'] : resume))
    const ended = once(child, 'close')
    while ((await used()) < (rows / 50) * share && child.exitCode === null) await sleep(5)
    child.kill('SIGKILL')
    const [, signal] = await ended
    if (signal !== 'SIGKILL') throw new Error(`It ended before it could be killed at ${share}`)
  }
  const result = JSON.parse(await run(...resume, '--json', '--quiet'))

  const requests = await used()
  const names = new Map((await listLabels()).map(({id, name}) => [id, name]))
  const wrong = (await peopleOfPage()).filter(({psid, labelIds}) => {
    const own = labelIds.map(id => names.get(id)).filter(name => labels.includes(name))
    return own.join() !== (wanted.get(psid) ?? '')
  }).length
  // With few rows there are few calls, so the labels and the calls in flight weigh more.
  const most = Math.max((rows / 50) * 1.05, rows / 50 + 25)
  const seconds = (performance.now() - startMs) / 1000
  const report = {rows, requests, most, kills: 2, wrong, assigned: result.assigned, seconds}
  console.log(JSON.stringify(report))
  if (wrong !== 0 || requests > most || result.state !== 'done') process.exitCode = 1
} finally {
  emulator.kill('SIGKILL')
  await rm(home, {recursive: true, force: true})
}
