import type {JSX} from 'preact'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import {asFields, asItems, asText, type Fields} from './fields.ts'
import {Icon, type IconName} from './icons.tsx'
import {isOurs} from './ours.ts'
import {Picture, placeOf} from './picture.tsx'

const LIKE = /^36923926322282[0-9]$/

/** Pictures, videos, audio, files, places and shared posts; templates are drawn elsewhere. */
export function attachmentsOf({message}: ChatMessage): readonly Fields[] {
  const one = asFields(message['attachment'])
  const sticker = message['sticker_id']
  const all = [...(one['type'] === undefined ? [] : [one]), ...asItems(message['attachments'])]
  const others = all.filter(({type}) => type !== 'template')
  if (others.length === 0 && sticker !== undefined) return [{type: 'sticker', payload: {sticker_id: sticker}}]
  return hasSticker(others) ? others.filter(({type}) => type === 'sticker') : others
}

/** For a while in 2026, a sticker was sent both as a sticker and as an image. */
const hasSticker = (all: readonly Fields[]): boolean => all.some(({type}) => type === 'sticker')

export function Attachments({of}: {readonly of: readonly Fields[]}): JSX.Element | null {
  if (of.length === 0) return null
  const areImages = of.length > 1 && of.every(({type}) => type === 'image')
  return (
    <div class={areImages ? `images of-${Math.min(of.length, 9)}` : 'attachments'}>
      {of.map((attachment, index) => (
        <Attachment key={index} attachment={attachment} />
      ))}
    </div>
  )
}

function Attachment({attachment}: {readonly attachment: Fields}): JSX.Element {
  const payload = asFields(attachment['payload'])
  const type = asText(attachment['type']) ?? 'file'
  const url = asText(payload['url']) ?? asText(attachment['url'])
  const sticker = asText(payload['sticker_id'])
  const saved = asText(payload['attachment_id'])
  const name =
    asText(payload['name']) ??
    asText(attachment['name']) ??
    (saved === undefined ? type : `attachment ${saved}`)
  if (sticker !== undefined) return <Sticker id={sticker} url={url} />
  switch (type) {
    case 'image':
      return (
        <div class="media">
          <Picture url={url} name={name} alt={name} />
        </div>
      )
    case 'video':
      return <Video url={url} name={name} />
    case 'audio':
      return <Audio url={url} name={name} />
    case 'location':
      return <Place attachment={attachment} payload={payload} />
    case 'file':
      return <File url={url} name={name} icon="file" />
    default:
      return (
        <File url={url} name={asText(payload['title']) ?? asText(attachment['title']) ?? type} icon="link" />
      )
  }
}

function Sticker({id, url}: {readonly id: string; readonly url: string | undefined}): JSX.Element {
  if (LIKE.test(id))
    return (
      <span class="sticker" role="img" aria-label={id.endsWith('3') ? 'Thumbs down' : 'Thumbs up'}>
        {id.endsWith('3') ? '👎' : '👍'}
      </span>
    )
  return (
    <div class="media sticker-picture">
      <Picture url={url} name={`sticker ${id}`} kind="smile" alt={`Sticker ${id}`} />
    </div>
  )
}

function Video({url, name}: {readonly url: string | undefined; readonly name: string}): JSX.Element {
  if (url !== undefined && isOurs(url))
    // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
    return <video class="media" src={url} controls preload="metadata" />
  return (
    <div class="media wide">
      <Picture url={url} name={name} kind="video" />
      <span class="play" aria-hidden="true" />
    </div>
  )
}

function Audio({url, name}: {readonly url: string | undefined; readonly name: string}): JSX.Element {
  // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
  if (url !== undefined && isOurs(url)) return <audio class="sound" src={url} controls preload="metadata" />
  return <File url={url} name={name} icon="audio" />
}

interface FileProps {
  readonly url: string | undefined
  readonly name: string
  readonly icon: IconName
}

function File({url, name, icon}: FileProps): JSX.Element {
  const {host, file} = url === undefined ? {host: '', file: name} : placeOf(url)
  const inside = (
    <>
      <span class="file-icon">
        <Icon name={icon} />
      </span>
      <span class="file-text">
        <span class="file-name" dir="auto">
          {icon === 'link' || file === '' ? name : file}
        </span>
        {host !== '' && !isOurs(url ?? '') && <span class="file-host">{host}</span>}
      </span>
    </>
  )
  return url === undefined ? (
    <span class="file">{inside}</span>
  ) : (
    <a class="file" href={url} target="_blank" rel="noreferrer noopener">
      {inside}
    </a>
  )
}

function Place({attachment, payload}: {readonly attachment: Fields; readonly payload: Fields}): JSX.Element {
  const {lat, long} = asFields(payload['coordinates'])
  return (
    <span class="file">
      <span class="file-icon">
        <Icon name="pin" />
      </span>
      <span class="file-text">
        <span class="file-name" dir="auto">
          {asText(attachment['title']) ?? 'Place'}
        </span>
        <span class="file-host">
          {String(lat)}, {String(long)}
        </span>
      </span>
    </span>
  )
}
