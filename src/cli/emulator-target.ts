import type {Config, Connection} from '../config/index.ts'
import {placeOf} from '../config/secret-holder.ts'
import type {Context, Io} from '../context.ts'
import type {EmulatorAccess} from '../emulator/find.ts'
import type {Clock} from '../system/clock.ts'

export interface EmulatorTarget {
  /** `<state folder>/emulator` */
  readonly folder: string
  /** The address of the one to reach, whatever runs in the folder. */
  readonly url: string | undefined
  readonly dryRun: boolean
  /** Whether other processes can find one that is started here. */
  readonly isPublished: boolean
  readonly clock: Clock
  readonly onExit: Context['onExit']
}

/** Where `msgr emulator start` listens by default; a dry run starts nothing and shows this address. */
const USUAL_URL = 'http://127.0.0.1:4010'

/** The emulator that runs, else one that is started in this process; a dry run starts none. */
export async function reachForCommand(target: EmulatorTarget): Promise<EmulatorAccess | undefined> {
  const {folder, url, dryRun, isPublished, clock, onExit} = target
  const {findEmulator, reachEmulator} = await import('../emulator/find.ts')
  const emulator: EmulatorAccess | undefined = dryRun
    ? await findEmulator({folder, url})
    : await reachEmulator({folder, url, isPublished, machineNow: clock.now})
  if (emulator !== undefined) onExit(emulator.close)
  return emulator
}

/** Where a token of the platform is at hand, its owner may believe that people are written to. */
export async function sayWhereTo({settings, tokenHolder}: Config, {note}: Pick<Io, 'note'>): Promise<void> {
  const {value} = settings.find(({name}) => name === 'token') ?? {}
  if (value === undefined || tokenHolder === undefined) return
  const {emulatorToken} = await import('../api/core/auth.ts')
  if (emulatorToken.test(value)) return
  const why = settings.find(({name}) => name === 'target')?.origin.replace(/^flag /, '')
  note(`To the emulator, not to Facebook (${why}): the token in ${placeOf(tokenHolder)} is not used`)
}

/**
 * A connection to a Page of the emulator, by name or id; default its first. No configured secret is in it. Without a version in the
 * settings, calls go to the newest of the emulator's day.
 */
export async function emulatorConnection(
  emulator: EmulatorAccess | undefined,
  {emulatorPage: page, connection: {apiVersion}, isVersionNamed}: Config,
): Promise<Connection> {
  if (emulator === undefined) return {...nobody, apiVersion, pageName: page}
  const info = await emulator.connection(page)
  return {
    target: 'emulator',
    graphUrl: emulator.url,
    ...info,
    ...(isVersionNamed ? {apiVersion} : {}),
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
  adAccount: undefined,
  adToken: undefined,
} as const
