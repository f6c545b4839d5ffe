import {Buttons} from '../buttons.tsx'
import {asItems, asText} from '../fields.ts'
import {LinkedText} from '../linked-text.tsx'
import type {TemplateView} from './parts.ts'

/** A text with buttons below it. */
export const ButtonTemplate: TemplateView = ({payload, message}) => (
  <div class="card text-card">
    <p class="card-body" dir="auto">
      <LinkedText text={asText(payload['text']) ?? ''} />
    </p>
    <Buttons of={asItems(payload['buttons'])} mid={message.mid} />
  </div>
)
