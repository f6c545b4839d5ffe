import type {MessageTemplateId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * Utility templates: messages about an order, account or appointment that the platform approves first and that may then be
 * sent at any time. They take the permission `page_utility_messaging`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages
 */
export const messageTemplatesRoutes = {
  library: 'GET /message_template_library',
  create: 'POST /{page}/message_templates',
  list: 'GET /{page}/message_templates',
  get: 'GET /{template_id}',
  edit: 'POST /{template_id}',
  delete: 'DELETE /{page}/message_templates',
} as const satisfies Record<string, Route>

export const templateStatuses = [
  'APPROVED',
  'ARCHIVED',
  'DELETED',
  'DISABLED',
  'IN_APPEAL',
  'LIMIT_EXCEEDED',
  'PAUSED',
  'PENDING',
  'PENDING_DELETION',
  'REJECTED',
] as const
export type TemplateStatus = (typeof templateStatuses)[number]

/** Why a template is rejected. */
export type TemplateRejection =
  | 'INCORRECT_PARAMS'
  | 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT'
  | 'TAG_SHOULD_BE_MARKETING'

/** `{{1}}`, `{{2}}` … (default), or `{{order_id}}`. */
export const parameterFormats = ['POSITIONAL', 'NAMED'] as const
export type ParameterFormat = (typeof parameterFormats)[number]

export interface NamedExample {
  readonly param_name: string
  readonly example: string
}

export interface TextHeader {
  readonly type: 'HEADER'
  readonly format: 'TEXT'
  readonly text: string
  readonly example?: {
    readonly header_text?: readonly string[]
    readonly header_text_named_params?: readonly NamedExample[]
  }
}

export interface ImageHeader {
  readonly type: 'HEADER'
  readonly format: 'IMAGE'
  readonly text?: string
  readonly example: {
    /** Handles of the Resumable Upload API. */
    readonly header_handle: readonly string[]
    readonly header_text?: readonly string[]
    readonly header_text_named_params?: readonly NamedExample[]
  }
}

export interface TemplateBody {
  readonly type: 'BODY'
  readonly text: string
  readonly example?: {
    readonly body_text?: readonly (readonly string[])[]
    readonly body_text_named_params?: readonly NamedExample[]
  }
}

/** The placeholders of buttons are numbered in every template, across all its buttons. */
export type TemplateButton =
  | {
      readonly type: 'URL'
      readonly text: string
      readonly url: string
      readonly example?: {readonly url_suffix_example: string}
    }
  | {readonly type: 'POSTBACK'; readonly text: string; readonly payload: string}

export interface TemplateButtons {
  readonly type: 'BUTTONS'
  readonly buttons: readonly TemplateButton[]
}

export type TemplateComponent = TextHeader | ImageHeader | TemplateBody | TemplateButtons

export interface NewMessageTemplate {
  readonly name: string
  /** `en`, `en_US`. */
  readonly language: string
  readonly category: 'UTILITY'
  readonly parameter_format?: ParameterFormat
  readonly components?: readonly TemplateComponent[]
  /** Takes a template of the library in place of `components`. */
  readonly library_template_name?: string
  readonly library_template_body_inputs?: unknown
  readonly library_template_button_inputs?: unknown
}

/** What an edit replaces. */
export interface MessageTemplateChange {
  readonly components: readonly TemplateComponent[]
  readonly parameter_format?: ParameterFormat
}

export interface CreatedMessageTemplate {
  readonly id: MessageTemplateId
  readonly status: TemplateStatus
  readonly category: string
}

export interface MessageTemplate {
  readonly id: MessageTemplateId
  readonly name: string
  readonly language: string
  readonly category?: string
  readonly status: TemplateStatus
  readonly parameter_format?: ParameterFormat
  readonly components?: readonly TemplateComponent[]
  readonly rejected_reason?: string
  readonly rejection_reasons?: readonly string[]
  readonly library_template_name?: string
}

/** A template of the platform's own. */
export interface LibraryTemplate {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly category: 'UTILITY'
  readonly topic: string
  readonly usecase: string
  readonly industry: readonly string[]
  readonly body: string
  readonly body_params: readonly string[]
  readonly body_param_types: readonly string[]
  readonly buttons: readonly Readonly<Record<string, unknown>>[]
}

const placeholder = /\{\{([^{}]*)\}\}/g

/** The placeholders of a text without their braces, each once, in the order of the text: `1`, `order_id`. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name = '']) => name.trim()))]
}

/** The text with values in the place of its placeholders; one without a value stays. */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(placeholder, (whole, name: string) => values.get(name.trim()) ?? whole)
}
