import {once} from 'node:events'
import {createServer} from 'node:net'

/** Below the ports that systems give to outgoing connections: one of these could take it before it is used. */
const [FIRST, COUNT] = [20_000, 12_000]

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    } catch {
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
}
