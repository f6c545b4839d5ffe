import {ConfigError} from '../errors.ts'
import {flawOf, visible} from './flaws.ts'

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Every environment variable that is a setting, with its description; `msgr help environment` prints them. */
export const environmentVariables = {
  MSGR_PAGE: 'the Page, by its name in the settings or its id',
  MSGR_PAGE_ID: 'the id of the Page',
  MSGR_PAGE_TOKEN: 'the token of the Page',
  MSGR_PAGE_TOKEN_FILE: 'a file that contains the token of the Page and that only you can read',
  MSGR_APP_ID: 'the id of the app',
  MSGR_APP_SECRET: 'the secret of the app',
  MSGR_APP_SECRET_FORMER: 'the previous secret: listen accepts both while you change it',
  MSGR_APP_TOKEN: 'the token of the app; default: made from its id and secret',
  MSGR_VERIFY_TOKEN: 'the verify token of the webhook',
  MSGR_AD_ACCOUNT: 'the ad account of marketing messages, such as act_123',
  MSGR_AD_TOKEN: 'the token for calls of the ad account',
  MSGR_AD_TOKEN_FILE: 'a file that contains the token for calls of the ad account and that only you can read',
  MSGR_API_VERSION: 'the version of the Graph API, such as v26.0',
  MSGR_GRAPH_URL: 'an address to use instead of https://graph.facebook.com',
  MSGR_CONFIG: 'a settings file to use instead of the project file, like --config',
  MSGR_TRUST: 'folders of projects that you trust, like --trust; separate several as in PATH',
  MSGR_STORE: 'a PostgreSQL database that machines share, like --store; it may contain the password',
  MSGR_STORE_PASSWORD_FILE: 'a file that contains the password of the database and that only you can read',
  MSGR_STORE_UNENCRYPTED: '1 allows sslmode=disable to a database on another machine',
  MSGR_EMULATOR: '1 (true, yes, on) sends every command to the emulator, 0 (false, no, off) to the platform',
  MSGR_EMULATOR_URL: 'the address of the emulator to reach; set by emulator exec',
  MSGR_EMULATOR_VERSION: 'the default version of the Graph API; set by emulator exec',
  MSGR_BROWSER: 'the browser that draws pictures of a preview; else CHROME_PATH, or the one that is found',
  MSGR_FAILPOINT: 'where to stop a broadcast on purpose: for the tests of msgr itself',
  MSGR_HOME: 'the folder for settings and state, instead of the XDG folders',
  MESSENGER_VERIFY_TOKEN: 'as in messenger-node, after MSGR_VERIFY_TOKEN',
  MESSENGER_APP_SECRET: 'as in messenger-node, after MSGR_APP_SECRET',
  MESSENGER_ENDPOINT: 'as in messenger-node: the path that the webhook listens on',
  MESSENGER_PORT: 'as in messenger-node: the port that the webhook listens on',
  NGROK_AUTHTOKEN: 'the authtoken of ngrok, for listen --tunnel',
  VISUAL: 'the editor of trigger --edit',
  EDITOR: 'the editor of trigger --edit, after VISUAL',
  PGUSER: 'as in psql: the user of the database, when its address names none',
  PGPASSWORD: 'as in psql: the password of the database, after MSGR_STORE_PASSWORD_FILE',
  PGPASSFILE: 'as in psql: a file with passwords of databases; default: ~/.pgpass',
  GRAPH_API_VERSION: 'as in messenger-node, after MSGR_API_VERSION',
} as const

export type VariableName = keyof typeof environmentVariables

const secretNames: ReadonlySet<string> = new Set<VariableName>([
  'MSGR_PAGE_TOKEN',
  'MSGR_APP_SECRET',
  'MSGR_APP_SECRET_FORMER',
  'MSGR_APP_TOKEN',
  'MSGR_VERIFY_TOKEN',
  'MSGR_AD_TOKEN',
  'MSGR_STORE',
  'PGPASSWORD',
  'MESSENGER_VERIFY_TOKEN',
  'MESSENGER_APP_SECRET',
  'NGROK_AUTHTOKEN',
])

/** Whether a variable contains one of msgr's secrets. */
export const isSecretName = (name: string): boolean => secretNames.has(name)

const on: readonly string[] = ['1', 'true', 'yes', 'on']
const off: readonly string[] = ['0', 'false', 'no', 'off']

/**
 * Reads a switch such as `MSGR_EMULATOR`: on with 1, true, yes or on, off with 0, false, no or off, in any case;
 * undefined when it is not set or empty.
 * @throws {ConfigError} for every other value: a mistyped switch must not decide where messages go.
 */
export function readSwitch(env: Environment, name: VariableName): boolean | undefined {
  const value = env[name]
  if (value === undefined || value === '') return undefined
  const word = value.toLowerCase()
  if (on.includes(word)) return true
  if (off.includes(word)) return false
  const flaw = flawOf(value)
  throw new ConfigError(
    `${name} is ${visible(value)}, which is neither on nor off${flaw === undefined ? '' : `: ${flaw.what}`}`,
    {hint: `Write ${name}=1 or ${name}=0 (or true, yes, on; false, no, off)`},
  )
}
