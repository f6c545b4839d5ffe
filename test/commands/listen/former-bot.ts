import {once} from 'node:events'
import {createServer} from 'node:http'
import {onTestFinished} from 'vitest'
import {freePort} from '../../helpers/free-port.ts'
import {listenAt} from '../../helpers/listen-at.ts'

/** A bot whose callback the app had before; it verifies with one token. */
export interface FormerBot {
  readonly url: string
  readonly verifyToken: string
  /** How often the platform, or whoever asks as it does, was told yes. */
  readonly verified: () => number
  readonly stop: () => Promise<void>
}

/** Closed when the test ends. On the port of a bot before it when one is given; nobody else gets that while no bot listens on it. */
export async function startFormerBot(verifyToken = 'former-bot-token', port?: number): Promise<FormerBot> {
  let verified = 0
  const server = createServer((request, response) => {
    const {searchParams} = new URL(request.url ?? '/', 'http://bot')
    const isRight = searchParams.get('hub.verify_token') === verifyToken
    if (isRight) verified += 1
    response.writeHead(isRight ? 200 : 403, {connection: 'close'})
    response.end(isRight ? searchParams.get('hub.challenge') : 'no')
  })
  const own = port ?? (await freePort())
  await listenAt(server, own)
  const stop = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  onTestFinished(stop)
  return {url: `http://127.0.0.1:${own}/hook`, verifyToken, verified: () => verified, stop}
}
