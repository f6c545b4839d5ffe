import type {TunnelError} from '../../errors.ts'
import type {StartProgram} from '../../system/program.ts'

/** A public address that leads to a port of this machine. Every provider returns one. */
export interface Tunnel {
  /** What opened it, in a word: `ngrok`. */
  readonly provider: string
  /** The newest address, without a path or trailing slash: `https://ab12.ngrok-free.dev`. Some providers change it. */
  readonly url: () => string
  /** Settles with the reason when it ends by itself; never when it is closed. */
  readonly lost: Promise<TunnelError>
  readonly close: () => Promise<void>
}

/** What providers need to open one. */
export interface OpenOptions {
  readonly port: number
  /** ngrok's; undefined when none is known. */
  readonly authtoken: string | undefined
  readonly startProgram: StartProgram
  /** Gives up opening. */
  readonly signal: AbortSignal
}
