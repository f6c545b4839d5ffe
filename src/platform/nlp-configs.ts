/**
 * What the platform recognises in messages before they are delivered. It can be set, not read back.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/built-in-nlp
 */
export const nlpConfigsRoutes = {
  set: 'POST /{page}/nlp_configs',
} as const

export const nlpModels = [
  'ARABIC',
  'CHINESE',
  'CROATIAN',
  'CUSTOM',
  'DANISH',
  'DUTCH',
  'ENGLISH',
  'FRENCH_STANDARD',
  'GEORGIAN',
  'GERMAN_STANDARD',
  'GREEK',
  'HEBREW',
  'HUNGARIAN',
  'IRISH',
  'ITALIAN_STANDARD',
  'KOREAN',
  'NORWEGIAN_BOKMAL',
  'POLISH',
  'PORTUGUESE',
  'ROMANIAN',
  'SPANISH',
  'SWEDISH',
  'VIETNAMESE',
] as const

export type NlpModel = (typeof nlpModels)[number]

/** The most readings of one entity that can be asked for. */
export const MAX_N_BEST = 8

/** What is left out stays as it is. */
export interface NlpConfigs {
  readonly nlp_enabled?: boolean
  readonly model?: NlpModel
  /** The server token of an app of Wit.ai: a secret. */
  readonly custom_token?: string
  /** Adds where in the text each entity stands. */
  readonly verbose?: boolean
  /** 1 to `MAX_N_BEST`. */
  readonly n_best?: number
}
