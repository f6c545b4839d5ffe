import type {JSX} from 'preact'
import type {ChatMessage} from '../../../emulator/chat/view-types.ts'
import type {Fields} from '../fields.ts'

/** What every template is drawn from. */
export interface TemplateProps {
  /** Of the attachment. */
  readonly payload: Fields
  readonly message: ChatMessage
}

export type TemplateView = (props: TemplateProps) => JSX.Element
