import {leadsToEmulator} from '../../../api/core/auth.ts'
import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'

/** The day at the target, `YYYY-MM-DD` in UTC: for the platform, that of this machine; an emulator has its own. */
export async function today(context: Context): Promise<string> {
  return new Date(await targetNow(context)).toISOString().slice(0, 10)
}

/** The time at the target, in ms since 1970. A dry run makes no call and takes the time of this machine. */
export async function targetNow(context: Context): Promise<number> {
  const own = context.clock.now()
  if (context.globals.dryRun) return own
  const url = await emulatorUrl(context)
  return url === undefined ? own : ((await emulatedNow(url)) ?? own)
}

/**
 * How far the clock of the target is ahead of this machine's, in ms, as far as it is known: an emulator has a clock that people
 * set; the platform's is known by its answers, and undefined before the first.
 */
async function targetAhead(context: Context, {graph}: Api): Promise<() => number | undefined> {
  if (!(await isEmulated(context))) return graph.aheadMs
  const aheadMs = (await targetNow(context)) - context.clock.now()
  return () => aheadMs
}

/** The same for a process that goes on for long: a person may move the clock of an emulator meanwhile, so it is asked again. */
export async function followTarget(
  context: Context,
  {graph}: Api,
): Promise<{
  readonly aheadMs: () => number | undefined
  /** Asks again; undefined where the clock is not moved. */
  readonly refresh: (() => Promise<void>) | undefined
}> {
  if (!(await isEmulated(context))) return {aheadMs: graph.aheadMs, refresh: undefined}
  let aheadMs = 0
  const refresh = async () => {
    aheadMs = (await targetNow(context)) - context.clock.now()
  }
  await refresh()
  return {aheadMs: () => aheadMs, refresh}
}

/** The clock of the target, in ms since 1970. */
export async function targetClock(context: Context, api: Api): Promise<() => number> {
  const aheadMs = await targetAhead(context, api)
  return () => context.clock.now() + (aheadMs() ?? 0)
}

/** Whether the calls of this command go to an emulator, which takes addresses of this machine. */
export async function isEmulated({config}: Pick<Context, 'config'>): Promise<boolean> {
  const {target, connection} = await config()
  return target === 'emulator' || leadsToEmulator(connection.pageToken, connection.graphUrl)
}

/** The address of the emulator that this command calls; undefined when it calls the platform. */
async function emulatorUrl({config, connection}: Context): Promise<string | undefined> {
  const {target, connection: configured} = await config()
  if (target === 'emulator') return (await connection()).graphUrl
  // `msgr emulator exec` gives its program an address and a token.
  return leadsToEmulator(configured.pageToken, configured.graphUrl) ? configured.graphUrl : undefined
}

/** Undefined when nothing answers there; the next call reports that better. */
async function emulatedNow(url: string): Promise<number | undefined> {
  const {adminAt} = await import('../../../emulator/control/admin-client.ts')
  try {
    const {now} = await adminAt(url)('GET', 'health')
    return Number.isNaN(Date.parse(now)) ? undefined : Date.parse(now)
  } catch (error) {
    if (error instanceof MsgrError) return undefined
    throw error
  }
}
