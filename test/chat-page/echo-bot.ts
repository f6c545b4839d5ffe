import {type ChildProcess, spawn} from 'node:child_process'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {freePort} from '../helpers/free-port.ts'

const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const program = join(import.meta.dirname, '../fixtures/bots/echo-bot.mjs')

// biome-ignore lint/suspicious/noExplicitAny: events have every shape
export type Event = any

export interface RunningBot {
  /** The first event that fits, waited for. The bot logs one only after it found its signature right. */
  readonly event: (fits: (event: Event) => boolean) => Promise<Event>
  readonly stop: () => Promise<void>
}

const fields = [
  'messages',
  'messaging_postbacks',
  'message_reads',
  'message_reactions',
  'message_edits',
  'messaging_feedback',
  'messaging_optins',
  'messaging_account_linking',
]

/** The echo bot, which knows no other host than graph.facebook.com, as people run it: under `msgr emulator exec --webhook`. */
export async function startBot(home: string): Promise<RunningBot> {
  const port = await freePort()
  const callback = `http://127.0.0.1:${port}/webhook`
  const webhook = ['--webhook', callback, '--fields', fields.join(',')]
  const bot = spawn(execPath, [msgr, 'emulator', 'exec', ...webhook, '--', execPath, program], {
    env: {PATH: process.env['PATH'], PORT: String(port), HOME: home, MSGR_HOME: home},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const event = eventsOf(bot)
  const isOver = new Promise<void>(resolve => bot.once('exit', () => resolve()))
  await registered(bot)
  return {
    event,
    stop: async () => {
      bot.kill()
      await isOver
    },
  }
}

function registered(bot: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    bot.stderr?.on('data', chunk => {
      said += chunk
      if (said.includes('✔ webhook')) resolve()
    })
    bot.once('exit', code => reject(new Error(`The bot ended with ${code}: ${said}`)))
  })
}

function eventsOf(bot: ChildProcess): RunningBot['event'] {
  const events: Event[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  bot.stdout?.on('data', chunk => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    events.push(...lines.map(line => JSON.parse(line)))
    for (const wake of [...waiting]) wake()
  })
  return async fits => {
    for (;;) {
      const found = events.find(fits)
      if (found !== undefined) return found
      await new Promise<void>(resolve => {
        waiting.add(function wake() {
          waiting.delete(wake)
          resolve()
        })
      })
    }
  }
}
