import {once} from 'node:events'
import {connect, createServer, type Socket} from 'node:net'
import {onTestFinished} from 'vitest'

export interface CuttingProxy {
  readonly url: string
  /** The request lines that went through, and the offset of each part of a file. */
  readonly requests: readonly string[]
}

/**
 * Passes everything on to a server, but breaks the first connections with a part of a file after so many bytes of it, one number for
 * each.
 */
export async function startCuttingProxy(target: string, cuts: readonly number[]): Promise<CuttingProxy> {
  const {hostname, port} = new URL(target)
  const requests: string[] = []
  const open = new Set<Socket>()
  let parts = 0
  const server = createServer(client => {
    const upstream = connect(Number(port), hostname)
    let left = Number.POSITIVE_INFINITY
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => open.delete(socket))
    }
    const cut = () => {
      upstream.end()
      client.resetAndDestroy()
    }
    client.on('data', chunk => {
      const head = /^(?:GET|POST|DELETE) \S+/.exec(chunk.toString('latin1'))?.[0]
      if (head !== undefined) {
        const offset = /\r\nfile_offset: (\d+)/i.exec(chunk.toString('latin1'))?.[1]
        requests.push(offset === undefined ? head : `${head} from ${offset}`)
        if (offset !== undefined) {
          left = cuts[parts] ?? Number.POSITIVE_INFINITY
          parts += 1
        }
      }
      if (chunk.length < left) {
        left -= chunk.length
        upstream.write(chunk)
        return
      }
      upstream.write(chunk.subarray(0, left), cut)
      left = 0
    })
    client.on('end', () => upstream.end())
    upstream.on('data', chunk => client.write(chunk))
    upstream.on('end', () => client.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {url: `http://127.0.0.1:${address.port}`, requests}
}
