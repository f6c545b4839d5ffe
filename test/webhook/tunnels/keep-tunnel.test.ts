import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {TunnelError} from '../../../src/errors.ts'
import {type KeepOptions, keepTunnel, type TunnelChange} from '../../../src/webhook/tunnels/keep-tunnel.ts'
import type {Tunnel} from '../../../src/webhook/tunnels/tunnel.ts'

/** An address at which the receiver answers as long as `isHere` says so. */
async function startAddress(isHere: () => boolean = () => true) {
  const server = createServer((_, response) => void response.end(isHere() ? 'nonce' : 'busy'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A tunnel to these addresses: the last one counts. */
function tunnelTo(url: () => string) {
  const closed: string[] = []
  let lose: (error: TunnelError) => void = () => {}
  const lost = new Promise<TunnelError>(resolve => {
    lose = resolve
  })
  const close = async () => void closed.push(url())
  const tunnel: Tunnel = {provider: 'x', url, lost, close}
  return {tunnel, closed, lose: (reason: string) => lose(new TunnelError(reason))}
}

/** Keeps a tunnel on a clock on which every wait is over at once, and remembers the waits. */
function keeping(open: KeepOptions['open'], more: Partial<KeepOptions> = {}) {
  const changes: TunnelChange[] = []
  const waits: number[] = []
  let now = 0
  const kept = keepTunnel({
    open,
    nonce: 'nonce',
    clock: {
      now: () => now,
      sleep: async ms => {
        now += ms
        waits.push(ms)
        await new Promise(resolve => setImmediate(resolve))
      },
    },
    signal: new AbortController().signal,
    attempts: 3,
    onChange: change => changes.push(change),
    onMoved: () => {},
    ...more,
  })
  onTestFinished(() =>
    kept.then(
      tunnel => tunnel.close(),
      () => {},
    ),
  )
  return {kept, changes, waits}
}

test('a tunnel that cannot be opened again says why once, and is tried after longer and longer waits', async () => {
  const url = await startAddress()
  const [first, second] = [tunnelTo(() => url), tunnelTo(() => url)]
  const moves: string[] = []
  let opened = 0
  const {kept, changes, waits} = keeping(
    async () => {
      opened += 1
      if (opened === 1) return first.tunnel
      if (opened < 8) throw new TunnelError(opened < 5 ? 'no network' : 'no account')
      return second.tunnel
    },
    {onMoved: url => void moves.push(url)},
  )
  const {provider, url: address} = await kept
  first.lose('it ended')
  await expect.poll(() => changes.at(-1)?.kind).toBe('back')

  const lostAt = waits.findIndex(ms => ms !== 30_000)
  expect([provider, address()]).toEqual(['x', url])
  expect(first.closed).toEqual([url])
  expect(waits.slice(lostAt, lostAt + 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect(changes).toEqual([
    {kind: 'lost', reason: 'it ended'},
    {kind: 'still lost', reason: 'no network', retryMs: 2_000},
    {kind: 'still lost', reason: 'no account', retryMs: 16_000},
    {kind: 'back', url, gapMs: 91_000},
  ])
  expect(moves).toEqual([])
})

test('a tunnel that stalls is looked at every half minute, and three times in a row before it is lost', async () => {
  let looks = 0
  const url = await startAddress(() => {
    looks += 1
    return looks < 3
  })
  const stalled = tunnelTo(() => url)
  let opened = 0
  const {kept, changes, waits} = keeping(async () => {
    opened += 1
    if (opened === 1) return stalled.tunnel
    throw new TunnelError('not now')
  })
  await kept
  await expect.poll(() => changes.length).toBe(2)

  expect(waits.slice(0, 5)).toEqual([30_000, 30_000, 1_000, 1_000, 1_000])
  expect(changes[0]).toEqual({kind: 'lost', reason: `${url} no longer leads here: it answered 200`})
})

test('while the former address still leads here a new one that does not is no loss; once it does, it counts', async () => {
  let isReady = false
  const [former, next] = [await startAddress(), await startAddress(() => isReady)]
  let url = former
  const moves: string[] = []
  const {tunnel} = tunnelTo(() => url)
  const {kept, changes, waits} = keeping(async () => tunnel, {onMoved: to => void moves.push(to)})
  const {url: address} = await kept

  url = next
  await expect.poll(() => waits.length).toBeGreaterThan(6)
  expect([changes, address()]).toEqual([[], former])
  isReady = true

  await expect.poll(() => moves).toEqual([next])
  expect(changes).toEqual([{kind: 'moved', url: next}])
  expect(address()).toBe(next)
})

test('a tunnel that does not lead here the first time is closed, and one that ends then says why', async () => {
  const elsewhere = await startAddress(() => false)
  const [astray, ending] = [tunnelTo(() => elsewhere), tunnelTo(() => elsewhere)]

  const {kept, waits} = keeping(async () => astray.tunnel)
  await expect(kept).rejects.toThrow(`${elsewhere} does not lead to this receiver: it answered 200`)
  expect([astray.closed, waits]).toEqual([[elsewhere], [1_000, 1_000]])

  ending.lose('its program ended')
  await expect(keeping(async () => ending.tunnel).kept).rejects.toThrow('its program ended')
  expect(ending.closed).toEqual([elsewhere])
})

test('a registration that cannot follow is told in whatever words it failed', async () => {
  let url = await startAddress()
  const {tunnel} = tunnelTo(() => url)
  const {kept, changes} = keeping(async () => tunnel, {onMoved: () => Promise.reject('the app is locked')})
  await kept
  url = await startAddress()
  await expect.poll(() => changes.at(-1)).toEqual({kind: 'not moved', url, reason: 'the app is locked'})
})

test('closing ends the tunnel and the looks', async () => {
  const url = await startAddress()
  const {tunnel, closed} = tunnelTo(() => url)
  const {kept, changes, waits} = keeping(async () => tunnel)

  await (await kept).close()
  const looked = waits.length
  await new Promise(resolve => setImmediate(resolve))

  expect([closed, changes, waits.length]).toEqual([[url], [], looked])
})

test('whoever gives up while a tunnel does not lead here yet is not kept waiting', async () => {
  const elsewhere = await startAddress(() => false)
  const {tunnel, closed} = tunnelTo(() => elsewhere)
  const giving = new AbortController()
  const {kept, waits} = keeping(async () => tunnel, {signal: giving.signal, attempts: 1_000})
  await expect.poll(() => waits.length, {interval: 5}).toBeGreaterThan(0)

  giving.abort(new Error('Ctrl-C'))

  await expect(kept).rejects.toThrow('Ctrl-C')
  expect(closed).toEqual([elsewhere])
  expect(waits.length).toBeLessThan(1_000)
})
