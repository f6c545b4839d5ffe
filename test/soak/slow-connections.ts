import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import {setTimeout as wait} from 'node:timers/promises'
import {signBody, toWireForm} from '../../src/platform/signature.ts'

export interface SlowOutcome {
  /** Connections that were opened and never sent a whole request; those that were closed opened again. */
  readonly opened: number
  readonly delivered: number
  /** The results other than 200. */
  readonly failures: readonly string[]
}

export interface SlowOptions {
  readonly port: number
  readonly appSecret: string
  /** Number of simultaneous slow connections. */
  readonly slow: number
  readonly deliveries: number
  /** Milliseconds until a closed slow connection opens again. */
  readonly returnMs: number
}

const BEGINNING = 'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n'
const AT_ONCE = 500

/** Delivers while many connections send the beginning of a request, and open again whenever they are closed. */
export async function deliverAmongSlow(options: SlowOptions): Promise<SlowOutcome> {
  const {port, slow, deliveries, returnMs} = options
  const open = new Set<Socket>()
  let [opened, isOver] = [0, false]
  const begin = () => {
    if (isOver) return
    const socket = connect({port, host: '127.0.0.1'})
    open.add(socket)
    opened += 1
    socket.on('connect', () => socket.write(BEGINNING))
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      setTimeout(begin, returnMs).unref()
    })
    socket.resume()
  }
  const failures: string[] = []
  try {
    for (let begun = 0; begun < slow; begun += AT_ONCE) {
      for (let number = 0; number < Math.min(AT_ONCE, slow - begun); number++) begin()
      await wait(20)
    }
    for (let number = 0; number < deliveries; number++) {
      const status = await deliver(options, number)
      if (status !== '200') failures.push(status)
    }
  } finally {
    isOver = true
    for (const socket of open) socket.destroy()
  }
  return {opened, delivered: deliveries - failures.length, failures}
}

/** Makes one signed delivery on a new connection. Returns the status, or how the connection ended. */
async function deliver({port, appSecret}: SlowOptions, number: number): Promise<string> {
  const messaging = [{sender: {id: '6411223344556677'}, message: {mid: `m_${number}`, text: 'hi'}}]
  const body = toWireForm({object: 'page', entry: [{id: '109876543210987', messaging}]})
  const head = `POST /webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n`
  const socket = connect({port, host: '127.0.0.1'})
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  const ended = once(socket, 'close').catch(error => {
    text ||= String((error as NodeJS.ErrnoException).code)
  })
  socket.write(`${head}X-Hub-Signature-256: ${signBody(body, appSecret)}\r\n\r\n`)
  socket.write(body)
  await ended
  return /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? (text === '' ? 'closed' : text)
}
