import type {PageId} from '../../platform/ids.ts'

/** What an emulated Page has accepted and may do. */
export interface PageSettings {
  readonly id: PageId
  readonly name: string
  /** Whether the Page Contact Terms are accepted. */
  readonly contactTerms: boolean
  /** Whether the Page is blocked from sending. */
  readonly restricted: boolean
  /** Until when, in ISO 8601; null without an end, and when it is not restricted. */
  readonly restrictedUntil: string | null
  /** The type of the violation that it is restricted for; null when it is not. */
  readonly violation: string | null
  readonly likes: number
}

/** Omitted fields keep their value. */
export type PageChange = {
  readonly [Name in 'contactTerms' | 'restricted' | 'likes']?: PageSettings[Name] | undefined
} & {
  readonly page: string
  /** Restricts the Page for this time from now, on the emulated clock. */
  readonly restrictedForMs?: number | undefined
  readonly violation?: string | undefined
}
