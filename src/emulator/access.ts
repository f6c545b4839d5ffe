import type {MsgrError} from '../errors.ts'
import type {Ask} from './control/calls.ts'
import type {ConnectionInfo} from './control/connections.ts'

/** An emulator that can be asked, in this process or in another. */
export interface EmulatorAccess {
  /** `http://127.0.0.1:4010`; the Graph API is below it. */
  readonly url: string
  /** What a client needs for a Page, by name or id; default: the first one. */
  readonly connection: (page?: string) => Promise<ConnectionInfo>
  /** A call under `/_msgr/`. @throws {MsgrError} when it is refused. */
  readonly admin: Ask
  /** Ends one that this process runs, with its state on disk; leaves another process's alone. */
  readonly close: () => Promise<void>
}

export interface EmulatorOptions {
  /** Holds the state and the locator: `<state folder>/emulator`. */
  readonly folder: string
  /** Default 0: any free one. */
  readonly port?: number
  /** The day whose platform is emulated, `YYYY-MM-DD`; default today. Each day has a state of its own. */
  readonly asOf?: string | undefined
  /** Nothing is read from or written to disk. */
  readonly isEphemeral?: boolean
  /** How many messages are kept, older ones being forgotten; default 200,000, when ephemeral 20,000. */
  readonly mostMessages?: number
  /** Does not read the state that is there: what comes takes its place. */
  readonly startsOver?: boolean
  /** Called once when the state cannot be written any more; it is tried again all the time. */
  readonly onUnkept?: (error: MsgrError) => void
  /** Whether calls that come too often are refused; default as the state says, and at first they are. */
  readonly hasRateLimits?: boolean | undefined
  /** Lets other processes find it. */
  readonly isPublished?: boolean
  /** This machine's time in ms; default `Date.now`. */
  readonly machineNow?: () => number
  /** How long to wait for another process that has the state, in ms; default 10,000. */
  readonly waitMs?: number
}

/** Which emulator. */
export interface EmulatorPlace {
  /** `<state folder>/emulator`: the one that other processes find there. */
  readonly folder: string
  /** The address of the one to reach, whatever runs in the folder. */
  readonly url?: string | undefined
}
