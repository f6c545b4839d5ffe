import {useEffect} from 'preact/hooks'
import type {Client} from '../data/client.ts'
import {useClient} from './client-context.ts'

/** The keys of the whole page; those of its parts come first. */
export function useKeys(): void {
  const client = useClient()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (pressed(event, client)) event.preventDefault()
    }
    // After the document, where what floats closes itself.
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [client])
}

/** Whether the key has done what it does. */
function pressed({key, ctrlKey, metaKey, altKey, target}: KeyboardEvent, client: Client): boolean {
  const {store} = client
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') {
    jumpToPeople(client)
    return true
  }
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]') !== null) return false
  if (key === 'Escape') return closeTopmost(client)
  if (isField(target)) return false
  if (key === 'l') {
    foldLog(client)
    return true
  }
  // The composer gets the letter itself, and offers the commands.
  if (key === '/') {
    store.set({tab: 'chat'})
    document.querySelector<HTMLElement>('.composer-text')?.focus()
  }
  return false
}

/** Shows the people, wherever they are, and begins to search. */
export function jumpToPeople({store}: Client): void {
  store.set({tab: 'people', arePeopleOver: true})
  // At once where it is in sight: later it would take the focus back from whoever has gone on.
  if (!beginSearch()) requestAnimationFrame(beginSearch)
}

function beginSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('.people-search')
  search?.select()
  return document.activeElement === search
}

/** Shows the log, or folds it away. */
export function foldLog({store}: Client): void {
  const {tab, isLogFolded} = store.get()
  if (!isNarrow()) store.set({isLogFolded: !isLogFolded})
  else store.set({tab: tab === 'log' ? 'chat' : 'log'})
}

/** Whether the page shows one column at a time. */
const isNarrow = (): boolean => matchMedia('(width < 720px)').matches

function closeTopmost(client: Client): boolean {
  const {arePeopleOver, openEntry, notice} = client.store.get()
  if (notice !== undefined) client.store.set({notice: undefined})
  else if (arePeopleOver) client.store.set({arePeopleOver: false, tab: 'chat'})
  else if (openEntry !== undefined) client.closeEntry()
  else return false
  return true
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select') !== null
