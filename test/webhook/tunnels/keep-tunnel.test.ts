import {kill} from 'node:process'
import {expect, onTestFinished, test} from 'vitest'
import {createInterrupt} from '../../../src/cli/interrupt.ts'
import {createStartProgram} from '../../../src/cli/start-program.ts'
import {startReceiver} from '../../../src/webhook/server.ts'
import {keepTunnel, type TunnelChange} from '../../../src/webhook/tunnels/keep-tunnel.ts'
import {openTunnel} from '../../../src/webhook/tunnels/open-tunnel.ts'
import {lookThrough} from '../../../src/webhook/tunnels/reachable.ts'
import {areGone, makeFolder, surround, tunnelCommand} from '../../commands/listen/tunnel-stage.ts'

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
  const {outside} = surround(folder)
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

test('closing ends it while it is being opened again', async () => {
  const {tunnel, told, pids} = await keep()
  kill(pids()[0]?.[0] ?? 0, 'SIGKILL')
  await told(1, 0)

  await tunnel.close()

  await areGone(pids().flat())
})
