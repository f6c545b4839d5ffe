// Sends requests over kept connections, each after the answer to the one before.
import {connect} from 'node:net'

/** The place of the first digit of the status, and the 2 that must be there. */
const [STATUS_AT, OK] = [9, 50]

/**
 * Sends `requestAt(0)` … `requestAt(count - 1)`, each a whole HTTP request as bytes. Every answer must be 200 and as long as
 * the first. The first request of each connection is not measured: Node.js accepts one connection in each turn of its
 * loop, so the last of many that come together would wait until most of the load is over. Returns the latencies of all
 * others in ms, and when the first of these was sent.
 */
export async function sendInTurn({url, width, count, requestAt}) {
  const {hostname, port} = new URL(url)
  const latencies = new Float64Array(count)
  let next = 0
  const open = () =>
    new Promise((opened, failed) => {
      let sentMs = 0
      let index = 0
      let answerLength = 0
      let received = 0
      let answered = first => opened(first)
      const send = () => {
        index = next++
        sentMs = performance.now()
        socket.write(requestAt(index))
      }
      const sendOthers = () =>
        new Promise((resolve, reject) => {
          failed = reject
          answered = () => {
            if (next < count) return send()
            socket.end()
            resolve()
          }
          answered()
        })
      /** A server answers every request with the same number of bytes, so only the first answer is parsed. */
      const take = (length, buffer) => {
        const text = answerLength === 0 ? buffer.toString('latin1', 0, length) : ''
        if (received === 0 && buffer[STATUS_AT] !== OK)
          return failed(new Error(buffer.toString('latin1', 0, length)))
        if (answerLength === 0) answerLength = lengthOf(text)
        received += length
        if (received < answerLength) return
        latencies[index] = performance.now() - sentMs
        received = 0
        answered(sendOthers)
      }
      const onread = {buffer: Buffer.alloc(4096), callback: take}
      const socket = connect({port: Number(port), host: hostname, noDelay: true, onread})
      socket.on('connect', send).on('error', error => failed(error))
      socket.on('close', () => failed(new Error('the server hung up')))
    })
  const connections = []
  while (connections.length < width) connections.push(await open())
  const startMs = performance.now()
  await Promise.all(connections.map(sendOthers => sendOthers()))
  return {latencies: latencies.subarray(width), startMs}
}

function lengthOf(answer) {
  const bodyAt = answer.indexOf('\r\n\r\n') + 4
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1]
  if (bodyAt === 3 || length === undefined) throw new Error(`an answer in pieces: ${answer}`)
  return bodyAt + Number(length)
}
