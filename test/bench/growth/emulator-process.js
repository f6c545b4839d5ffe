// An emulator of so many people, as a process of its own.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {createInterface} from 'node:readline'

const msgr = join(import.meta.dirname, '../../../bin/msgr.js')

/** Starts one; what it keeps is in this folder. `flags` such as --ephemeral. */
export async function startEmulator(home, flags = []) {
  const args = ['emulator', 'start', '--no-rate-limits', '--port', '0', '--json', ...flags]
  const child = spawn(process.execPath, [...execArgv(), msgr, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {PATH: process.env.PATH, HOME: home, MSGR_HOME: home},
    cwd: home,
  })
  const lines = createInterface({input: child.stdout})
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit')])
  if (typeof line !== 'string') throw new Error(`the emulator ended with ${line}`)
  const {url} = JSON.parse(line)
  return {
    url,
    pid: child.pid,
    async ask(path, body) {
      const answer = await fetch(
        `${url}/_msgr/${path}`,
        body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)},
      )
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
      return answer.json()
    },
    /** Asks it to end, so that it saves its state. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** `BENCH_NODE='--cpu-prof'` profiles them. */
const execArgv = () => (process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean)
