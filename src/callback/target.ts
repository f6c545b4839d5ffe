import type {Connection} from '../config/index.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {findListeners} from '../webhook/locator.ts'
import {parseTargetUrl} from '../webhook/outgoing/forward-target.ts'

const DEFAULT_PATH = '/webhook'

/**
 * Where events go: to the given address, else to the only receiver on this machine, else, with the emulator, to the
 * callback that the app has there.
 * @throws {UsageError} if there is no receiver, or several.
 */
export async function chooseTarget(context: Context, to: string | undefined): Promise<URL> {
  if (to !== undefined) return parseTargetUrl(to, DEFAULT_PATH)
  const {paths} = await context.config()
  const [listener, ...others] = await findListeners(paths.stateFolder)
  if (listener !== undefined && others.length === 0) return new URL(listener.url)
  const callback = await callbackInEmulator(context)
  if (callback !== undefined) return callback
  if (listener !== undefined) {
    const urls = [listener, ...others].map(({url}) => url).join(', ')
    throw new UsageError(`Several receivers are running: ${urls}`, {hint: `Name one: --to ${listener.url}`})
  }
  if (context.globals.dryRun) return new URL(`http://127.0.0.1:1337${DEFAULT_PATH}`)
  throw new UsageError('No receiver is running', {
    hint: 'Start one in another terminal (msgr listen), or name one: --to 3000',
  })
}

/** The callback of the app in the emulator; undefined for the platform, and when there is none. */
export async function callbackInEmulator(context: Context): Promise<URL | undefined> {
  const connection: Connection = await context.connection()
  if (connection.target !== 'emulator' || connection.appId === undefined) return undefined
  const {createApi} = await import('../api/index.ts')
  // Not the API of the context: a dry run would show this request instead of the event.
  const {clock, random, signal} = context
  const api = createApi({...connection, clock, random, signal, retry: 'none'})
  const subscriptions = await api.subscriptions.list()
  const url = subscriptions.find(({object, active}) => object === 'page' && active)?.callback_url
  return url === undefined ? undefined : new URL(url)
}
