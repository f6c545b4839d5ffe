import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {Icon} from './icons.tsx'

interface FilesPreviewProps {
  readonly files: readonly File[]
  readonly isSending: boolean
  readonly remove: (file: File) => void
}

/** The files that go with the next message. */
export function FilesPreview({files, isSending, remove}: FilesPreviewProps): JSX.Element | null {
  if (files.length === 0) return null
  return (
    <ul class="files-preview" aria-label="Files to send">
      {files.map((file, index) => (
        <li key={`${file.name} ${file.lastModified} ${index}`} class="file-preview">
          <Thumbnail file={file} />
          <span class="file-preview-words">
            <span class="file-preview-name" dir="auto" title={file.name}>
              {file.name}
            </span>
            <span class="hint digits">{sizeOf(file)}</span>
          </span>
          <button
            type="button"
            class="tool"
            aria-label={`Remove ${file.name}`}
            title="Remove"
            disabled={isSending}
            onClick={() => remove(file)}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Thumbnail({file}: {readonly file: File}): JSX.Element {
  const [kind = ''] = file.type.split('/')
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (kind !== 'image') return undefined
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  if (url !== undefined) return <img class="file-preview-picture" src={url} alt="" />
  return (
    <span class="file-preview-picture">
      <Icon name={kind === 'video' || kind === 'audio' ? kind : 'file'} />
    </span>
  )
}

/** In MB as Messenger counts its limit, never as nothing. */
function sizeOf({size}: File): string {
  const mb = size / 1_000_000
  if (mb < 0.01) return 'less than 0.01 MB'
  return `${mb.toFixed(mb < 10 ? 2 : 1)} MB`
}
