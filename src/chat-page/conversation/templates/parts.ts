import type {JSX} from 'preact'
import type {ChatMessage} from '../../../emulator/chat/view-types.ts'
import type {Fields} from '../fields.ts'

/** The props of every template. */
export interface TemplateProps {
  /** The attachment's payload. */
  readonly payload: Fields
  readonly message: ChatMessage
}

export type TemplateView = (props: TemplateProps) => JSX.Element
