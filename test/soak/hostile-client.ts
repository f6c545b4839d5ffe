import {connect, type Socket} from 'node:net'
import {setTimeout as wait} from 'node:timers/promises'
import {patiently} from '../helpers/patience.ts'
import type {HostileRequest} from './hostile-requests.ts'

/** The answers to one request: a status for each, 0 for a connection closed without one. */
export interface Answers {
  readonly statuses: readonly number[]
  /** Bytes sent until the last answer arrived. */
  readonly sentBytes: number
}

export interface HostileClient {
  readonly send: (request: HostileRequest) => Promise<Answers>
  readonly close: () => void
}

/** Longer than every time limit of the receiver. */
const PATIENCE_MS = patiently(10_000)

/** A client with one connection, which it opens again whenever the receiver closed it. */
export function createHostileClient(port: number): HostileClient {
  let current: Connection | undefined
  return {
    async send({pieces, pauseMs, answers, hangsUp = false}) {
      if (current?.isClosed() !== false) current = await openConnection(port)
      const connection = current
      const answered = connection.read(answers.length)
      let sentBytes = 0
      let isAnswered = false
      void answered.then(() => {
        isAnswered = true
      })
      for (const piece of pieces) {
        if (isAnswered || connection.isClosed()) break
        sentBytes += piece.length
        await Promise.race([connection.write(piece), answered])
        if (pauseMs !== undefined) await wait(pauseMs)
      }
      if (hangsUp) connection.close()
      return {statuses: await answered, sentBytes}
    },
    close: () => current?.close(),
  }
}

interface Connection {
  /** Resolves when the socket accepts more. */
  readonly write: (bytes: Buffer) => Promise<void> | undefined
  /** The statuses of this many answers. */
  readonly read: (count: number) => Promise<readonly number[]>
  readonly isClosed: () => boolean
  readonly close: () => void
}

async function openConnection(port: number): Promise<Connection> {
  const socket = connect({port, host: '127.0.0.1', noDelay: true})
  let isClosed = false
  let text = ''
  let wanted = 0
  let statuses: number[] = []
  let settle: (statuses: readonly number[]) => void = () => undefined
  const look = () => {
    for (let answer = firstAnswer(text); answer !== undefined; answer = firstAnswer(text)) {
      text = text.slice(answer.length)
      if (answer.status >= 200) statuses.push(answer.status)
      // The rest belongs to no request; the next request uses a new connection.
      if (answer.isLast) socket.destroy()
      if (answer.isLast) isClosed = true
    }
    if (isClosed) while (statuses.length < wanted) statuses.push(0)
    if (wanted > 0 && statuses.length >= wanted) {
      wanted = 0
      settle(statuses)
    }
  }
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
    look()
  })
  socket.setTimeout(PATIENCE_MS, () => socket.destroy())
  socket
    .on('error', () => undefined)
    .on('close', () => {
      isClosed = true
      look()
    })
  await new Promise<void>(resolve => socket.once('connect', resolve).once('close', () => resolve()))
  return {
    write: bytes => (socket.write(bytes) ? undefined : whenWritable(socket)),
    read: count =>
      new Promise(resolve => {
        wanted = count
        statuses = []
        settle = resolve
        look()
      }),
    isClosed: () => isClosed,
    close: () => socket.destroy(),
  }
}

function whenWritable(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    const events = ['drain', 'close']
    const done = () => {
      for (const event of events) socket.off(event, done)
      resolve()
    }
    for (const event of events) socket.on(event, done)
  })
}

/** The first answer in a text, if it is complete. */
function firstAnswer(text: string): {status: number; length: number; isLast: boolean} | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = text.slice(0, headEnd + 2)
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1])
  const bodyLength = Number(/\r\nContent-Length: (\d+)\r\n/i.exec(head)?.[1] ?? 0)
  const length = headEnd + 4 + bodyLength
  if (text.length < length) return undefined
  return {status, length, isLast: /\r\nConnection: close\r\n/i.test(head)}
}
