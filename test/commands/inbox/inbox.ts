import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {buffer} from 'node:stream/consumers'
import {onTestFinished} from 'vitest'
import {isSigned} from '../../../src/platform/signature.ts'
import {listenAt} from '../../helpers/listen-at.ts'
import {openDatabase, type TestDatabase} from '../../helpers/postgres.ts'
import type {World} from '../../helpers/world.ts'
import {appSecret, type Listening, listening} from '../listen/listening.ts'

export interface Inbox {
  readonly database: TestDatabase
  readonly env: Readonly<Record<string, string>>
  readonly listen: Listening
}

/** A receiver that stores what it gets in a database of the test. */
export async function openInbox(world: World, flags: readonly string[] = []): Promise<Inbox> {
  const database = await openDatabase()
  const env = {MSGR_STORE: database.url(), MSGR_APP_SECRET: appSecret}
  const listen = await listening(world, ['--inbox', ...flags], {env})
  onTestFinished(async () => {
    listen.send('SIGINT')
    await listen.ended
  })
  return {database, env, listen}
}

/** A message, as the platform delivers it; of Page 1, unless other parts say so. */
export const message = (text: string, psid = '2') => ({
  object: 'page',
  entry: [{id: '1', time: 1, messaging: [messaging(text, psid)]}],
})

export const messaging = (text: string, psid = '2') => ({
  sender: {id: psid},
  recipient: {id: '1'},
  timestamp: 1,
  message: {mid: `m_${text}`, text},
})

export interface Bot {
  readonly url: string
  readonly port: number
  /** What it answered 200. */
  readonly texts: readonly string[]
  /** Whether all requests so far were signed with the app secret. */
  readonly areSigned: () => boolean
  readonly asked: () => number
  readonly stop: () => Promise<void>
}

/** A bot that answers each text with a status, at once or later. */
export async function startBot(
  answer: (text: string, asked: number) => number | Promise<number> = () => 200,
  port = 0,
): Promise<Bot> {
  const texts: string[] = []
  let [asked, unsigned] = [0, 0]
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    asked += 1
    if (!isSigned(body, String(request.headers['x-hub-signature-256']), appSecret)) unsigned += 1
    const {text} = JSON.parse(String(body)).entry[0].messaging[0].message
    const status = await answer(text, asked)
    if (status === 200) texts.push(text)
    response.writeHead(status).end()
  })
  await listenAt(server, port)
  const stop = () => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections())
  onTestFinished(() => stop().catch(() => undefined))
  const taken = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${taken}/webhook`,
    port: taken,
    texts,
    areSigned: () => unsigned === 0,
    asked: () => asked,
    stop,
  }
}
