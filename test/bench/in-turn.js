// Sends requests over kept connections, each after the answer to the one before.
import {connect} from 'node:net'

/** The place of the first digit of the status, and the 2 that must be there. */
const [STATUS_AT, OK] = [9, 50]

/**
 * Sends `requestAt(0)` … `requestAt(count - 1)`, each a whole HTTP request as bytes, and returns the latency of
 * each in ms. Every answer must be 200 and as long as the first.
 */
export async function sendInTurn({url, width, count, requestAt}) {
  const {hostname, port} = new URL(url)
  const latencies = new Float64Array(count)
  let next = 0
  const sendOnOne = () =>
    new Promise((resolve, reject) => {
      let sentMs = 0
      let index = 0
      let answerLength = 0
      let received = 0
      const send = () => {
        if (next === count) {
          socket.end()
          return resolve()
        }
        index = next++
        sentMs = performance.now()
        socket.write(requestAt(index))
      }
      /** A server answers every request with the same number of bytes, so only the first answer is parsed. */
      const take = (length, buffer) => {
        const text = answerLength === 0 ? buffer.toString('latin1', 0, length) : ''
        if (received === 0 && buffer[STATUS_AT] !== OK)
          return reject(new Error(buffer.toString('latin1', 0, length)))
        if (answerLength === 0) answerLength = lengthOf(text)
        received += length
        if (received < answerLength) return
        latencies[index] = performance.now() - sentMs
        received = 0
        send()
      }
      const onread = {buffer: Buffer.alloc(4096), callback: take}
      const socket = connect({port: Number(port), host: hostname, noDelay: true, onread})
      socket.on('connect', send).on('error', reject)
      socket.on('close', () => reject(new Error('the server hung up')))
    })
  await Promise.all(Array.from({length: width}, sendOnOne))
  return latencies
}

function lengthOf(answer) {
  const bodyAt = answer.indexOf('\r\n\r\n') + 4
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1]
  if (bodyAt === 3 || length === undefined) throw new Error(`an answer in pieces: ${answer}`)
  return bodyAt + Number(length)
}
