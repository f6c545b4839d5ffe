import type {MsgrError} from '../errors.ts'
import type {AppId, PageId} from '../platform/ids.ts'
import type {PageTokenKeeper} from '../platform/page-token.ts'
import type {Version} from '../platform/versions.ts'
import type {SecretHolder} from './secrets.ts'

/** Where calls go and in whose name. What is undefined is not known; a call that needs it says so. */
export interface Connection {
  readonly target: 'platform' | 'emulator'
  /** `https://graph.facebook.com`, or the emulator's address; without a trailing slash. */
  readonly graphUrl: string
  readonly apiVersion: Version
  /** The day at the target, `YYYY-MM-DD`, where the emulator reported it. */
  readonly today?: string | undefined
  /** The name the Page has in the settings or in the emulator. */
  readonly pageName: string | undefined
  readonly pageId: PageId | undefined
  readonly pageToken: string | undefined
  readonly appId: AppId | undefined
  readonly appSecret: string | undefined
  /** The one before it: while a secret is changed, deliveries are signed with either. */
  readonly formerAppSecret: string | undefined
  /** `APP_ID|APP_SECRET` unless a token is configured. */
  readonly appToken: string | undefined
  readonly verifyToken: string | undefined
  /** The token of a person who administers Pages; only the emulator tells one. */
  readonly userToken?: string | undefined
  /** What is known about the Page token; a client that is made of the connection heeds it. */
  readonly keeper?: PageTokenKeeper | undefined
}

/** One setting with where it came from: `flag --page`, `MSGR_PAGE_TOKEN`, `/repo/.msgrrc.yaml: pages.shop.token`, `default`. */
export interface Setting {
  readonly name: string
  readonly value: string | undefined
  readonly origin: string
  /** Never printed; shown masked. */
  readonly isSecret: boolean
}

/** The folders and files in use; absolute paths. */
export interface Paths {
  readonly userFile: string
  readonly credentialsFile: string
  /** The project file that was found, if any. */
  readonly projectFile: string | undefined
  /** Holds broadcast journals, recorded events and the state of the emulator. */
  readonly stateFolder: string
  /** The home folder of the person. */
  readonly home: string
}

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  /** Where commands go: the emulator when `--emulator` or `MSGR_EMULATOR=1` says so. */
  readonly target: 'platform' | 'emulator'
  readonly settings: readonly Setting[]
  readonly paths: Paths
  /** Names of the Pages that the settings know. */
  readonly pageNames: readonly string[]
  /** Those of the project file; without one, those of the user file. */
  readonly ownPageNames: readonly string[]
  /** Whether a project file that the user did not say to trust has a part in where calls go or in whose name. */
  readonly isTargetOfProject: boolean
  /** Names of the Pages that, by the settings, belong to an app. */
  readonly pagesOfApp: (appId: string) => readonly string[]
  /** The settings of the chosen Page, for the platform; secret references are resolved. */
  readonly connection: Connection
  /** Why something that the settings name is not in `connection`: a Page nobody knows, a secret that is not there. */
  readonly problems: readonly MsgrError[]
  /** Where the Page token is kept; undefined when there is none. */
  readonly tokenHolder: SecretHolder | undefined
  /** Why there is no Page token, when there is none. */
  readonly missingToken: MsgrError
  /** Which Page of the emulator is meant: an id, or the name that a flag or `MSGR_PAGE` gave; undefined: its first. */
  readonly emulatorPage: string | undefined
  /** Which emulator to reach, by its address; undefined: the one that runs for this user. Set by `msgr emulator exec`. */
  readonly emulatorUrl: string | undefined
  /** Whether a version of the Graph API is named anywhere; otherwise that of the connection is a default. */
  readonly isVersionNamed: boolean
  /** An environment variable that a file names. */
  readonly variable: (name: string) => string | undefined
  /** Whether an environment variable holds a secret of msgr: by its name, because the settings say `env:NAME`, or by its value. */
  readonly isSecretVariable: (name: string) => boolean
  /** Where a broadcast is made to break off, for tests. */
  readonly failpoint: string | undefined
  /** What a person edits texts with: a program, and its arguments. */
  readonly editor: string | undefined
  /** Where messenger-node's environment variables want the webhook to listen, and what opens a tunnel to it. */
  readonly webhook: {
    readonly path: string | undefined
    readonly port: number | undefined
    readonly ngrokAuthtoken: string | undefined
  }
}
