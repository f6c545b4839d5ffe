import {readFile} from 'node:fs/promises'
import {defaultPageFields} from '../../../src/platform/webhook-events.ts'
import type {Asking} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

export const ada = '6411223344556677'

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
export type Item = any

export interface Acting {
  /** A person does something; returns the answer. */
  readonly act: (act: string, words?: Readonly<Record<string, unknown>>, psid?: string) => Promise<Item>
  /** The message that the Page sends to Ada. */
  readonly send: (message: object, more?: object) => Promise<string>
  /** The next event that arrives, after its signature was checked. */
  readonly next: () => Promise<Item>
  /** How many events arrived that nobody looked at. */
  readonly pending: () => Promise<number>
}

/** A receiver for everything that people do, and ways to do it. */
export async function openActing(asking: Asking, fields: readonly string[] = of()): Promise<Acting> {
  const receiver = await subscribeReceiver(asking, fields)
  const {appSecret} = await asking.emulator.connection()
  let seen = 0
  return {
    act: (act, words = {}, psid = ada) => asking.emulator.admin('POST', `people/${psid}/${act}`, words),
    send: async (message, more = {}) => {
      const {body} = await asking.ask('POST /v26.0/me/messages', {
        body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message, ...more},
      })
      return body.message_id
    },
    next: async () => {
      seen += 1
      const item = (await receiver.received(seen))[seen - 1]
      if (!receiver.areSigned(appSecret)) throw new Error('A delivery was not signed by the app')
      return item
    },
    pending: async () => {
      const deliveries = (await asking.emulator.admin('GET', 'deliveries')) as unknown[]
      return deliveries.length - seen
    },
  }
}

/** What people cause, without the echoes and receipts of what the Page sends. */
function of(): readonly string[] {
  const caused = defaultPageFields.filter(
    field => field !== 'message_echoes' && field !== 'message_deliveries',
  )
  return [...caused, 'messaging_feedback', 'response_feedback', 'feed']
}

/** The keys and types of an event, in their order. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, each]) => [key, shapeOf(each)])
}

/** The shape of the platform's own sample of that name. */
export async function documented(name: string): Promise<unknown> {
  const file = new URL(`../../../src/webhook/samples/${name}.json`, import.meta.url)
  const {entry} = JSON.parse(await readFile(file, 'utf8'))
  return shapeOf(entry[0].messaging?.[0] ?? entry[0].standby?.[0] ?? entry[0].changes?.[0].value)
}
