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

/** How a delivery is answered: with a status, or never. */
export type ReceiverAnswer = number | 'hang'

export interface Receiver {
  readonly url: string
  /** The bodies of all POSTs so far, read as JSON. */
  readonly posts: readonly {readonly entry: readonly Entry[]}[]
  /** How deliveries are answered from now on; 200 at first. */
  answer: ReceiverAnswer
  /** Waits until so many POSTs have come. */
  readonly posted: (count: number) => Promise<Receiver['posts']>
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
  const posts: Receiver['posts'][number][] = []
  const deliveries: {readonly text: string; readonly signature: string}[] = []
  let wake = () => {}
  const until = async (isThere: () => boolean) => {
    while (!isThere()) await new Promise<void>(resolve => (wake = resolve))
  }
  const receiver = {
    posts,
    answer: 200 as ReceiverAnswer,
    posted: async (count: number) => until(() => posts.length >= count).then(() => posts),
    received: async (count: number) => until(() => items.length >= count).then(() => items),
    areSigned: (appSecret: string) =>
      deliveries.every(({text, signature}) => isSigned(Buffer.from(text), signature, appSecret)),
  }
  const server = createServer(async (request, response) => {
    const {searchParams} = new URL(request.url ?? '/', 'http://receiver')
    let text = ''
    for await (const chunk of request) text += chunk
    if (text === '') {
      response.end(searchParams.get('hub.challenge') ?? '')
      return
    }
    if (receiver.answer !== 'hang') response.writeHead(receiver.answer).end()
    deliveries.push({text, signature: String(request.headers['x-hub-signature-256'])})
    const post = JSON.parse(text) as Receiver['posts'][number]
    posts.push(post)
    items.push(...post.entry.flatMap(entry => entry.messaging ?? entry.standby ?? entry.changes ?? []))
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
  return Object.assign(receiver, {url})
}
