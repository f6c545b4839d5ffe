import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {kill} from 'node:process'
import {expect, onTestFinished, test} from 'vitest'
import {createInterrupt} from '../../../src/cli/interrupt.ts'
import {createStartProgram} from '../../../src/cli/start-program.ts'
import {startReceiver} from '../../../src/webhook/server.ts'
import {keepTunnel, type TunnelChange} from '../../../src/webhook/tunnels/keep-tunnel.ts'
import {openTunnel} from '../../../src/webhook/tunnels/open-tunnel.ts'
import {lookThrough} from '../../../src/webhook/tunnels/reachable.ts'
import {areGone, hurriedClock, makeFolder, tunnelCommand} from '../../commands/listen/tunnels.ts'
import {surround} from '../../helpers/world.ts'

const {signal} = new AbortController()

/** A receiver and a tunnel to it that gets another address each time it is opened. */
async function keep(onMoved: (url: string) => Promise<void> | void = () => {}) {
  const folder = makeFolder()
  const receiver = await startReceiver({
    port: 0,
    path: '/webhook',
    verifyToken: 'x',
    appSecrets: [],
    onDelivery: () => undefined,
  })
  onTestFinished(() => receiver.close())
  const {command, pids} = tunnelCommand(folder)
  const {outside} = surround({folder, home: folder, clock: hurriedClock()}, {PATH: '/usr/bin:/bin'})
  const startProgram = createStartProgram(
    outside,
    createInterrupt(outside, () => {}),
  )
  const changes: TunnelChange[] = []
  const moves: string[] = []
  let look: () => void = () => {}
  const tunnel = await keepTunnel({
    open: opening =>
      openTunnel(
        {provider: 'command', command},
        {port: receiver.port, authtoken: undefined, startProgram, signal: opening},
      ),
    nonce: receiver.nonce,
    clock: outside.clock,
    signal,
    onChange: change => {
      changes.push(change)
      look()
    },
    onMoved: async url => {
      moves.push(url)
      await onMoved(url)
      look()
    },
  })
  onTestFinished(tunnel.close)
  /** Settles once so many changes and moves have been told. */
  const told = (changed: number, moved: number) =>
    new Promise<void>(resolve => {
      look = () => {
        if (changes.length >= changed && moves.length >= moved) resolve()
      }
      look()
    })
  return {tunnel, receiver, changes, moves, told, pids}
}

test('a tunnel that comes back under another address tells it, once it leads here', async () => {
  const {tunnel, receiver, changes, moves, told, pids} = await keep()
  const former = tunnel.url()

  kill(pids()[0]?.[0] ?? 0, 'SIGKILL')
  await told(2, 1)

  expect(changes.map(({kind}) => kind)).toEqual(['lost', 'back'])
  expect(moves).toEqual([tunnel.url()])
  expect(tunnel.url()).not.toBe(former)
  expect(await lookThrough(tunnel.url(), receiver.nonce, signal)).toBe('')
})

test('a program that announces another address without ending is followed', async () => {
  const {tunnel, changes, moves, told, pids} = await keep()

  kill(pids()[0]?.[0] ?? 0, 'SIGUSR2')
  await told(1, 1)

  expect(changes).toEqual([{kind: 'moved', url: tunnel.url()}])
  expect(moves).toEqual([tunnel.url()])
  expect(pids()).toHaveLength(1)
})

test('a registration that cannot follow is told, and the tunnel is kept', async () => {
  const {tunnel, receiver, changes, told, pids} = await keep(() => {
    throw new Error('the app is locked')
  })

  kill(pids()[0]?.[0] ?? 0, 'SIGKILL')
  await told(3, 1)

  expect(changes.at(-1)).toEqual({kind: 'not moved', url: tunnel.url(), reason: 'the app is locked'})
  expect(await lookThrough(tunnel.url(), receiver.nonce, signal)).toBe('')
})

test('a tunnel that is lost again and again comes back each time', async () => {
  const {changes, told, pids} = await keep()

  for (let time = 1; time <= 3; time += 1) {
    kill(pids()[0]?.[0] ?? 0, 'SIGKILL')
    await told(2 * time, time)
  }

  expect(changes.map(({kind}) => kind)).toEqual(['lost', 'back', 'lost', 'back', 'lost', 'back'])
})

/** An address that leads to the receiver at the looks of which this is so; looking takes no time. */
async function lookedAt(leadsHere: (look: number) => boolean) {
  let looks = 0
  const server = createServer((_, response) => {
    looks += 1
    response.end(leadsHere(looks) ? 'nonce' : 'busy')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const changes: TunnelChange[] = []
  const kept = await keepTunnel({
    open: async () =>
      ({provider: 'x', url: () => url, lost: new Promise(() => {}), close: () => {}}) as never,
    nonce: 'nonce',
    clock: {now: Date.now, sleep: async () => new Promise(resolve => setImmediate(resolve))},
    signal,
    onChange: change => changes.push(change),
    onMoved: () => {},
  })
  onTestFinished(async () => {
    await kept.close()
    server.closeAllConnections()
    server.close()
  })
  return {changes, looks: () => looks}
}

test('a tunnel is lost when it fails three times in a row, however often it fails now and then', async () => {
  const flaky = await lookedAt(look => look % 3 === 1)
  await expect.poll(flaky.looks).toBeGreaterThan(12)
  expect(flaky.changes).toEqual([])

  const dead = await lookedAt(look => look % 4 === 1)
  await expect.poll(() => dead.changes[0]?.kind).toBe('lost')
  expect(dead.looks()).toBeGreaterThanOrEqual(4)
})

test('closing ends it while it is being opened again', async () => {
  const {tunnel, told, pids} = await keep()
  kill(pids()[0]?.[0] ?? 0, 'SIGKILL')
  await told(1, 0)

  await tunnel.close()

  await areGone(pids().flat())
})
