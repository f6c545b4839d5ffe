import type {JSX} from 'preact'
import {SheetFrame} from '../conversation/sheets/frame.tsx'
import {useChat, useClient} from './client-context.ts'

const keys: readonly {readonly keys: readonly string[]; readonly does: string}[] = [
  {keys: ['?'], does: 'Show these keys'},
  {keys: ['Ctrl+K'], does: 'Search people'},
  {keys: ['/'], does: 'Begin a command'},
  {keys: ['L'], does: 'Show or hide the log'},
  {keys: ['F'], does: 'Search the log'},
  {keys: ['Esc'], does: 'Close what is open'},
  {keys: ['Enter'], does: 'Send; on a message, show its lines of the log'},
  {keys: ['Shift+Enter'], does: 'Begin a new line'},
  {keys: ['↑', '↓'], does: 'Move through people, messages, lines of the log and menus'},
  {keys: ['Home', 'End'], does: 'Go to the first or last of a list'},
  {keys: ['←', '→'], does: 'Move through the cards of a carousel, and through reactions'},
]

/** Opens the list of keys; `?` does the same. */
export function KeysButton(): JSX.Element {
  const {store} = useClient()
  return (
    <button
      type="button"
      class="bar-button square keys-opener"
      aria-label="Keys"
      aria-haspopup="dialog"
      aria-keyshortcuts="?"
      title="Keys (?)"
      onClick={() => store.set({areKeysShown: true})}
    >
      ?
    </button>
  )
}

/** The list of keys, over the page while it is open. */
export function KeysHelp(): JSX.Element | null {
  const {store} = useClient()
  const areShown = useChat(state => state.areKeysShown)
  if (!areShown) return null
  return (
    <div class="over-page">
      <SheetFrame title="Keys" onClose={() => store.set({areKeysShown: false})}>
        <dl class="keys-list" tabIndex={0}>
          {keys.map(({keys: names, does}) => (
            <div key={does}>
              <dt>
                {names.map(name => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </SheetFrame>
    </div>
  )
}
