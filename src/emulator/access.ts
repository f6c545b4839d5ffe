import type {MsgrError} from '../errors.ts'
import type {Ask} from './control/calls.ts'
import type {ConnectionInfo} from './control/connections.ts'

/** Access to an emulator, in this process or in another. */
export interface EmulatorAccess {
  /** `http://127.0.0.1:4010`; the Graph API is below it. */
  readonly url: string
  /** What a client needs to act for a Page, by name or id; default: the first one. */
  readonly connection: (page?: string) => Promise<ConnectionInfo>
  /** Makes a call under `/_msgr/`. @throws {MsgrError} when it is refused. */
  readonly admin: Ask
  /** Stops an emulator of this process and saves its state; does not affect one of another process. */
  readonly close: () => Promise<void>
}

export interface EmulatorOptions {
  /** Holds the state and the locator: `<state folder>/emulator`. */
  readonly folder: string
  /** Default 0: any free port. */
  readonly port?: number
  /** The day whose platform is emulated, `YYYY-MM-DD`; default today. Each day has its own state. */
  readonly asOf?: string | undefined
  /** Nothing is read from or written to disk. */
  readonly isEphemeral?: boolean
  /** How many messages are kept before older ones are dropped; default 200,000, or 20,000 if ephemeral. */
  readonly mostMessages?: number
  /** Does not read the saved state, which is about to be replaced. */
  readonly startsOver?: boolean
  /** Called once when the state can no longer be written; the emulator keeps retrying. */
  readonly onUnkept?: (error: MsgrError) => void
  /** Whether too frequent calls are refused; default: as the state says, which is true at first. */
  readonly hasRateLimits?: boolean | undefined
  /** Whether the chat page also shows pictures of hosts other than this machine; default false. */
  readonly fetchesPictures?: boolean
  /** Whether the chat page shows webviews of this machine in a frame; default false. */
  readonly showsWebviews?: boolean
  /** Lets other processes find it. */
  readonly isPublished?: boolean
  /** This machine's time in ms; default `Date.now`. */
  readonly machineNow?: () => number
  /** How long to wait for another process that uses the state, in ms; default 10,000. */
  readonly waitMs?: number
}

/** Which emulator to use. */
export interface EmulatorPlace {
  /** `<state folder>/emulator`, where its locator is. */
  readonly folder: string
  /** The URL of another emulator, which takes precedence over the folder. */
  readonly url?: string | undefined
}
