import type {ComponentChildren, JSX} from 'preact'
import {useLayoutEffect, useRef} from 'preact/hooks'
import {useClient} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'
import type {PanelName} from '../data/state.ts'
import {panelTitles} from './titles.ts'

interface FrameProps {
  readonly panel: PanelName
  readonly children: ComponentChildren
}

/**
 * A side sheet. It leaves the conversation usable, so that one sees what a change does, and on a narrow page covers it. It closes
 * with Escape (`app/keys.ts`, or the dialog itself where it is modal) and returns the focus to its opener.
 */
export function PanelFrame({panel, children}: FrameProps): JSX.Element {
  const client = useClient()
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const opener = document.activeElement
    const isNarrow = matchMedia('(width < 720px)').matches
    if (isNarrow) dialog.current?.showModal()
    else dialog.current?.show()
    dialog.current?.querySelector<HTMLElement>('.panel-title')?.focus()
    return () => {
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return (
    <dialog ref={dialog} class="panel" aria-labelledby="panel-title" onClose={() => client.closePanel()}>
      <header class="panel-head">
        <h2 class="panel-title" id="panel-title" tabIndex={-1}>
          {panelTitles[panel]}
        </h2>
        <button
          type="button"
          class="tool large"
          aria-label="Close the panel"
          onClick={() => client.closePanel()}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body">{children}</div>
    </dialog>
  )
}
