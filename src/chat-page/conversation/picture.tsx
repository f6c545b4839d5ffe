import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {Icon, type IconName} from './icons.tsx'

/** The window event fired when the emulator answers again. */
export const BACK = 'msgr-back'

/** Whether the page may load a URL: one of the emulator or of the page itself. Nothing is loaded from another host. */
export function isOurs(url: string): boolean {
  if (/^(data:image\/|blob:)/.test(url)) return true
  try {
    return new URL(url, location.href).origin === location.origin
  } catch {
    return false
  }
}

/** Host and file name of a URL; for any other text, the text as the file name. */
export function placeOf(url: string): {readonly host: string; readonly file: string} {
  try {
    const {host, pathname} = new URL(url, location.href)
    const name = pathname.split('/').findLast(part => part !== '') ?? ''
    return {host, file: decoded(name)}
  } catch {
    return {host: '', file: url}
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

interface PictureProps {
  /** Undefined for a saved attachment, whose file is not available. */
  readonly url: string | undefined
  /** Shown when there is no URL. */
  readonly name?: string | undefined
  readonly kind?: IconName
  readonly alt?: string
}

/** A picture stored in the emulator, or for any other a placeholder with host and file name. */
export function Picture({url, name, kind = 'image', alt = ''}: PictureProps): JSX.Element {
  const [isBroken, setIsBroken] = useBroken()
  if (url !== undefined && isOurs(url) && !isBroken)
    return <img class="picture" src={url} alt={alt} loading="lazy" onError={() => setIsBroken(true)} />
  const {host, file} = url === undefined ? {host: '', file: name ?? ''} : placeOf(url)
  return (
    <span class="picture placeholder" data-tint={tintOf(file + host)} title={url}>
      <Icon name={kind} size={28} />
      <span class="placeholder-file">{file === '' ? host : file}</span>
      {host !== '' && file !== '' && <span class="placeholder-host">{host}</span>}
    </span>
  )
}

/** One of six tints, always the same for a name; makes the pictures of a carousel differ. */
const tintOf = (name: string): number => [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6

/** A small round picture of a Page, person or persona; a letter if it cannot be loaded. */
export function Avatar({
  url,
  name,
  size = 28,
}: {
  url: string
  name: string
  size?: 14 | 28 | 36 | 80
}): JSX.Element {
  const [isBroken, setIsBroken] = useBroken()
  if (isOurs(url) && !isBroken)
    return <img class={`avatar size-${size}`} src={url} alt="" onError={() => setIsBroken(true)} />
  return (
    <span class={`avatar size-${size} letter`} aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  )
}

/** Whether a picture could not be loaded; retried when the emulator is back. */
function useBroken(): [boolean, (isBroken: boolean) => void] {
  const [isBroken, setIsBroken] = useState(false)
  useEffect(() => {
    if (!isBroken) return undefined
    const again = () => setIsBroken(false)
    addEventListener(BACK, again)
    return () => removeEventListener(BACK, again)
  }, [isBroken])
  return [isBroken, setIsBroken]
}
