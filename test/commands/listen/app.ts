import {join} from 'node:path'
import {expect, onTestFinished} from 'vitest'
import {type Child, startMsgr} from '../../helpers/child.ts'
import {freePort} from '../../helpers/free-port.ts'
import type {EmulatedWorld, Running, RunOptions} from '../../helpers/world.ts'
import type {FormerBot} from './former-bot.ts'

/** An app with its secret and a Page with its token, by settings alone: the emulator stands where the platform would. */
export async function createApp(world: EmulatedWorld) {
  const {pageId, pageName, pageToken, appId, appSecret} = await world.emulator.connection()
  const env: Record<string, string> = {
    MSGR_EMULATOR: '',
    MSGR_GRAPH_URL: world.emulator.url,
    MSGR_PAGE_ID: pageId,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_APP_ID: appId,
    MSGR_APP_SECRET: appSecret,
  }
  const msgr = (line: string | readonly string[], options: RunOptions = {}) =>
    world.msgr(line, {...options, env: {...env, ...options.env}})
  const state = async () => {
    const {callback, pageFields} = JSON.parse((await msgr('webhook status --json')).out)
    return {callback, pageFields}
  }
  const listenLine = (port: number, ...more: readonly string[]) => [
    'listen',
    '--port',
    String(port),
    '--public-url',
    `http://127.0.0.1:${port}`,
    ...more,
  ]
  return {
    ...{env, appId, pageName, msgr, state, listenLine},
    file: join(world.home, 'state', 'callbacks', appId, 'former.json'),
    /** What was there before anybody listened: a bot with its fields, and the Page with some. */
    setUp: async (bot: FormerBot) => {
      const set = ['webhook', 'set', bot.url, '--verify-token', bot.verifyToken, '--fields', 'messages,feed']
      // As the emulator, because the platform takes no callback of this machine.
      expect((await world.msgr(set)).code).toBe(0)
      expect((await world.msgr('webhook subscribe messages standby --replace')).code).toBe(0)
      return state()
    },
    /** Listens in this process until it is told to end. */
    listen: async (...more: readonly string[]): Promise<Running & {readonly url: string}> => {
      const port = await freePort()
      const running = world.start(listenLine(port, ...more), {env})
      onTestFinished(async () => {
        running.send('SIGINT')
        await running.ended
      })
      await Promise.race([running.out.holds(/^ready$/m), running.ended])
      return {...running, url: `http://127.0.0.1:${port}/webhook`}
    },
    /** Listens in a process of its own, so that it can be killed. */
    listenBeside: async (...more: readonly string[]): Promise<Child & {readonly url: string}> => {
      const port = await freePort()
      const child = startMsgr(listenLine(port, ...more), {
        cwd: world.folder,
        env: {HOME: world.home, MSGR_HOME: world.home, ...env},
      })
      await Promise.race([child.out.holds(/^ready$/m), child.ended])
      return {...child, url: `http://127.0.0.1:${port}/webhook`}
    },
  }
}

/** What listen is told so that it diverts this bot. */
export const takeOver = (bot: FormerBot) => ['--take-over', '--restore-verify-token', bot.verifyToken]
