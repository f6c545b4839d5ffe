import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Emulator} from '../../src/emulator/index.ts'
import {freePort} from '../helpers/free-port.ts'

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

/** The echo bot in a process of its own, subscribed to the first Page. */
export async function startBot(emulator: Emulator): Promise<RunningBot> {
  const {appId, appSecret, pageToken} = await emulator.connection()
  const port = await freePort()
  const bot = spawn(execPath, [join(import.meta.dirname, '../fixtures/bots/echo-bot.mjs')], {
    env: {
      PORT: String(port),
      VERIFY_TOKEN: 'secret',
      APP_SECRET: appSecret,
      PAGE_TOKEN: pageToken,
      GRAPH: emulator.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const event = eventsOf(bot)
  const callback = `http://127.0.0.1:${port}/webhook`
  await untilAnswered(`${callback}?hub.verify_token=secret&hub.challenge=1`)
  const post = async (path: string, token: string, body: unknown) => {
    const answer = await fetch(`${emulator.url}/v26.0/${path}`, {
      method: 'POST',
      headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
  await post(`${appId}/subscriptions`, `${appId}|${appSecret}`, {
    object: 'page',
    callback_url: callback,
    verify_token: 'secret',
    fields: fields.join(','),
  })
  await post('me/subscribed_apps', pageToken, {subscribed_fields: fields})
  return {
    event,
    stop: async () => {
      bot.kill()
      if (bot.exitCode === null && bot.signalCode === null) await once(bot, 'exit')
    },
  }
}

async function untilAnswered(url: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok === true) return
    await sleep(20)
  }
  throw new Error('The bot does not answer')
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
