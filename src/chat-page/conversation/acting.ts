import {createContext} from 'preact'
import {useContext} from 'preact/hooks'
import type {ActAnswer, PageSummary, PersonSummary} from '../../emulator/chat/view-types.ts'
import type {Fields} from './fields.ts'

/** A page that a button, an item of the menu or a card opens over the conversation. */
export interface WebviewSheet {
  readonly kind: 'webview'
  readonly url: string
  readonly title: string | undefined
  readonly heightRatio: 'compact' | 'tall' | 'full'
  /** Whether the page may ask Messenger who the person is. */
  readonly hasExtensions: boolean
  readonly fallbackUrl?: string | undefined
  readonly mid?: string | undefined
  /** A page where the person logs in to link an account. */
  readonly isLogin?: boolean
}

/** The questions of a customer feedback template. */
export interface FeedbackSheet {
  readonly kind: 'feedback'
  readonly mid: string
  readonly payload: Fields
}

/** What Messenger would do outside of the conversation. */
export interface NoteSheet {
  readonly kind: 'note'
  readonly title: string
  readonly lines: readonly string[]
}

export type Sheet = WebviewSheet | FeedbackSheet | NoteSheet

/** What the parts of a conversation can do: act as the person, and open something over the conversation. */
export interface Acting {
  readonly person: PersonSummary
  readonly page: PageSummary
  /** By the emulated clock. */
  readonly nowMs: number
  /** An act of the person; undefined when it was refused, which the page has told by then. */
  readonly act: (act: string, words?: Fields) => Promise<ActAnswer | undefined>
  /** Sends a file. */
  readonly attach: (file: File) => Promise<ActAnswer | undefined>
  readonly open: (sheet: Sheet) => void
}

const context = createContext<Acting | undefined>(undefined)

export const ActingProvider = context.Provider

/** @throws {Error} outside of a conversation. */
export function useActing(): Acting {
  const acting = useContext(context)
  if (acting === undefined) throw new Error('Only inside a conversation can somebody act')
  return acting
}
