import {useLayoutEffect} from 'preact/hooks'
import type {Client} from '../data/client.ts'
import {useClient} from './client-context.ts'
import {onceDrawn} from './once-drawn.ts'

/** Keyboard shortcuts of the whole page; those of its parts take precedence. */
export function useKeys(): void {
  const client = useClient()
  // Before the page is seen: its first key counts too.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (pressed(event, client)) event.preventDefault()
    }
    // After the document, whose listener closes floating elements.
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [client])
}

/** Returns whether the key was handled. */
function pressed({key, ctrlKey, metaKey, altKey, target}: KeyboardEvent, client: Client): boolean {
  const {store} = client
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') {
    jumpToPeople(client)
    return true
  }
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog:modal') !== null) return false
  if (key === 'Escape') return closeTopmost(client)
  if (isField(target)) return false
  if (key === 'l') {
    foldLog(client)
    return true
  }
  if (key === '?') {
    store.set({areKeysShown: true})
    return true
  }
  if (key === 'f') {
    store.set({tab: 'log', isLogFolded: false})
    onceDrawn(() => document.querySelector<HTMLInputElement>('.log-search-text')?.select())
    return true
  }
  // The composer receives the slash and lists the commands.
  if (key === '/') {
    store.set({tab: 'chat'})
    document.querySelector<HTMLElement>('.composer-text')?.focus()
  }
  return false
}

/** What had the focus before the people were shown over the page. */
let cameFrom: HTMLElement | undefined

/** Shows the people and focuses the search. */
export function jumpToPeople({store}: Client): void {
  if (document.activeElement instanceof HTMLElement) cameFrom = document.activeElement
  store.set({tab: 'people', arePeopleOver: true})
  onceDrawn(() => document.querySelector<HTMLInputElement>('.people-search')?.select())
}

/** Shows or hides the log; shows it in place of a panel. */
export function foldLog(client: Client): void {
  const {store} = client
  const {tab, isLogFolded, panel} = store.get()
  if (panel !== undefined) {
    client.closePanel()
    store.set({isLogFolded: false})
  } else if (!isNarrow()) store.set({isLogFolded: !isLogFolded})
  else store.set({tab: tab === 'log' ? 'chat' : 'log'})
}

/** Whether the page shows one column at a time. */
const isNarrow = (): boolean => matchMedia('(width < 720px)').matches

function closeTopmost(client: Client): boolean {
  const {arePeopleOver, openEntry, notice, panel, missing} = client.store.get()
  if (notice !== undefined) client.store.set({notice: undefined})
  else if (missing?.kind === 'message') client.store.set({missing: undefined})
  else if (arePeopleOver) leavePeople(client)
  else if (panel !== undefined) client.closePanel()
  else if (openEntry !== undefined) leaveEntry(client, openEntry)
  else return false
  return true
}

function leavePeople({store}: Client): void {
  store.set({arePeopleOver: false, tab: 'chat'})
  // What had the focus may be shown only then.
  onceDrawn(() => cameFrom?.focus())
}

/** Returns the focus from the details to their line. */
function leaveEntry(client: Client, id: string): void {
  const isInside = document.activeElement?.closest('.inspector') !== null
  client.closeEntry()
  if (isInside) document.querySelector<HTMLElement>(`#line-${CSS.escape(id)} button`)?.focus()
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select') !== null
