import {setTimeout} from 'node:timers/promises'
import type {Connection} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import {toPsid} from '../../platform/ids.ts'

/** A name is only for display: do not wait long for it. */
const WAIT_MS = 2_000
const MAX_REMEMBERED = 1_000

/** Returns the name of a person, requested once; undefined if it is unavailable or takes too long. Never fails. */
export function createNameFinder(
  {clock, random, signal}: Context,
  connection: Connection,
): (psid: string | null) => Promise<string | undefined> {
  const known = new Map<string, Promise<string | undefined>>()
  const ask = async (text: string) => {
    const psid = toPsid(text)
    if (psid === undefined || connection.pageToken === undefined) return undefined
    const {createApi} = await import('../../api/index.ts')
    const api = createApi({...connection, clock, random, signal, retry: 'none'})
    const {name, first_name} = await api.users.get(psid)
    return name ?? first_name
  }
  return async psid => {
    if (psid === null) return undefined
    let name = known.get(psid)
    if (name === undefined) {
      name = ask(psid).catch(() => undefined)
      known.set(psid, name)
      const [oldest] = known.keys()
      if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest)
    }
    return Promise.race([name, setTimeout(WAIT_MS, undefined, {ref: false})])
  }
}
