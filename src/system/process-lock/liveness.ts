import {createHash} from 'node:crypto'
import {closeSync, openSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {connect, createServer} from 'node:net'
import {join} from 'node:path'
import {platform} from 'node:process'

/**
 * A sign of life that the kernel keeps: a Unix socket beside the lock file, on which this process listens. It
 * answers every process that shares the folder and the kernel, in any container, and stops when the process ends,
 * however it ends.
 */
export interface SignOfLife {
  readonly end: () => Promise<void>
}

/** Shows that this process has the lock with that name; undefined where the folder or the system has no sockets. */
export async function showLife(folder: string, lock: string): Promise<SignOfLife | undefined> {
  const place = openPlace(folder, lock)
  if (place === undefined) return undefined
  const server = createServer(socket => socket.destroy())
  // Does not keep the process alive: it only shows that the process exists.
  server.unref()
  const isListening = await new Promise<boolean>(resolve => {
    server.on('error', () => resolve(false))
    server.listen(place.path, () => resolve(true))
  })
  if (!isListening) {
    closeSync(place.fd)
    return undefined
  }
  let hasEnded = false
  return {
    async end() {
      // The number of the open folder may by then belong to another file.
      if (hasEnded) return
      hasEnded = true
      await new Promise(resolve => server.close(resolve))
      await rm(join(folder, socketName(lock)), {force: true})
      closeSync(place.fd)
    },
  }
}

/**
 * Whether the process that has the lock with that name is alive; undefined if that is unclear: it shows no sign,
 * or this process may not ask. Only for locks of the same kernel: a socket of another machine answers nobody
 * here.
 */
export async function showsLife(folder: string, lock: string): Promise<boolean | undefined> {
  const place = openPlace(folder, lock)
  if (place === undefined) return undefined
  try {
    return await new Promise<boolean | undefined>(resolve => {
      const socket = connect(place.path)
      socket.on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', error => {
        resolve('code' in error && error.code === 'ECONNREFUSED' ? false : undefined)
      })
    })
  } finally {
    closeSync(place.fd)
  }
}

/** Removes the socket of a process that is gone. */
export async function removeSign(folder: string, lock: string): Promise<void> {
  await rm(join(folder, socketName(lock)), {force: true})
}

interface Place {
  readonly fd: number
  readonly path: string
}

/** The address of a socket holds about a hundred bytes, and folder names are longer: the open file names the folder. */
function openPlace(folder: string, lock: string): Place | undefined {
  if (platform !== 'linux') return undefined
  try {
    const fd = openSync(folder, 'r')
    return {fd, path: `/proc/self/fd/${fd}/${socketName(lock)}`}
  } catch {
    return undefined
  }
}

function socketName(lock: string): string {
  return `life.${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`
}
