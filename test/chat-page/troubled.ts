import {mkdtemp, rm} from 'node:fs/promises'
import {createServer, type Server} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'
import {type Child, startMsgr} from '../helpers/child.ts'
import {freePort} from '../helpers/free-port.ts'
import {listenAt} from '../helpers/listen-at.ts'
import {patiently} from '../helpers/patience.ts'
import {words} from '../helpers/words.ts'

/** An emulator with a bot, for breaking either. */
export interface Troubled {
  readonly emulator: Emulator
  readonly bot: TroubledBot
  /** Runs a command as typed, until it ends; several with `&&`. */
  readonly type: (line: string) => Promise<void>
  /** Runs a command that goes on, until it is ready. */
  readonly start: (line: string) => Promise<Child>
  /** Makes the bot the callback of the first app for these fields of the first Page. */
  readonly subscribe: (fields: string) => Promise<void>
}

/** What a bot does with a message: `answer` says `You said: …`; a text is the body of its 500. */
export type Behaviour = 'answer' | 'silent' | 'slow' | 'too-long' | {readonly fails: string}

export interface TroubledBot {
  readonly port: number
  does: Behaviour
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/** After how long a bot is slow; a slow machine's bot that is not answers sooner. */
export const slowAfterMs = patiently(500)

export async function createTroubled(): Promise<Troubled> {
  const home = await mkdtemp(join(tmpdir(), 'msgr-trouble-'))
  const folder = join(home, 'state', 'emulator')
  const emulator = await openEmulator({folder, isEphemeral: true, isPublished: true, hasRateLimits: false})
  onTestFinished(async () => {
    await emulator.close()
    await rm(home, {recursive: true})
  })
  const bot = await startBot(emulator)
  const run = (line: string): Child => {
    const [program, ...args] = words(line)
    if (program !== 'msgr') throw new Error(`${line} is not a command of msgr`)
    const env = {PATH: process.env['PATH'] ?? '', MSGR_HOME: home, MSGR_EMULATOR: '1'}
    return startMsgr(args, {cwd: home, env})
  }
  const type = async (line: string) => {
    for (const each of line.split(' && ')) {
      const child = run(each)
      const {code} = await child.ended
      if (code !== 0) throw new Error(`${each}: ${child.err.text}`)
    }
  }
  return {
    emulator,
    bot,
    type,
    start: async line => {
      const running = run(line)
      await Promise.race([running.out.holds(/^ready$/m), running.ended])
      return running
    },
    subscribe: async fields => {
      await type(
        `msgr --emulator webhook set http://127.0.0.1:${bot.port}/webhook --fields ${fields} --verify-token emulator-verify-token`,
      )
      await type(`msgr --emulator webhook subscribe ${fields.replaceAll(',', ' ')}`)
    },
  }
}

async function startBot(emulator: Emulator): Promise<TroubledBot> {
  const port = await freePort()
  const {pageToken} = await emulator.connection()
  let server: Server | undefined
  const bot = {
    port,
    does: 'answer' as Behaviour,
    start: async () => {
      server = createServer(async (request, response) => {
        const url = new URL(request.url ?? '/', 'http://bot')
        let text = ''
        for await (const chunk of request) text += chunk
        if (request.method === 'GET') return response.end(url.searchParams.get('hub.challenge') ?? '')
        if (typeof bot.does === 'object') return response.writeHead(500).end(bot.does.fails)
        const does = bot.does
        if (does === 'slow') await new Promise(resolve => setTimeout(resolve, 2 * slowAfterMs))
        response.end('EVENT_RECEIVED')
        if (does === 'silent') return undefined
        const [item] = JSON.parse(text).entry[0].messaging
        const said = does === 'too-long' ? 'x'.repeat(2_001) : `You said: ${item.message?.text}`
        await fetch(`${emulator.url}/v26.0/me/messages`, {
          method: 'POST',
          headers: {authorization: `Bearer ${pageToken}`, 'content-type': 'application/json'},
          body: JSON.stringify({recipient: item.sender, messaging_type: 'RESPONSE', message: {text: said}}),
        }).then(answer => answer.text())
        return undefined
      })
      await listenAt(server, port)
    },
    stop: async () => {
      const ending = server
      server = undefined
      if (ending === undefined) return
      ending.closeAllConnections()
      await new Promise(resolve => ending.close(resolve))
    },
  }
  await bot.start()
  onTestFinished(bot.stop)
  return bot
}
