import type {MessageTemplateId, PageId, PersonaId, Psid} from '../../platform/ids.ts'
import type {ParameterFormat, TemplateComponent, TemplateRejection} from '../../platform/message-templates.ts'

export interface StoredPersona {
  readonly id: PersonaId
  readonly pageId: PageId
  readonly name: string
  readonly pictureUrl: string
  /** Kept, because its messages are. */
  isDeleted: boolean
}

export interface StoredTemplate {
  readonly id: MessageTemplateId
  readonly pageId: PageId
  readonly name: string
  readonly language: string
  components: readonly TemplateComponent[]
  parameterFormat: ParameterFormat
  readonly libraryName?: string
  readonly createdMs: number
  updatedMs: number
  /** When it is decided, and what is wrong with it, if anything. */
  decidedMs: number
  rejection: TemplateRejection | undefined
  isAnnounced: boolean
}

/** What is written for all to see: a comment of a person or of the Page, or a post of a person on the Page. */
export interface PublicPost {
  /** `POSTID_COMMENTID`, or `PAGEID_POSTID`. */
  readonly id: string
  readonly kind: 'comment' | 'post'
  readonly pageId: PageId
  /** Who wrote it; undefined: the Page. */
  readonly psid?: Psid
  text: string
  readonly createdMs: number
  /** Whether the Page wrote a private reply. */
  isAnswered: boolean
  /** The comment that this one answers. */
  readonly parentId?: string
  isHidden?: boolean
  /** Whether the Page likes it. */
  isLiked?: boolean
}

/** A login that a person opened, to link their account. */
export interface AccountLink {
  readonly token: string
  readonly pageId: PageId
  readonly psid: Psid
  readonly expiresMs: number
}

/** The opt-in of a person to notification messages. */
export interface NotificationToken {
  readonly token: string
  readonly pageId: PageId
  readonly psid: Psid
  readonly topic: string
  readonly createdMs: number
  readonly expiresMs: number
  lastSentMs?: number
}
