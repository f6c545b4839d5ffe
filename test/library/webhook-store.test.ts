import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import {Webhook} from '../../src/library/index.ts'
import {toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase, type TestDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'

const appSecret = '0123456789abcdef0123456789abcdef'
const eventually = {timeout: patiently(10_000)}

/** A webhook over a store, and a listener that ends when `handle` does. */
function bot(store: string, handle: (mid: string) => unknown = () => undefined) {
  const webhook = new Webhook({verifyToken: 'v', appSecret, store})
  const heard: string[] = []
  const failures: unknown[] = []
  webhook.on('messages', ({mid = ''}) => {
    heard.push(mid)
    return handle(mid)
  })
  webhook.on('error', error => failures.push(error))
  onTestFinished(() => webhook.close())
  return {webhook, heard, failures}
}

/** A delivery of messages of these people, by their message ids: `7-first`. */
async function post(url: string, ...mids: readonly string[]): Promise<number> {
  const messaging = mids.map(mid => ({
    sender: {id: mid.split('-', 1)[0]},
    recipient: {id: '1'},
    message: {mid, text: mid},
  }))
  const body = toWireForm({object: 'page', entry: [{id: '1', time: 1, messaging}]})
  const {status} = await fetch(url, {method: 'POST', body, headers: deliveryHeaders(body, appSecret)})
  return status
}

const states = async (database: TestDatabase) =>
  (await database.query<{state: string}>('select state from msgr.inbox order by id')).map(({state}) => state)

describe.skipIf(!hasPostgres('a webhook over a store'))('a webhook over a store', () => {
  test('has an event in the store before it is answered, and done when every listener has ended', async () => {
    const database = await openDatabase()
    let end = () => {}
    const ended = new Promise<void>(resolve => (end = resolve))
    const {webhook, heard} = bot(database.url(), () => ended)
    const deliveries: unknown[] = []
    webhook.on('delivery', ({signature}) => deliveries.push(signature))
    const {url} = await webhook.listen(0)

    expect(await post(url, '7-one', '8-two')).toBe(200)
    expect(await states(database)).toHaveLength(2)
    expect(await post(url, '7-one')).toBe(200)
    await expect.poll(() => [...heard].sort(), eventually).toEqual(['7-one', '8-two'])
    expect(await states(database)).toEqual(['a', 'a'])
    end()
    await expect.poll(() => states(database), eventually).toEqual(['d', 'd'])
    expect(heard).toHaveLength(2)
    expect(deliveries).toHaveLength(2)
  })

  test('leaves to another process what its listeners have not ended, in the order of each person', async () => {
    const database = await openDatabase()
    const first = bot(database.url(), () => new Promise(() => {}))
    const {url} = await first.webhook.listen(0)
    expect(await post(url, '7-first', '7-second')).toBe(200)
    await expect.poll(() => first.heard, eventually).toEqual(['7-first'])
    await first.webhook.close()

    const second = bot(database.url(), mid => (mid === '7-second' ? undefined : Promise.resolve()))
    await second.webhook.open()

    await expect.poll(() => second.heard, eventually).toEqual(['7-first', '7-second'])
    await expect.poll(() => states(database), eventually).toEqual(['d', 'd'])
    expect(first.heard).toEqual(['7-first'])
  })

  test('gives each event to one of several processes, whichever received it', async () => {
    const database = await openDatabase()
    const bots = [bot(database.url()), bot(database.url())]
    const [one, other] = await Promise.all(bots.map(async ({webhook}) => (await webhook.listen(0)).url))
    const mids = Array.from({length: 40}, (_, index) => `${100 + index}-m`)

    for (const [index, mid] of mids.entries())
      expect(await post((index % 2 === 0 ? one : other) ?? '', mid)).toBe(200)

    await expect.poll(() => bots.flatMap(({heard}) => heard).sort(), eventually).toEqual(mids)
  })

  test('counts an event as done whose listener failed, and reports the failure', async () => {
    const database = await openDatabase()
    const {webhook, failures} = bot(database.url(), () => Promise.reject(new Error('a fault of the bot')))
    const {url} = await webhook.listen(0)

    expect(await post(url, '7-one')).toBe(200)

    await expect.poll(() => states(database), eventually).toEqual(['d'])
    expect(failures).toEqual([new Error('a fault of the bot')])
  })

  test('answers 503 what the store does not have, so that the platform sends it again', async () => {
    const database = await openDatabase()
    const {webhook, heard} = bot(database.url().replace(database.name, 'gone'))
    const server = createServer(webhook.handler)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as AddressInfo

    expect(await post(`http://127.0.0.1:${port}/`, '7-one')).toBe(503)
    expect(heard).toEqual([])
    await expect(webhook.open()).rejects.toMatchObject({reason: 'storeNoDatabase'})
  })
})

test('a webhook keeps deliveries in one place, at an address of a database', async () => {
  const settings = {verifyToken: 'v', appSecret}

  expect(() => new Webhook({...settings, spool: 'events', store: 'postgres://db/msgr'})).toThrow(
    'not in both',
  )
  await expect(new Webhook({...settings, store: 'mysql://db/msgr'}).open()).rejects.toThrow(
    'is not the address of a PostgreSQL database',
  )
})
