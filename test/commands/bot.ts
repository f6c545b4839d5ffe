import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'
import {handleWebhook} from '../../src/webhook/handle-webhook.ts'

export const secret = '0123456789abcdef0123456789abcdef'

/** A bot that checks as the receiver does and remembers what came; it answers with these statuses first, if any. */
export async function startBot(appSecrets: readonly string[] = [secret], statuses: readonly number[] = []) {
  const arrivals: {
    outcome: ReturnType<typeof handleWebhook>['outcome']
    headers: Record<string, unknown>
    body: string
  }[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const {method = '', headers, url = ''} = request
    const [, query] = url.split('?')
    const reply = handleWebhook(
      {method, path: '/webhook', query: new URLSearchParams(query), headers, body},
      {path: '/webhook', verifyToken: 'x', appSecrets, requireSignature: appSecrets.length > 0},
    )
    arrivals.push({outcome: reply.outcome, headers, body: body.toString('latin1')})
    for (const look of waiting) look()
    response.writeHead(statuses[arrivals.length - 1] ?? reply.status).end(reply.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  const {port} = server.address() as AddressInfo
  /** Settles once so many deliveries have come. */
  const arrived = (count: number) =>
    new Promise<void>(resolve => {
      const look = () => {
        if (arrivals.length >= count) resolve()
      }
      waiting.add(look)
      look()
    })
  return {arrivals, arrived, port, url: `http://127.0.0.1:${port}/webhook`}
}
