import type {JSX} from 'preact'
import type {ConversationView} from '../../emulator/chat/view-types.ts'
import {useClient} from '../app/client-context.ts'
import {type PersonChange, useActing} from './acting.ts'
import {useFloating} from './dismiss.ts'
import {Icon} from './icons.tsx'
import {windowText} from './moments.ts'
import {PersonMenu} from './person-menu.tsx'
import {Avatar} from './picture.tsx'

interface HeaderProps {
  readonly view: ConversationView
  readonly change: (change: PersonChange) => Promise<boolean>
  readonly remove: () => Promise<void>
}

/** The Page and the person in the conversation, and until when the Page may answer. */
export function Header({view, change, remove}: HeaderProps): JSX.Element {
  const client = useClient()
  const {page, nowMs} = useActing()
  const {isOpen, toggle, box, opener} = useFloating()

  const {person} = view
  const isWindowOpen = person.windowUntilMs !== undefined && person.windowUntilMs > nowMs
  const persona = speakingPersona(view)
  return (
    <header class="conversation-head">
      <Avatar url={persona?.picture ?? page.picture} name={persona?.name ?? page.name} size={36} />
      <div class="head-names">
        <h1 class="head-page" dir="auto">
          {page.name}
        </h1>
        <p class="head-window">
          {persona !== undefined && `${persona.name} speaks · `}
          {isWindowOpen && <span class="wide">can answer </span>}
          {windowText(person.windowUntilMs, nowMs, isWindowOpen)}
        </p>
      </div>
      <button
        type="button"
        class="tool large"
        aria-label="Save this chat"
        title="Save this chat as a test, text or file"
        onClick={() => client.openPanel('keep')}
      >
        <Icon name="save" />
      </button>
      <div class="head-person" ref={box}>
        <button
          type="button"
          class="person-button"
          ref={opener}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          onClick={toggle}
        >
          <span class="person-as">
            <span class="wide">as </span>
            <strong dir="auto">
              {person.firstName}
              <span class="wide"> {person.lastName}</span>
            </strong>
            <span class="wide digits"> (…{person.psid.slice(-4)})</span>
          </span>
          {person.hasBlockedPage && <span class="badge">blocked</span>}
          <Icon name="down" size={16} />
        </button>
        {isOpen && <PersonMenu view={view} change={change} remove={remove} />}
      </div>
    </header>
  )
}

/** The persona that is typing, or that of the Page's newest message. */
function speakingPersona({messages, typing}: ConversationView): {name: string; picture: string} | undefined {
  if (typing !== undefined) return typing.persona
  return messages.findLast(({kind, from}) => kind === 'message' && from === 'page')?.persona
}
