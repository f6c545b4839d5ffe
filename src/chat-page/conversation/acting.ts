import {createContext} from 'preact'
import {useContext} from 'preact/hooks'
import type {ActAnswer, PageSummary, PersonSummary} from '../../emulator/chat/view-types.ts'
import type {Fields} from './fields.ts'

/** A web page that a button, a menu item or a card opens over the conversation. */
export interface WebviewSheet {
  readonly kind: 'webview'
  readonly url: string
  readonly title: string | undefined
  readonly heightRatio: 'compact' | 'tall' | 'full'
  /** Whether the page may ask Messenger who the person is. */
  readonly hasExtensions: boolean
  readonly fallbackUrl?: string | undefined
  /** A page where the person logs in to link an account. */
  readonly isLogin?: boolean
  /** What came of opening it; undefined when it was refused. */
  readonly opened: Promise<ActAnswer | undefined>
}

/** The questions of a customer feedback template. */
export interface FeedbackSheet {
  readonly kind: 'feedback'
  readonly mid: string
  readonly payload: Fields
}

/** What Messenger would do outside the conversation. */
export interface NoteSheet {
  readonly kind: 'note'
  readonly title: string
  readonly lines: readonly string[]
}

export type Sheet = WebviewSheet | FeedbackSheet | NoteSheet

/** What can be changed about a person; the rest stays. */
export interface PersonChange {
  readonly firstName?: string
  readonly lastName?: string
  readonly locale?: string
  readonly timezone?: number
}

/** Lets the parts of a conversation act as the person and open something over the conversation. */
export interface Acting {
  readonly person: PersonSummary
  readonly page: PageSummary
  /** On the emulated clock. */
  readonly nowMs: number
  /** Performs an act of the person; returns undefined when it was refused, which the page has shown by then. */
  readonly act: (act: string, words?: Fields) => Promise<ActAnswer | undefined>
  /** Sends a file. */
  readonly attach: (file: File) => Promise<ActAnswer | undefined>
  readonly open: (sheet: Sheet) => void
}

const context = createContext<Acting | undefined>(undefined)

export const ActingProvider = context.Provider

/** @throws {Error} outside a conversation. */
export function useActing(): Acting {
  const acting = useContext(context)
  if (acting === undefined) throw new Error('Acts are only available inside a conversation')
  return acting
}
