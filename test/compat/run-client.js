import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {freePort} from '../bench/free-port.js'

const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const inside = join(import.meta.dirname, 'inside.js')
const TIMEOUT_MS = 120_000

/**
 * Runs the steps of a client in a child process under `msgr emulator exec`, on a new emulator. Returns each step
 * with its result, the calls that are not emulated, and those refused as if they did not exist.
 */
export async function runClient(client, installed) {
  const home = mkdtempSync(join(tmpdir(), 'msgr-compat-'))
  const results = join(home, 'results.json')
  try {
    const port = await freePort()
    const webhook =
      client.webhook === undefined ? [] : ['--webhook', `http://127.0.0.1:${port}${client.webhook}`]
    const day = client.day === undefined ? [] : ['--as-of', client.day]
    const args = ['emulator', 'exec', '--ephemeral', ...day, ...webhook, '--', process.execPath, inside]
    const child = spawn(process.execPath, [msgr, ...args, client.name, installed, results], {
      cwd: home,
      env: {...process.env, MSGR_HOME: home, PORT: String(port), NO_COLOR: '1'},
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', chunk => (said += chunk))
    child.stderr.on('data', chunk => (said += chunk))
    const timer = setTimeout(() => child.kill(), TIMEOUT_MS)
    const [code] = await once(child, 'close')
    clearTimeout(timer)
    return {client, ...judge(client, read(results) ?? stopped(code, said)), said}
  } finally {
    rmSync(home, {recursive: true, force: true})
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const stopped = (code, said) => ({
  steps: [{name: 'run', error: `ended with ${code} before its steps were done\n${said.slice(-2000)}`}],
  gaps: [],
  nonexisting: [],
})

/** A step that fails by the client's own fault must fail in exactly that way. */
function judge({faults = {}}, {steps, gaps, nonexisting}) {
  const judged = steps.map(({name, error}) => {
    const fault = faults[name]
    if (fault === undefined) return {name, ending: error === undefined ? 'passed' : 'failed', error}
    if (error === undefined)
      return {name, ending: 'failed', error: `passes now, although it is listed as a fault: ${fault.why}`}
    return fault.error.test(error)
      ? {name, ending: 'excused', error: `${fault.whose}: ${fault.why}`}
      : {name, ending: 'failed', error: `fails in another way than ${fault.error}: ${error}`}
  })
  const missing = Object.keys(faults).filter(name => !steps.some(step => step.name === name))
  for (const name of missing)
    judged.push({name, ending: 'failed', error: 'is listed as a fault, but there is no such step'})
  for (const call of nonexisting)
    judged.push({name: 'calls', ending: 'failed', error: `refused as nonexisting: ${call}`})
  return {steps: judged, gaps, nonexisting}
}
