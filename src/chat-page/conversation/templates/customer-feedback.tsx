import {useActing} from '../acting.ts'
import {asText} from '../fields.ts'
import type {TemplateView} from './parts.ts'

/** The invitation to a question; the question itself opens over the conversation. */
export const CustomerFeedbackTemplate: TemplateView = ({payload, message}) => {
  const {open} = useActing()
  return (
    <div class="card">
      <div class="card-text">
        <span class="card-title" dir="auto">
          {asText(payload['title'])}
        </span>
        <span class="card-subtitle" dir="auto">
          {asText(payload['subtitle'])}
        </span>
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
