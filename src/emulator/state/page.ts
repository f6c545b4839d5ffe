import type {
  AppId,
  AttachmentId,
  LabelId,
  MessageTemplateId,
  PageId,
  PersonaId,
  Psid,
  WelcomeFlowId,
} from '../../platform/ids.ts'
import type {ParameterFormat, TemplateComponent, TemplateRejection} from '../../platform/message-templates.ts'
import type {FlowPlatform, FlowStep} from '../../platform/welcome-message-flows.ts'

export interface PageState {
  readonly id: PageId
  readonly name: string
  readonly category: string
  /** The Messenger Profile: the properties that are set. */
  profile: Record<string, unknown>
  /** When the Messenger Profile was called, over the last 10 minutes. */
  profileCallsMs: number[]
  /** Fields that each app is subscribed to at this Page. */
  readonly subscribedApps: Record<string, readonly string[]>
  /** The app that owns idle conversations and may take the others. Without one, every app may answer an idle one. */
  defaultAppId?: AppId
  /** What was set for the built-in NLP. */
  nlpConfigs?: Readonly<Record<string, unknown>>
  /** What was set for calls. */
  callSettings?: Readonly<Record<string, unknown>>
  areContactTermsAccepted: boolean
  /** Below 100 there are no insights. */
  likes: number
  isRestricted: boolean
  /** When the restriction ends; without it, it has no end. */
  restrictedUntilMs?: number
  /** When it began, and the type of the violation that it is for. */
  restrictedSinceMs?: number
  violation?: string
}

/** Whether the Page is restricted at a time of the emulated clock. */
export function isRestrictedAt({isRestricted, restrictedUntilMs}: PageState, nowMs: number): boolean {
  return isRestricted && nowMs < (restrictedUntilMs ?? Number.POSITIVE_INFINITY)
}

export interface Label {
  readonly id: LabelId
  readonly pageId: PageId
  readonly name: string
}

export interface Attachment {
  readonly id: AttachmentId
  readonly pageId: PageId
  readonly type: string
  readonly isReusable: boolean
  readonly createdMs: number
  readonly url?: string
  readonly bytes?: number
}

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

/** A welcome message flow of an app. */
export interface StoredWelcomeFlow {
  readonly id: WelcomeFlowId
  readonly pageId: PageId
  readonly appId: AppId
  name: string
  platforms: readonly FlowPlatform[]
  steps: readonly FlowStep[]
  updatedMs: number
  isUsedInAd: boolean
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

/** A Messenger Code that was drawn. */
export interface StoredCode {
  readonly pageId: PageId
  readonly ref?: string
  readonly pixels: number
}
