// Loaded before the tests: files, sockets and timers are late by a random moment, as on a busy machine. What counts on an order that
// nobody promised fails.
import fs from 'node:fs/promises'
import {syncBuiltinESMExports} from 'node:module'
import net from 'node:net'
import {env} from 'node:process'

const MOST_MS = Number(env.MSGR_LATE_MS) || 10
/** The share of what is in time. */
const IN_TIME = 0.6

const startTimer = globalThis.setTimeout
const randomMs = () => Math.max(0, Math.random() - IN_TIME) * (MOST_MS / (1 - IN_TIME))
const moment = () =>
  new Promise(resolve => {
    const ms = randomMs()
    if (ms === 0) resolve()
    else if (ms < 1) setImmediate(resolve)
    else startTimer(resolve, ms)
  })

function delay(owner, names) {
  for (const name of names) {
    const call = owner[name]
    owner[name] = async function (...given) {
      await moment()
      return call.apply(this, given)
    }
  }
}

/** These return something to iterate over. */
const notPromised = new Set(['watch', 'glob', 'opendir'])
delay(
  fs,
  Object.keys(fs).filter(name => typeof fs[name] === 'function' && !notPromised.has(name)),
)
const file = await fs.open(import.meta.filename)
delay(Object.getPrototypeOf(file), [
  'read',
  'readFile',
  'write',
  'writev',
  'writeFile',
  'appendFile',
  'sync',
  'datasync',
  'stat',
])
await file.close()

for (const name of ['_write', '_writev']) {
  const write = net.Socket.prototype[name]
  net.Socket.prototype[name] = function (...given) {
    // A server that closes drops the answers it has not handed to the system, which takes them at once as a rule.
    const ms = this.server ? 0 : randomMs()
    if (ms === 0) write.apply(this, given)
    else startTimer(() => write.apply(this, given), ms)
  }
}

globalThis.setTimeout = Object.assign(
  (run, ms = 0, ...given) => startTimer(run, Number(ms) + randomMs(), ...given),
  startTimer,
)
syncBuiltinESMExports()
