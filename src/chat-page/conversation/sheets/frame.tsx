import type {ComponentChildren, JSX} from 'preact'
import {useLayoutEffect, useRef} from 'preact/hooks'
import {Icon} from '../icons.tsx'

interface FrameProps {
  readonly title: string
  readonly subtitle?: string | undefined
  readonly height?: 'compact' | 'tall' | 'full' | 'content'
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A modal sheet over the conversation: at the bottom on a phone, otherwise in the middle. */
export function SheetFrame({
  title,
  subtitle,
  height = 'content',
  onClose,
  children,
}: FrameProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      class={`sheet ${height}`}
      aria-labelledby="sheet-title"
      onClose={onClose}
      onClick={({target}) => target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet-inside">
        <header class="sheet-head">
          <div class="sheet-titles">
            <h2 id="sheet-title" dir="auto">
              {title}
            </h2>
            {subtitle !== undefined && <p class="sheet-subtitle">{subtitle}</p>}
          </div>
          <button type="button" class="tool" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        <div class="sheet-body">{children}</div>
      </div>
    </dialog>
  )
}
