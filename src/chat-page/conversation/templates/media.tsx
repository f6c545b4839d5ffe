import {Buttons} from '../buttons.tsx'
import {asItems, asText} from '../fields.ts'
import {Picture} from '../picture.tsx'
import {Remarks, remarksAt} from '../remarks.tsx'
import type {TemplateView} from './parts.ts'

/** A picture or video with buttons below it. */
export const MediaTemplate: TemplateView = ({payload, message}) => (
  <>
    {asItems(payload['elements']).map((element, index) => {
      const kind = asText(element['media_type']) === 'video' ? 'video' : 'image'
      const saved = asText(element['attachment_id'])
      return (
        <div key={index} class="card">
          <div class="card-image horizontal">
            <Picture
              url={asText(element['url'])}
              name={saved === undefined ? kind : `attachment ${saved}`}
              kind={kind}
            />
            {kind === 'video' && <span class="play" aria-hidden="true" />}
          </div>
          <Remarks of={remarksAt(message.remarks, `attachment.payload.elements[${index}]`)} />
          <Buttons of={asItems(element['buttons'])} mid={message.mid} />
        </div>
      )
    })}
  </>
)
