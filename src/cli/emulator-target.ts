import type {Clock} from '../clock.ts'
import type {Connection} from '../config/index.ts'
import type {Context} from '../context.ts'
import type {EmulatorAccess} from '../emulator/find.ts'

export interface EmulatorTarget {
  /** `<state folder>/emulator` */
  readonly folder: string
  /** By name or id; the first when undefined. */
  readonly page: string | undefined
  readonly apiVersion: Connection['apiVersion']
  readonly dryRun: boolean
  /** Whether other processes can find one that is started here. */
  readonly isPublished: boolean
  readonly clock: Clock
  readonly onExit: Context['onExit']
}

/** Where `msgr emulator start` listens unless told otherwise; a dry run starts nothing and shows this. */
const USUAL_URL = 'http://127.0.0.1:4010'

/** A connection to the emulator that runs, else to one started in this process. No configured secret is in it. */
export async function emulatorConnection(target: EmulatorTarget): Promise<Connection> {
  const {folder, page, apiVersion, dryRun, isPublished, clock, onExit} = target
  const {findEmulator, reachEmulator} = await import('../emulator/find.ts')
  const emulator: EmulatorAccess | undefined = dryRun
    ? await findEmulator(folder)
    : await reachEmulator({folder, isPublished, machineNow: clock.now})
  if (emulator === undefined) return {...nobody, apiVersion, pageName: page}
  onExit(emulator.close)
  const info = await emulator.connection(page)
  return {
    target: 'emulator',
    graphUrl: emulator.url,
    apiVersion,
    ...info,
    formerAppSecret: undefined,
    appToken: `${info.appId}|${info.appSecret}`,
  }
}

const nobody = {
  target: 'emulator',
  graphUrl: USUAL_URL,
  pageId: undefined,
  pageToken: undefined,
  appId: undefined,
  appSecret: undefined,
  formerAppSecret: undefined,
  appToken: undefined,
  verifyToken: undefined,
} as const
