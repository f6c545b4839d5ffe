import type {MsgrError} from '../errors.ts'
import type {AdAccountId, AppId, PageId} from '../platform/ids.ts'
import type {PageTokenKeeper, TokenKeeper} from '../platform/page-token.ts'
import type {Version} from '../platform/versions.ts'
import type {SecretHolder} from './secrets.ts'
import type {ChosenStore} from './store/address.ts'

/** Where calls go, and with which identity. Unknown values are undefined; a call that needs one reports that. */
export interface Connection {
  readonly target: 'platform' | 'emulator'
  /** `https://graph.facebook.com`, or the emulator's address; without a trailing slash. */
  readonly graphUrl: string
  readonly apiVersion: Version
  /** The day at the target, `YYYY-MM-DD`, if the emulator reported it. */
  readonly today?: string | undefined
  /** The name the Page has in the settings or in the emulator. */
  readonly pageName: string | undefined
  readonly pageId: PageId | undefined
  readonly pageToken: string | undefined
  readonly appId: AppId | undefined
  readonly appSecret: string | undefined
  /** The previous secret: while a secret is changed, deliveries are signed with either. */
  readonly formerAppSecret: string | undefined
  /** `APP_ID|APP_SECRET` unless a token is configured. */
  readonly appToken: string | undefined
  readonly verifyToken: string | undefined
  /** The account that marketing messages are billed to, with its prefix: `act_123`. */
  readonly adAccount: AdAccountId | undefined
  /** The token for calls of the ad account; no other call gets it. */
  readonly adToken: string | undefined
  /** The token of a person who administers Pages; only the emulator provides one. */
  readonly userToken?: string | undefined
  /** What is known about the Page token; a client that is made from the connection uses it. */
  readonly keeper?: PageTokenKeeper | undefined
  /** The same about the token of the ad account. */
  readonly adKeeper?: TokenKeeper | undefined
}

/** One setting with its origin: `flag --page`, `MSGR_PAGE_TOKEN`, `/repo/.msgrrc.yaml: pages.shop.token`, `default`. */
export interface Setting {
  readonly name: string
  readonly value: string | undefined
  readonly origin: string
  /** Shown masked, never printed. */
  readonly isSecret: boolean
}

/** The folders and files in use; absolute paths. */
export interface Paths {
  readonly userFile: string
  readonly credentialsFile: string
  /** The project file that was found, if any. */
  readonly projectFile: string | undefined
  /** Contains broadcast journals, recorded events and the state of the emulator. */
  readonly stateFolder: string
  /** The home folder of the person. */
  readonly home: string
}

export interface Config {
  /** Where commands go: to the emulator with `--emulator` or `MSGR_EMULATOR=1`. */
  readonly target: 'platform' | 'emulator'
  readonly settings: readonly Setting[]
  readonly paths: Paths
  /** Names of the Pages in the settings. */
  readonly pageNames: readonly string[]
  /** Those of the project file; without one, those of the user file. */
  readonly ownPageNames: readonly string[]
  /** Whether an untrusted project file affects where calls go or with which identity. */
  readonly isTargetOfProject: boolean
  /** Names of the Pages that belong to an app, according to the settings. */
  readonly pagesOfApp: (appId: string) => readonly string[]
  /** The settings of the chosen Page, for the platform; secret references are resolved. */
  readonly connection: Connection
  /** Why something that the settings name is not in `connection`: an unknown Page, a missing secret. */
  readonly problems: readonly MsgrError[]
  /** The place of the Page token; undefined when there is none. */
  readonly tokenHolder: SecretHolder | undefined
  /** Why there is no Page token, when there is none. */
  readonly missingToken: MsgrError
  /** The place of the token of the ad account; undefined when there is none. */
  readonly adTokenHolder: SecretHolder | undefined
  /** Why there is no token of the ad account, when there is none. Calls of the Page do not need one. */
  readonly missingAdToken: MsgrError
  /** The Page of the emulator: an id, or the name from a flag or `MSGR_PAGE`; undefined: its first Page. */
  readonly emulatorPage: string | undefined
  /** The address of the emulator to use; undefined: the one that runs for this user. Set by `msgr emulator exec`. */
  readonly emulatorUrl: string | undefined
  /** Whether a version of the Graph API is set anywhere; otherwise that of the connection is a default. */
  readonly isVersionNamed: boolean
  /** Reads an environment variable that a file names. */
  readonly variable: (name: string) => string | undefined
  /**
   * Whether an environment variable contains one of msgr's secrets: by its name, by an `env:NAME` in the
   * settings, or by its value.
   */
  readonly isSecretVariable: (name: string) => boolean
  /** The custom label of people who opted out, by its name or id; undefined when the settings name none. */
  readonly optOutLabel: string | undefined
  /** The database that machines share; undefined: everything is in files of this machine. */
  readonly store: ChosenStore | undefined
  /** Where a broadcast stops on purpose, for tests. */
  readonly failpoint: string | undefined
  /** The person's text editor: a program and its arguments. */
  readonly editor: string | undefined
  /** Where messenger-node's environment variables say the webhook listens, and the token that opens a tunnel to it. */
  readonly webhook: {
    readonly path: string | undefined
    readonly port: number | undefined
    readonly ngrokAuthtoken: string | undefined
  }
}
