import {useActing} from '../acting.ts'
import {Buttons, openWeb} from '../buttons.tsx'
import {asFields, asItems, asText} from '../fields.ts'
import {Picture} from '../picture.tsx'
import type {TemplateView} from './parts.ts'

/** The list template, as it was until 2019: two to four items; the first may be large. */
export const ListTemplate: TemplateView = ({payload, message}) => {
  const acting = useActing()
  const hasLargeTop = asText(payload['top_element_style'])?.toLowerCase() !== 'compact'
  return (
    <div class="card list-card">
      {asItems(payload['elements']).map((element, index) => {
        const image = asText(element['image_url'])
        const action = asFields(element['default_action'])
        const isLarge = index === 0 && hasLargeTop
        const title = asText(element['title'])
        return (
          <div key={index} class={isLarge ? 'list-item large' : 'list-item'}>
            <div class="list-text">
              {action['url'] === undefined ? (
                <span class="card-title" dir="auto">
                  {title}
                </span>
              ) : (
                <button
                  type="button"
                  class="card-title link"
                  dir="auto"
                  onClick={() => openWeb(acting, {title, ...action}, message.mid)}
                >
                  {title}
                </button>
              )}
              <span class="card-subtitle" dir="auto">
                {asText(element['subtitle'])}
              </span>
              <Buttons of={asItems(element['buttons'])} mid={message.mid} />
            </div>
            {image !== undefined && <Picture url={image} />}
          </div>
        )
      })}
      <Buttons of={asItems(payload['buttons'])} mid={message.mid} />
    </div>
  )
}
