import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {Webhook} from '../../src/library/index.ts'
import {toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'

const appSecret = '0123456789abcdef0123456789abcdef'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-spool-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return folder
}

/** A webhook with a spool, and a listener that ends when `handle` does. */
function bot(spool: string, handle: (mid: string) => unknown) {
  const webhook = new Webhook({verifyToken: 'v', appSecret, spool})
  const heard: string[] = []
  webhook.on('messages', ({mid = ''}) => {
    heard.push(mid)
    return handle(mid)
  })
  webhook.on('error', () => {})
  onTestFinished(() => webhook.close())
  return {webhook, heard}
}

async function post(url: string, ...mids: readonly string[]): Promise<number> {
  const messaging = mids.map(mid => ({sender: {id: '2'}, recipient: {id: '1'}, message: {mid, text: mid}}))
  const body = toWireForm({object: 'page', entry: [{id: '1', time: 1, messaging}]})
  const {status} = await fetch(url, {method: 'POST', body, headers: deliveryHeaders(body, appSecret)})
  return status
}

test('an event whose listener had not ended is emitted again by the next process, before new ones; others are not', async () => {
  const folder = await newFolder()
  const first = bot(folder, mid => (mid === 'slow' ? new Promise(() => {}) : undefined))
  const {url} = await first.webhook.listen(0)
  for (const mid of ['quick', 'slow']) expect(await post(url, mid)).toBe(200)
  await expect.poll(() => first.heard).toEqual(['quick', 'slow'])
  await first.webhook.close()

  const second = bot(folder, () => undefined)
  await post((await second.webhook.listen(0)).url, 'new')
  await expect.poll(() => second.heard).toEqual(['slow', 'new'])
  await second.webhook.close()

  expect(await readdir(folder)).toEqual([])
})

test('close waits a moment for listeners that are about to end', async () => {
  const folder = await newFolder()
  const {webhook, heard} = bot(folder, () => new Promise(resolve => setTimeout(resolve, 100)))
  await post((await webhook.listen(0)).url, 'm')
  await expect.poll(() => heard).toEqual(['m'])
  await webhook.close()

  expect(await readdir(folder)).toEqual([])
})

test('a delivery is done when all of its events are, and a listener that fails has ended', async () => {
  const folder = await newFolder()
  const handle = (mid: string) => {
    if (mid === 'broken') throw new Error('a fault of the bot')
    return mid === 'rejects' ? Promise.reject(new Error('later')) : new Promise(() => {})
  }
  const first = bot(folder, handle)
  const {url} = await first.webhook.listen(0)
  await post(url, 'broken', 'rejects')
  await post(url, 'broken', 'rejects', 'held')
  await expect.poll(() => first.heard.length).toBe(5)
  await first.webhook.close()

  const second = bot(folder, () => undefined)
  await second.webhook.open()
  expect(second.heard).toEqual(['broken', 'rejects', 'held'])
  await second.webhook.close()
  expect(await readdir(folder)).toEqual([])
})

test('inside a server of your own, `open` emits what was left, and so does the first delivery', async () => {
  const folder = await newFolder()
  const serve = async (webhook: Webhook) => {
    const server = createServer(webhook.handler).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close().closeAllConnections())
    await new Promise(resolve => server.once('listening', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }
  const first = bot(folder, () => new Promise(() => {}))
  await post(await serve(first.webhook), 'one')
  await expect.poll(() => first.heard).toEqual(['one'])
  await first.webhook.close()

  const second = bot(folder, () => new Promise(() => {}))
  await second.webhook.open()
  expect(second.heard).toEqual(['one'])
  await second.webhook.close()

  const third = bot(folder, () => undefined)
  await post(await serve(third.webhook), 'two')
  await expect.poll(() => third.heard).toEqual(['one', 'two'])
})

test('a spool that cannot be had refuses `listen`, and deliveries with 503', async () => {
  const folder = await newFolder()
  const owner = bot(folder, () => undefined)
  await owner.webhook.open()
  const {webhook} = bot(folder, () => undefined)

  await expect(webhook.listen(0)).rejects.toMatchObject({reason: 'spoolTaken'})

  const server = createServer(webhook.handler).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await new Promise(resolve => server.once('listening', resolve))
  const refused: string[] = []
  webhook.on('refused', ({status, reason}) => refused.push(`${status} ${reason}`))
  expect(await post(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'm')).toBe(503)
  await expect
    .poll(() => refused)
    .toEqual([expect.stringMatching(/^503 the delivery cannot be kept: The spool .* is used by/)])
})
