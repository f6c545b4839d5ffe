import {tmpdir} from 'node:os'
import {type Emulator, openEmulator} from '../../../src/emulator/index.ts'
import {type Outcome, type Peer, startPeer} from './peer.ts'

/** The method, then its arguments. */
export type Call = readonly unknown[]

export interface Setting {
  /** The day of the platform; default today. */
  readonly asOf?: string
  /** Beside the tokens. */
  readonly options?: object
}

export interface Both {
  readonly theirs: Outcome
  readonly ours: Outcome
}

interface Side {
  readonly emulator: Emulator
  readonly peer: Peer
}

/** messenger-node and the drop-in, each with an emulator of its own. Both begin each time in the same state. */
export class Pair {
  readonly #days = new Map<string | undefined, Promise<readonly [Side, Side]>>()

  /** The same calls of a client on both sides, in order; what the last one came to, without what differs by chance. */
  async calls(calls: readonly Call[], {asOf, options = {}}: Setting = {}): Promise<Both> {
    const [theirs, ours] = await Promise.all(
      (await this.#sides(asOf)).map(async ({emulator, peer}) => {
        await emulator.admin('POST', 'reset')
        const {pageToken} = await emulator.connection()
        return withoutChance(await peer.client({page_token: pageToken, ...options}, ...calls))
      }),
    )
    return {theirs, ours} as Both
  }

  async close(): Promise<void> {
    for (const sides of this.#days.values()) {
      for (const {peer, emulator} of await sides) {
        peer.end()
        await emulator.close()
      }
    }
  }

  #sides(asOf: string | undefined): Promise<readonly [Side, Side]> {
    const sides = this.#days.get(asOf) ?? Promise.all([startSide('theirs', asOf), startSide('ours', asOf)])
    this.#days.set(asOf, sides)
    return sides
  }
}

async function startSide(which: 'theirs' | 'ours', asOf: string | undefined): Promise<Side> {
  const emulator = await openEmulator({folder: tmpdir(), asOf, isEphemeral: true})
  return {emulator, peer: await startPeer(which, emulator.url)}
}

/** Without ids that people quote to support, moments, and where the emulator happened to be. */
function withoutChance(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/^https?:\/\/127\.0\.0\.1:\d+/, 'http://emulator').replace(/\/v\d+\.\d+\//, '/v/')
  if (Array.isArray(value)) return value.map(withoutChance)
  if (typeof value !== 'object' || value === null) return value
  const isChance = (key: string) => ['fbtrace_id', 'expiration'].includes(key)
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isChance(key) ? 'some' : withoutChance(each)]),
  )
}
