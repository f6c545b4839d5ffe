import type {JSX} from 'preact'
import {useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {ChatMessage, ConversationView} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'
import {type Command, CommandsList, commandsFor} from './commands-list.tsx'
import {useDismiss} from './dismiss.ts'
import {asText} from './fields.ts'
import {Icon} from './icons.tsx'
import {MoreActs} from './more-acts/index.tsx'
import {PersistentMenu} from './persistent-menu.tsx'

/** A message that the next text replies to or replaces. */
export interface Target {
  readonly as: 'reply' | 'edit'
  readonly message: ChatMessage
}

interface ComposerProps {
  readonly view: ConversationView
  readonly target: Target | undefined
  readonly clearTarget: () => void
}

const LIKE = '369239263222822'

/** Where the person writes. Enter sends, Shift+Enter starts a new line. */
export function Composer({view, target, clearTarget}: ComposerProps): JSX.Element {
  const {act, attach, page} = useActing()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const [areCommandsHidden, setAreCommandsHidden] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const menuOpener = useRef<HTMLButtonElement>(null)
  const isDisabled = view.menu?.composerDisabled === true
  const offered = areCommandsHidden ? [] : commandsFor(text, view.commands)
  useGrowing(input, text)

  const closeMenu = () => {
    setIsMenuOpen(false)
    menuOpener.current?.focus()
  }
  useDismiss(box, isMenuOpen, closeMenu)

  useLayoutEffect(() => {
    if (target === undefined) return
    if (target.as === 'edit') setText(target.message.text ?? asText(target.message.message['text']) ?? '')
    input.current?.focus()
  }, [target])

  const type = (value: string) => {
    setText(value)
    setChosen(0)
    setAreCommandsHidden(false)
  }
  const send = async () => {
    const said = text.trim()
    if (said === '') return
    setText('')
    clearTarget()
    const outcome =
      target?.as === 'edit'
        ? await act('edit', {mid: target.message.mid, text: said})
        : await act('say', {text: said, ...(target === undefined ? {} : {reply_to: target.message.mid})})
    if (outcome === undefined) setText(current => (current === '' ? said : current))
  }
  const complete = ({name}: Command) => {
    type(`/${name} `)
    input.current?.focus()
  }
  const attachAll = async (list: Iterable<File>) => {
    for (const file of list) await attach(file)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const command = offered[chosen]
    if (command !== undefined) {
      const step = {ArrowDown: 1, ArrowUp: -1}[event.key]
      if (step !== undefined) setChosen((chosen + step + offered.length) % offered.length)
      else if (event.key === 'Tab' || (event.key === 'Enter' && text !== `/${command.name}`))
        complete(command)
      else if (event.key === 'Escape') setAreCommandsHidden(true)
      else if (event.key === 'Enter') void send()
      else return
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key === 'Escape' && target !== undefined) {
      clearTarget()
      if (target.as === 'edit') setText('')
    } else if (event.key === 'Enter' && !event.shiftKey) void send()
    else return
    event.preventDefault()
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (pasted.length === 0) return
    event.preventDefault()
    void attachAll(pasted)
  }

  return (
    <div class="composer" ref={box}>
      {target !== undefined && <TargetBar target={target} onClose={clearTarget} />}
      {offered.length > 0 && <CommandsList commands={offered} chosen={chosen} choose={complete} />}
      {isMenuOpen && view.menu !== undefined && <PersistentMenu items={view.menu.items} onDone={closeMenu} />}
      <div class="composer-row">
        {view.menu !== undefined && view.menu.items.length > 0 && (
          <button
            type="button"
            class="tool large"
            ref={menuOpener}
            aria-label="Menu"
            title="Menu of the Page"
            aria-expanded={isMenuOpen}
            onClick={() => setIsMenuOpen(!isMenuOpen)}
          >
            <Icon name="menu" />
          </button>
        )}
        {view.person.hasBlockedPage ? (
          <p class="composer-disabled">
            {view.person.firstName} blocked {page.name}.{' '}
            <button type="button" class="text-button" onClick={() => void act('unblock')}>
              Unblock
            </button>
          </p>
        ) : isDisabled ? (
          <p class="composer-disabled">The menu of {page.name} switches the composer off.</p>
        ) : (
          <>
            <MoreActs />
            <button
              type="button"
              class="tool large"
              aria-label="Attach files"
              title="Attach files"
              onClick={() => files.current?.click()}
            >
              <Icon name="clip" />
            </button>
            <input
              ref={files}
              type="file"
              multiple
              class="hidden-input"
              tabIndex={-1}
              aria-label="Files to attach"
              onChange={({currentTarget}) => {
                void attachAll([...(currentTarget.files ?? [])])
                currentTarget.value = ''
              }}
            />
            <textarea
              ref={input}
              class="composer-text"
              rows={1}
              dir="auto"
              placeholder="Message"
              aria-label={`Message to ${page.name}`}
              aria-controls={offered.length > 0 ? 'commands' : undefined}
              aria-activedescendant={offered.length > 0 ? `command-${chosen}` : undefined}
              value={text}
              onInput={({currentTarget}) => type(currentTarget.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
            />
            {text.trim() === '' && target === undefined ? (
              <button
                type="button"
                class="tool large accent"
                aria-label="Send a like"
                title="Like"
                onClick={() => void act('sticker', {sticker_id: LIKE})}
              >
                <Icon name="like" />
              </button>
            ) : (
              <button
                type="button"
                class="tool large accent"
                aria-label="Send"
                title="Send"
                onClick={() => void send()}
              >
                <Icon name="send" />
              </button>
            )}
          </>
        )}
      </div>
    </div>
  )
}

/** Grows with its text, up to the height that the style allows. */
function useGrowing(input: {readonly current: HTMLTextAreaElement | null}, text: string): void {
  useLayoutEffect(() => {
    const at = input.current
    if (at === null) return
    at.style.height = 'auto'
    at.style.height = `${at.scrollHeight}px`
  }, [text])
}

function TargetBar({target, onClose}: {readonly target: Target; readonly onClose: () => void}): JSX.Element {
  const {page, person} = useActing()
  const {as, message} = target
  const to = message.from === 'page' ? page.name : person.firstName
  return (
    <div class="target-bar">
      <span class="target-text">
        <strong>{as === 'edit' ? 'Edit message' : `Replying to ${to}`}</strong>
        <span dir="auto">{message.text ?? asText(message.message['text']) ?? 'An attachment'}</span>
      </span>
      <button
        type="button"
        class="tool"
        aria-label={as === 'edit' ? 'Stop editing' : 'Stop replying'}
        onClick={onClose}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  )
}
