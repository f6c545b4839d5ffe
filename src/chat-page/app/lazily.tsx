import type {ComponentType, JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useClient} from './client-context.ts'

/** A part that opens rarely: its code is loaded when it is drawn for the first time, and it appears once it is there. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element | null {
  let loaded: ComponentType<Props> | undefined
  return function Lazy(props) {
    const {store} = useClient()
    const [, redraw] = useState({})
    useEffect(() => {
      if (loaded !== undefined) return
      load().then(
        part => {
          loaded = part
          redraw({})
        },
        // Another build of the emulator answers now, which has other files.
        () =>
          store.set({
            notice: {kind: 'error', text: 'A part of this page could not be loaded. Reload the page.'},
          }),
      )
    }, [])
    const Part = loaded
    return Part === undefined ? null : <Part {...props} />
  }
}
