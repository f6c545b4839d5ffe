import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'
import {isSigned} from '../../src/platform/signature.ts'
import type {Asking} from './asking.ts'

interface Entry {
  readonly messaging?: readonly unknown[]
  readonly standby?: readonly unknown[]
  readonly changes?: readonly unknown[]
}

export interface Receiver {
  /** The first so many items or changes, waited for. */
  readonly received: (count: number) => Promise<readonly unknown[]>
  /** Whether each delivery so far was signed by the app whose secret this is. */
  readonly areSigned: (appSecret: string) => boolean
}

/** A webhook of the first app that gets these fields of the first Page. Closed when the test ends. */
export async function subscribeReceiver(
  {ask, emulator}: Asking,
  fields: readonly string[],
): Promise<Receiver> {
  const items: unknown[] = []
  const deliveries: {readonly text: string; readonly signature: string}[] = []
  let wake = () => {}
  const server = createServer(async (request, response) => {
    const {searchParams} = new URL(request.url ?? '/', 'http://receiver')
    let text = ''
    for await (const chunk of request) text += chunk
    response.end(searchParams.get('hub.challenge') ?? '')
    if (text === '') return
    deliveries.push({text, signature: String(request.headers['x-hub-signature-256'])})
    const [entry] = (JSON.parse(text) as {entry: readonly Entry[]}).entry
    items.push(...(entry?.messaging ?? entry?.standby ?? entry?.changes ?? []))
    wake()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {appId, appSecret} = await emulator.connection()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await ask(`POST /${appId}/subscriptions`, {
    token: `${appId}|${appSecret}`,
    body: {object: 'page', callback_url: url, verify_token: 'secret', fields: fields.join(',')},
  })
  await ask('POST /me/subscribed_apps', {body: {subscribed_fields: fields}})
  return {
    received: async count => {
      while (items.length < count) await new Promise<void>(resolve => (wake = resolve))
      return items
    },
    areSigned: appSecret =>
      deliveries.every(({text, signature}) => isSigned(Buffer.from(text), signature, appSecret)),
  }
}
