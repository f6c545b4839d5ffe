import {connect} from 'node:net'

/** Below the ports that systems give to outgoing connections: one of these could take it before it is used. */
const FIRST = 20_000
/** Each thread of vitest has its own ports, and gives one after the other: nobody takes one that is free for a moment. */
const [THREADS, COUNT] = [8, 1_500]
const ofThis = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % THREADS) * COUNT
let given = Math.floor(Math.random() * COUNT)

/** A port that nothing listens on. It is not tried by listening: a program that another test starts would have it for a moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ofThis + (given++ % COUNT)
    if (!(await isTaken(port))) return port
  }
}

const isTaken = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
