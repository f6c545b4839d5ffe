import {createRequire} from 'node:module'
import {MsgrError} from '../../errors.ts'
import {isVersion, type Version} from '../../platform/versions.ts'

/** The environment variables that messenger-node reads or documents; where it reads another name than it documents, both. */
export const environment = {
  apiVersion: () => process.env['GRAPH_API_VERSION'],
  verifyToken: () => process.env['MESSENGER_VERIFY_TOKEN'],
  appSecret: () => process.env['MESSENGER_APP_SECRET'],
  endpoint: () => process.env['MESSENGER_ENDPOINT'] || process.env['MESSENGER_APP_ENDPOINT'],
  port: () => process.env['PORT'] || process.env['MESSENGER_PORT'],
  /** Set by `msgr emulator exec`, so that a bot talks to the emulator unchanged. */
  graphUrl: () => process.env['MSGR_GRAPH_URL'],
}

/**
 * The newest version of the day that the emulator at an address emulates, as `msgr emulator exec` says it; undefined for every other
 * address.
 */
export function emulatedVersion(graphUrl: string | undefined): Version | undefined {
  const {MSGR_EMULATOR_URL: url, MSGR_EMULATOR_VERSION: version = ''} = process.env
  return graphUrl !== undefined && graphUrl === url && isVersion(version) ? version : undefined
}

/** Says on stdout, or of a failure on stderr, what messenger-node says there: programs wait for these lines. */
export function say(line: string, hasFailed = false): void {
  const {log, error} = console
  ;(hasFailed ? error : log)(line)
}

/**
 * An app of the express that the program has installed.
 * @throws {MsgrError} when it has none.
 */
export function createExpressApp(): ExpressApp {
  const places = [process.argv[1], import.meta.url].filter(place => place !== undefined)
  for (const place of places) {
    const require = createRequire(place)
    if (isThere(require, 'express')) return withParsedBodies(require('express'))
  }
  throw new MsgrError('getInstance() returns an express app, and express is not installed', {
    reason: 'expressMissing',
    hint: 'npm install express; or leave it out, and use the handler of Webhook from msgr-cli in any server',
  })
}

/** Routes of a bot find `request.body`, as on messenger-node's own app. */
function withParsedBodies(express: Express): ExpressApp {
  const app = express()
  if (express.json !== undefined) app['use'](express.json())
  return app
}

interface Express {
  (): ExpressApp
  /** Not in express before 4.16. */
  readonly json?: () => unknown
}

function isThere(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}

/** `express()`; its own types say more. */
export interface ExpressApp {
  (request: unknown, response: unknown): void
  // biome-ignore lint/suspicious/noExplicitAny: express has hundreds of overloads, and its own types
  readonly [method: string]: any
}
