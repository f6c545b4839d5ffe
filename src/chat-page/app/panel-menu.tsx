import type {JSX} from 'preact'
import {useLayoutEffect} from 'preact/hooks'
import {onListKeys, useFloating} from '../conversation/dismiss.ts'
import {Icon} from '../conversation/icons.tsx'
import {type PanelName, panelNames} from '../data/state.ts'
import {panelTitles} from '../panels/titles.ts'
import {useClient} from './client-context.ts'

/** The button of the bar that lists the panels. */
export function PanelMenu(): JSX.Element {
  const client = useClient()
  const {isOpen, toggle, close, box, opener} = useFloating()
  // Before the next key press.
  useLayoutEffect(() => {
    if (isOpen) box.current?.querySelector<HTMLElement>('.bar-item')?.focus()
  }, [isOpen])
  const choose = (panel: PanelName) => {
    // The panel returns the focus to where it is now.
    close()
    client.openPanel(panel)
  }
  return (
    <div class="panel-menu" ref={box}>
      <button
        type="button"
        class="bar-button square"
        ref={opener}
        aria-expanded={isOpen}
        aria-label="Panels"
        title="Bots, answers, webhook, faults, clock, profile"
        onClick={toggle}
      >
        <Icon name="sliders" />
      </button>
      {isOpen && (
        <div class="floating bar-menu" role="group" aria-label="Panels" onKeyDown={onListKeys}>
          {panelNames.map(name => (
            <button key={name} type="button" class="bar-item" onClick={() => choose(name)}>
              {panelTitles[name]}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
