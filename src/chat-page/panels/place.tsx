import type {ComponentType, JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import type {PanelName} from '../data/state.ts'
import {PanelFrame} from './frame.tsx'

/** The open panel. Its code is loaded when the first panel opens. */
export function PanelPlace(): JSX.Element | null {
  const client = useClient()
  const panel = useChat(state => state.panel)
  const [bodies, setBodies] = useState<Readonly<Record<PanelName, ComponentType>>>()
  useEffect(() => {
    if (panel === undefined || bodies !== undefined) return
    import('./bodies.ts').then(
      loaded => setBodies(loaded.panelBodies),
      // Another build of the emulator answers now, which has other files.
      () => {
        client.closePanel()
        client.store.set({notice: {kind: 'error', text: 'The panel could not be loaded. Reload this page.'}})
      },
    )
  }, [panel])
  if (panel === undefined) return null
  const Body = bodies?.[panel]
  return (
    <PanelFrame key={panel} panel={panel}>
      {Body === undefined ? <p aria-busy="true">Loading…</p> : <Body />}
    </PanelFrame>
  )
}
