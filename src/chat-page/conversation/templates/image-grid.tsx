import type {JSX} from 'preact'
import {useActing} from '../acting.ts'
import {Buttons, press} from '../buttons.tsx'
import {asFields, asItems, asText, type Fields} from '../fields.ts'
import {Picture, placeOf} from '../picture.tsx'
import {Remarks, remarksAt} from '../remarks.tsx'
import {Titles} from './card.tsx'
import type {TemplateView} from './parts.ts'

/** Two to six pictures in a grid, each with its own action; one may be large. */
export const ImageGridTemplate: TemplateView = ({payload, message}) => (
  <>
    {asItems(payload['elements']).map((element, index) => {
      const images = asItems(element['images'])
      const heroFirst = images.toSorted((one, other) => Number(isHero(other)) - Number(isHero(one)))
      const [title, subtitle] = [asText(element['title']), asText(element['subtitle'])]
      return (
        <div key={index} class="card">
          <div class={`image-grid of-${images.length} ${images.some(isHero) ? 'with-hero' : ''}`}>
            {heroFirst.map((image, at) => (
              <GridImage key={at} image={image} mid={message.mid} />
            ))}
          </div>
          {(title !== undefined || subtitle !== undefined) && (
            <div class="card-text">
              <Titles title={title} subtitle={subtitle} />
            </div>
          )}
          <Remarks of={remarksAt(message.remarks, `attachment.payload.elements[${index}]`)} />
          <Buttons of={asItems(element['buttons'])} mid={message.mid} />
        </div>
      )
    })}
  </>
)

const isHero = (image: Fields): boolean => image['is_hero_image'] === true

function GridImage({image, mid}: {readonly image: Fields; readonly mid: string}): JSX.Element {
  const acting = useActing()
  const action = asFields(image['action'])
  const url = asText(image['url'])
  const picture = <Picture url={url} alt={placeOf(url ?? '').file} />
  if (action['type'] === undefined) return <div class="grid-image">{picture}</div>
  const title = asText(action['text']) ?? placeOf(asText(action['url']) ?? '').host
  return (
    <button type="button" class="grid-image" onClick={() => press(acting, {title, ...action}, mid)}>
      {picture}
      <span class="unseen">: {title}</span>
    </button>
  )
}
