import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Locator, Page} from 'playwright-core'
import {onTestFinished} from 'vitest'
import type {Chat} from './conversing.ts'

interface LogColumn {
  readonly column: Locator
  readonly lines: Locator
  readonly line: (name: string | RegExp) => Locator
  readonly details: Locator
}

/** The parts of the log, by their roles and names. */
export function logOf(page: Page): LogColumn {
  const lines = page.getByRole('list', {name: 'Lines of the log'})
  return {
    column: page.getByRole('region', {name: 'Log', exact: true}),
    lines,
    line: name => lines.getByRole('button', {name}),
    details: page.getByRole('region', {name: 'Details'}),
  }
}

interface Receiver {
  status: number
  body: string
  answers: boolean
  readonly bodies: string[]
}

/** A callback that answers as `status`, `body` and `answers` say, subscribed to these fields; it notes the bodies it gets. */
export async function startReceiver(
  {emulator, call}: Chat,
  fields: readonly string[] = ['messages'],
): Promise<Receiver> {
  const receiver: Receiver = {status: 200, body: 'EVENT_RECEIVED', bodies: [], answers: true}
  const server = createServer(async (request, response) => {
    const challenge = new URL(request.url ?? '', 'http://here').searchParams.get('hub.challenge')
    let body = ''
    for await (const part of request) body += part
    if (challenge === null) receiver.bodies.push(body)
    if (!receiver.answers && challenge === null) return
    response.writeHead(challenge === null ? receiver.status : 200).end(challenge ?? receiver.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {appId, appSecret} = await emulator.connection()
  await fetch(`${emulator.url}/v26.0/${appId}/subscriptions`, {
    method: 'POST',
    headers: {authorization: `Bearer ${appId}|${appSecret}`, 'content-type': 'application/json'},
    body: JSON.stringify({
      object: 'page',
      callback_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
      verify_token: 'secret',
      fields: fields.join(','),
    }),
  })
  await call('POST', 'me/subscribed_apps', {subscribed_fields: fields})
  return receiver
}
