import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'
import type {Emulator} from '../../src/emulator/index.ts'

type Json = Readonly<Record<string, unknown>>

/** An item of `messaging`, with the fields that bots use. */
export interface Incoming extends Json {
  readonly sender: {readonly id: string}
  readonly message?: {readonly mid: string; readonly text?: string; readonly is_echo?: boolean} & Json
  readonly postback?: {readonly title: string; readonly payload: string} & Json
}

export interface TalkingBot {
  readonly url: string
  /** The events that arrived, without echoes and receipts. */
  readonly heard: readonly Incoming[]
  /** One call of the Send API with the token of the Page. */
  readonly call: (psid: string, params: Json) => Promise<Json>
}

/**
 * A bot in this process whose answers come from a function: parameters of the Send API, one object per call, or a
 * status for the webhook's answer. It is not registered. Closed when the test ends.
 */
export async function startTalkingBot(
  emulator: Emulator,
  answer: (said: string, event: Incoming) => readonly Json[] | number,
): Promise<TalkingBot> {
  const {pageToken} = await emulator.connection()
  const heard: Incoming[] = []
  const call = async (psid: string, params: Json) => {
    const response = await fetch(`${emulator.url}/v26.0/me/messages`, {
      method: 'POST',
      headers: {'content-type': 'application/json', authorization: `Bearer ${pageToken}`},
      body: JSON.stringify({recipient: {id: psid}, messaging_type: 'RESPONSE', ...params}),
    })
    return (await response.json()) as Json
  }
  const server = createServer(async (request, response) => {
    const {searchParams} = new URL(request.url ?? '/', 'http://bot')
    let text = ''
    for await (const chunk of request) text += chunk
    const event = (JSON.parse(text || '{}') as {entry?: readonly {messaging?: readonly Incoming[]}[]})
      .entry?.[0]?.messaging?.[0]
    const isReceipt = event === undefined || event.message?.is_echo === true || 'delivery' in event
    if (isReceipt) {
      response.end(searchParams.get('hub.challenge') ?? '')
      return
    }
    heard.push(event)
    const answers = answer(event.message?.text ?? event.postback?.payload ?? '', event)
    if (typeof answers === 'number') {
      response.writeHead(answers).end()
      return
    }
    response.end()
    for (const params of answers) await call(event.sender.id, params)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`, heard, call}
}

/** The parameters that send a text. */
export const text = (words: string): Json => ({message: {text: words}})
