import type {AdAccountId, AppId, PageId} from '../../platform/ids.ts'
import type {UploadType} from '../../platform/uploads.ts'

/** The verify token that the emulator suggests if none was chosen. */
export const VERIFY_TOKEN = 'emulator-verify-token'

export interface App {
  readonly id: AppId
  readonly name: string
  readonly secret: string
  /** Refuses calls without `appsecret_proof`. */
  isProofRequired: boolean
  /** The callback for the object `page`; there is one per app. */
  callback: Callback | undefined
  /** How things were before `msgr emulator exec` put the callback of the program it runs in. */
  lent?: Lent
}

export interface Callback {
  readonly url: string
  readonly verifyToken: string
  readonly fields: readonly string[]
  isActive: boolean
}

export interface Lent {
  /** The callback of the program; with a public URL the origin at which it listens. */
  readonly url: string
  /** An origin such as `https://bot.example`: a program that registers its own callback does so below it. */
  readonly publicUrl?: string
  readonly callback: Callback | null
  readonly pageId: PageId
  /** Whether the program is the echo bot of the emulator. */
  readonly isEchoBot?: true
  /** The loan of another program that goes on when this one ends: that of one beside which the echo bot was switched on. */
  readonly under?: Lent
  /** The fields of the Page that the app had; null: it was not on the Page. */
  readonly pageFields: readonly string[] | null
}

/** What the platform reports to the developers of an app about its callback. Times are ms since 1970. */
export interface WebhookAlert {
  /** `failing`: no answer for a quarter of an hour; `unsubscribed`: none for an hour, and the app is off the Page. */
  readonly kind: 'failing' | 'unsubscribed'
  readonly appId: string
  readonly pageId: string
  readonly url: string
  readonly failingSinceMs: number
  readonly atMs: number
  /** An event has been taken since. */
  isOver: boolean
}

/** A file that was sent to an app in parts, and what stands for it. */
export interface StoredUpload {
  /** `upload:…`, without its signature. */
  readonly id: string
  readonly signature: string
  readonly appId: AppId
  readonly name: string
  readonly type: UploadType
  readonly bytes: number
  readonly createdMs: number
  /** Of the bytes that have arrived, among the kept files. */
  readonly fileId: string
  arrivedBytes: number
  handle?: string
}

export interface Token {
  readonly text: string
  readonly kind: 'page' | 'user' | 'app'
  readonly appId: AppId
  readonly pageId?: PageId
  readonly userId?: string
  scopes: readonly string[]
  readonly issuedMs: number
  /** 0 = never. */
  expiresMs: number
  /** The subcode of 190 that it answers with since it died. */
  deadSubcode?: number
}

/** A person who administers Pages, or the system user of a business. */
export interface User {
  readonly id: string
  readonly name: string
  readonly isSystem?: true
  readonly adAccountIds?: readonly AdAccountId[]
  readonly pageIds: readonly PageId[]
  /** Permissions that the person took back, by app. */
  declined?: Readonly<Record<string, readonly string[]>>
}
