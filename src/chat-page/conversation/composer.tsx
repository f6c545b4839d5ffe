import type {JSX} from 'preact'
import {useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {ChatMessage, ConversationView} from '../../emulator/chat/view-types.ts'
import {useChat, useClient} from '../app/client-context.ts'
import {useDraft} from '../data/drafts.ts'
import {useActing} from './acting.ts'
import {type Command, CommandsList, commandsFor} from './commands-list.tsx'
import {useDismiss} from './dismiss.ts'
import {asText} from './fields.ts'
import {FilesPreview} from './files-preview.tsx'
import {useGrowing} from './growing.ts'
import {Icon} from './icons.tsx'
import {MoreActs} from './more-acts/index.tsx'
import {PageComposer} from './page-composer.tsx'
import {PersistentMenu} from './persistent-menu.tsx'
import {SpeakerSwitch} from './speaker.tsx'

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

/** Where the developer writes, as the person or as the Page. */
export function Composer(props: ComposerProps): JSX.Element {
  const speaker = useChat(state => state.speaker)
  return (
    <div class="composer">
      <SpeakerSwitch />
      {speaker === 'page' ? <PageComposer /> : <PersonComposer {...props} />}
    </div>
  )
}

/** Where the person writes. Enter sends, Shift+Enter starts a new line. */
function PersonComposer({view, target, clearTarget}: ComposerProps): JSX.Element {
  const {act, attach, page} = useActing()
  const {drafts} = useClient()
  const {psid} = view.person
  const draft = useDraft(drafts, psid)
  const {files} = draft
  const isEditing = target?.as === 'edit'
  const [edited, setEdited] = useState('')
  /** Only while files are sent: the next text does not wait for the one before. */
  const [isSending, setIsSending] = useState(false)
  const text = isEditing ? edited : draft.text
  const setText = (value: string) => (isEditing ? setEdited(value) : drafts.change(psid, {text: value}))
  const [chosen, setChosen] = useState(0)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const [areCommandsHidden, setAreCommandsHidden] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
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
    if (target.as === 'edit') setEdited(target.message.text ?? asText(target.message.message['text']) ?? '')
    input.current?.focus()
  }, [target])

  const type = (value: string) => {
    setText(value)
    setChosen(0)
    setAreCommandsHidden(false)
  }
  const add = (added: readonly File[]) => drafts.change(psid, now => ({files: [...now.files, ...added]}))
  const remove = (file: File) =>
    drafts.change(psid, now => ({files: now.files.filter(each => each !== file)}))
  const send = async () => {
    if (isSending) return
    if (isEditing) return sendEdit(text.trim())
    if (files.length > 0) {
      setIsSending(true)
      const areTaken = await sendFiles()
      setIsSending(false)
      if (!areTaken) return
    }
    await sendText(drafts.get(psid).text.trim())
  }
  /** Returns whether all of them were taken. The others stay. */
  const sendFiles = async (): Promise<boolean> => {
    for (const file of files) {
      if ((await attach(file)) === undefined) return false
      remove(file)
    }
    return true
  }
  const sendText = async (said: string) => {
    if (said === '') return
    drafts.change(psid, {text: ''})
    clearTarget()
    const words = {text: said, ...(target === undefined ? {} : {reply_to: target.message.mid})}
    const outcome = await act('say', words)
    if (outcome === undefined) drafts.change(psid, now => (now.text === '' ? {text: said} : {}))
  }
  const sendEdit = async (said: string) => {
    if (said === '' || target === undefined) return
    const outcome = await act('edit', {mid: target.message.mid, text: said})
    if (outcome !== undefined) clearTarget()
  }
  const complete = ({name}: Command) => {
    type(`/${name} `)
    input.current?.focus()
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
    } else if (event.key === 'Enter' && !event.shiftKey) void send()
    else return
    event.preventDefault()
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (pasted.length === 0) return
    event.preventDefault()
    add(pasted)
  }

  return (
    <div class="composer-box" ref={box} aria-busy={isSending}>
      {target !== undefined && <TargetBar target={target} onClose={clearTarget} />}
      {offered.length > 0 && <CommandsList commands={offered} chosen={chosen} choose={complete} />}
      {isMenuOpen && view.menu !== undefined && <PersistentMenu items={view.menu.items} onDone={closeMenu} />}
      <FilesPreview files={files} isSending={isSending} remove={remove} />
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
              onClick={() => chooser.current?.click()}
            >
              <Icon name="clip" />
            </button>
            <input
              ref={chooser}
              type="file"
              multiple
              class="hidden-input"
              tabIndex={-1}
              aria-label="Files to attach"
              onChange={({currentTarget}) => {
                add([...(currentTarget.files ?? [])])
                currentTarget.value = ''
              }}
            />
            <textarea
              ref={input}
              class="composer-text"
              rows={1}
              dir="auto"
              placeholder={files.length > 0 ? 'Caption' : 'Message'}
              aria-label={`Message to ${page.name}`}
              aria-controls={offered.length > 0 ? 'commands' : undefined}
              aria-activedescendant={offered.length > 0 ? `command-${chosen}` : undefined}
              value={text}
              onInput={({currentTarget}) => type(currentTarget.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
            />
            {text.trim() === '' && target === undefined && files.length === 0 ? (
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
                disabled={isSending}
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
