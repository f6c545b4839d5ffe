import type {ComponentChildren, JSX} from 'preact'
import type {Remark} from '../../../emulator/chat/view-types.ts'
import {useActing} from '../acting.ts'
import {Buttons, openWeb} from '../buttons.tsx'
import {asFields, asItems, asText, type Fields} from '../fields.ts'
import {Picture, placeOf} from '../picture.tsx'
import {Remarks} from '../remarks.tsx'

interface CardProps {
  readonly element: Fields
  readonly mid: string
  readonly imageShape?: 'horizontal' | 'square'
  readonly remarks?: readonly Remark[]
  readonly children?: ComponentChildren
}

/** Picture, title, subtitle and buttons, as in the generic template. A tap on the card triggers its default action. */
export function Card({
  element,
  mid,
  imageShape = 'horizontal',
  remarks = [],
  children,
}: CardProps): JSX.Element {
  const [image, ...further] = imagesOf(element)
  const isVideo = asText(element['media_type']) === 'video'
  const action = asFields(element['default_action'])
  const url = asText(action['url'])
  return (
    <div class="card">
      {(image !== undefined || isVideo) && (
        <div class={`card-image ${imageShape}`}>
          <Picture
            url={isVideo ? undefined : image}
            {...(isVideo ? {name: `video ${asText(element['video_id']) ?? ''}`, kind: 'video' as const} : {})}
          />
          {isVideo && <span class="play" aria-hidden="true" />}
        </div>
      )}
      {further.length > 0 && (
        <div class="card-images">
          {further.map((url, index) => (
            <Picture key={index} url={url} />
          ))}
        </div>
      )}
      <CardText element={element} host={url} action={url === undefined ? undefined : action} mid={mid} />
      {children}
      <Remarks of={remarks} />
      <Buttons of={asItems(element['buttons'])} mid={mid} />
    </div>
  )
}

/** The large picture first. */
function imagesOf(element: Fields): readonly string[] {
  const one = asText(element['image_url'])
  const many = asItems(element['image_urls']).toSorted(
    (first, second) => Number(second['is_hero_image'] === true) - Number(first['is_hero_image'] === true),
  )
  return [one, ...many.map(({url}) => asText(url))].filter(url => url !== undefined)
}

interface CardTextProps {
  readonly element: Fields
  readonly host: string | undefined
  readonly action: Fields | undefined
  readonly mid: string
}

function CardText({element, host, action, mid}: CardTextProps): JSX.Element {
  const acting = useActing()
  const title = asText(element['title'])
  const texts = (
    <>
      <Titles title={title} subtitle={asText(element['subtitle'])} />
      {host !== undefined && <span class="card-host">{placeOf(host).host}</span>}
    </>
  )
  if (action === undefined) return <div class="card-text">{texts}</div>
  const onClick = () => openWeb(acting, {title, ...action}, mid)
  return (
    <button type="button" class="card-text card-action" onClick={onClick}>
      {texts}
    </button>
  )
}

interface TitlesProps {
  readonly title: string | undefined
  readonly subtitle: string | undefined
}

export const Titles = ({title, subtitle}: TitlesProps): JSX.Element => (
  <>
    {title !== undefined && (
      <span class="card-title" dir="auto">
        {title}
      </span>
    )}
    {subtitle !== undefined && (
      <span class="card-subtitle" dir="auto">
        {subtitle}
      </span>
    )}
  </>
)
