import {useActing} from '../acting.ts'
import {asText} from '../fields.ts'
import {Titles} from './card.tsx'
import type {TemplateView} from './parts.ts'

/** The invitation to a question; the question itself opens over the conversation. */
export const CustomerFeedbackTemplate: TemplateView = ({payload, message}) => {
  const {open} = useActing()
  return (
    <div class="card">
      <div class="card-text">
        <Titles title={asText(payload['title'])} subtitle={asText(payload['subtitle'])} />
      </div>
      <div class="buttons">
        <button
          type="button"
          class="button"
          aria-haspopup="dialog"
          onClick={() => open({kind: 'feedback', mid: message.mid, payload})}
        >
          <span dir="auto">{asText(payload['button_title']) ?? 'Rate'}</span>
        </button>
      </div>
    </div>
  )
}
