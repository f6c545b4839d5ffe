import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {isSigned} from '../../platform/signature.ts'
import {SIGNATURE_HEADER, verificationQuery} from '../../platform/webhook-delivery.ts'
import type {BotEvent} from './replies.ts'

export interface ReceiverOptions {
  readonly verifyToken: string
  readonly appSecret: string
  /** Called with each event of a signed delivery, after it was answered. */
  readonly onEvent: (event: BotEvent) => void
}

export interface Receiver {
  /** The callback URL. */
  readonly url: string
  readonly close: () => void
}

/** A webhook on this machine, as a bot has one: it answers the challenge, and refuses what the app did not sign. */
export async function openReceiver(options: ReceiverOptions): Promise<Receiver> {
  const server = createServer((request, response) => {
    receive(request, response, options).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  {verifyToken, appSecret, onEvent}: ReceiverOptions,
): Promise<void> {
  if (request.method === 'GET') {
    const {searchParams} = new URL(request.url ?? '/', 'http://bot')
    const isOurs = searchParams.get(verificationQuery.verifyToken) === verifyToken
    response
      .writeHead(isOurs ? 200 : 403, {'content-type': 'text/plain'})
      .end(isOurs ? searchParams.get(verificationQuery.challenge) : 'Wrong verify token')
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  if (!isSigned(body, String(request.headers[SIGNATURE_HEADER.toLowerCase()]), appSecret)) {
    response.writeHead(403).end('Wrong signature')
    return
  }
  response.writeHead(200).end('EVENT_RECEIVED')
  const {entry = []} = JSON.parse(body.toString()) as {
    entry?: readonly {messaging?: readonly BotEvent[]}[]
  }
  for (const {messaging = []} of entry) for (const event of messaging) onEvent(event)
}
