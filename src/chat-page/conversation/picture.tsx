import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useFetched} from './fetched.ts'
import {Icon, type IconName} from './icons.tsx'
import {BACK} from './ours.ts'

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

/** A picture of the emulator, or one that it fetched; a placeholder with host and file name says why there is none. */
export function Picture({url, name, kind = 'image', alt = ''}: PictureProps): JSX.Element {
  const [isBroken, setIsBroken] = useBroken()
  const {path, refusal} = useFetched(kind === 'video' ? undefined : url)
  if (path !== undefined && !isBroken)
    return <img class="picture" src={path} alt={alt} loading="lazy" onError={() => setIsBroken(true)} />
  const {host, file} = url === undefined ? {host: '', file: name ?? ''} : placeOf(url)
  return (
    <span class="picture placeholder" data-tint={tintOf(file + host)} title={refusal?.text ?? url}>
      <Icon name={kind} size={28} />
      <span class="placeholder-file">{file === '' ? host : file}</span>
      {host !== '' && file !== '' && <span class="placeholder-host">{host}</span>}
      {refusal !== undefined && refusal.reason !== 'not-allowed' && (
        <span class="placeholder-why">
          <Icon name="warn" size={16} /> {refusal.text}
        </span>
      )}
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
  const {path} = useFetched(url)
  if (path !== undefined && !isBroken)
    return <img class={`avatar size-${size}`} src={path} alt="" onError={() => setIsBroken(true)} />
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
