import {once} from 'node:events'
import type {Server} from 'node:net'
import {setTimeout} from 'node:timers/promises'
import {patiently} from './patience.ts'

/**
 * Listens on a port of this machine that may have been in use a moment ago: a program that another test has just started has all sockets
 * of this process until it runs itself, and so the port.
 */
export async function listenAt(server: Server, port: number): Promise<void> {
  const until = performance.now() + patiently(5_000)
  for (;;) {
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening')
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until) throw error
      await setTimeout(20)
    }
  }
}
