// Memory used by uploads: `node test/bench/upload.js`.
// The peaks of msgr and of an emulator beside it for 1 kB, for 25 MB, and for six times 25 MB in one process. Node collects
// buffers late, so that a file shows in the peak although nothing holds it; six of them show whether anything does.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

/** Half of the bytes that pass through. */
const TARGET_MB = 75
const MEGABYTE = 1024 * 1024

const msgr = join(import.meta.dirname, '../../bin/msgr.js')
/** A person in the first state of the emulator. */
const person = '6411223344556677'
const home = mkdtempSync(join(tmpdir(), 'msgr-bench-'))
const {NODE_EXTRA_CA_CERTS, ...inherited} = process.env
const env = {...inherited, MSGR_HOME: home, HOME: home, MSGR_EMULATOR: '1'}
/** Prints the peak when the process ends. */
const printPeak =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS+"\\n"))'

try {
  const small = await measure(1, 1024)
  const one = await measure(1, 25 * MEGABYTE)
  const six = await measure(6, 25 * MEGABYTE)
  const cells = side => [small, one, six].map(peaks => `${peaks[side].toFixed(0)} MB`.padStart(9)).join('')
  const costs = ['msgr', 'emulator'].map(side => ({side, cost: six[side] - small[side]}))
  process.stdout.write('peak           1 kB    25 MB   150 MB\n')
  for (const {side, cost} of costs)
    process.stdout.write(
      `${side.padEnd(9)}${cells(side)}  150 MB cost ${cost.toFixed(0)} MB  target below ${TARGET_MB} MB  ${cost < TARGET_MB ? 'met' : 'MISSED'}\n`,
    )
  process.stdout.write(`25 MB in ${one.ms.toFixed(0)} ms, start-up included\n`)
  process.exitCode = costs.every(({cost}) => cost < TARGET_MB) ? 0 : 1
} finally {
  rmSync(home, {recursive: true, force: true})
}

/** Peaks in MB, with a new emulator each time. */
async function measure(count, bytes) {
  const names = Array.from({length: count}, (_, index) => `${index}.png`)
  for (const name of names) writeFileSync(join(home, name), Buffer.alloc(bytes))
  const emulator = start(['emulator', 'start', '--port', '0', '--ephemeral', '--no-rate-limits'])
  try {
    const locator = join(home, 'state/emulator/running.json')
    for (let tries = 0; tries < 200 && !existsSync(locator); tries++) await sleep(25)
    JSON.parse(readFileSync(locator, 'utf8'))
    const startMs = performance.now()
    const command = count === 1 ? ['attachment', 'upload'] : ['send', 'attachment', person]
    const upload = start([...command, ...names])
    const {code, peak} = await upload.ended
    if (code !== 0) throw new Error(`the upload ended with ${code}: ${upload.said()}`)
    const ms = performance.now() - startMs
    emulator.child.kill('SIGTERM')
    return {msgr: peak, emulator: (await emulator.ended).peak, ms}
  } finally {
    emulator.child.kill('SIGKILL')
  }
}

function start(args) {
  const child = spawn(process.execPath, ['--import', printPeak, msgr, ...args], {
    env,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', text => {
    said += text
  })
  const ended = once(child, 'close').then(([code]) => ({
    code,
    peak: Number(/peak (\d+)/.exec(said)?.[1] ?? Number.NaN) / 1024,
  }))
  return {child, ended, said: () => said}
}
