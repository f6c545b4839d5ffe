import type {JSX} from 'preact'
import {useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'
import {Icon, type IconName} from './icons.tsx'
import {times} from './marks.tsx'

/** The actions on a message, apart from tapping it. */
export interface MessageHandlers {
  readonly reply: (message: ChatMessage) => void
  readonly edit: (message: ChatMessage) => void
  readonly openActivity: (ids: readonly string[]) => void
  readonly copyLink: (message: ChatMessage) => void
}

const emoji = ['❤️', '😆', '😮', '😢', '😠', '👍']

interface MessageToolsProps {
  readonly message: ChatMessage
  readonly handlers: MessageHandlers
}

/** The toolbar of the message under the pointer or with the focus. */
export function MessageTools({message, handlers}: MessageToolsProps): JSX.Element {
  const [isPicking, setIsPicking] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const isRefused = message.kind === 'refused'
  const isOfPage = message.from === 'page'
  const isEditable = !isOfPage && message.message['attachments'] === undefined && message.text !== undefined
  const close = () => {
    setIsPicking(false)
    opener.current?.focus()
  }
  return (
    <div class="tools">
      {isOfPage && !isRefused && (
        <span class="tool-place">
          <button
            type="button"
            class="tool"
            ref={opener}
            aria-label="React"
            title="React"
            aria-expanded={isPicking}
            onClick={() => setIsPicking(!isPicking)}
          >
            <Icon name="smile" size={18} />
          </button>
          {isPicking && <ReactionPicker message={message} onDone={close} />}
        </span>
      )}
      {!isRefused && <Tool name="Reply" icon="reply" onClick={() => handlers.reply(message)} />}
      {isEditable && <Tool name="Edit" icon="edit" onClick={() => handlers.edit(message)} />}
      {message.activity.length > 0 && (
        <Tool name="Show in the log" icon="log" onClick={() => handlers.openActivity(message.activity)} />
      )}
      <Tool name="Copy link" icon="link" onClick={() => handlers.copyLink(message)} />
      <span class="times">{times(message)}</span>
    </div>
  )
}

function Tool({name, icon, onClick}: {name: string; icon: IconName; onClick: () => void}): JSX.Element {
  return (
    <button type="button" class="tool" aria-label={name} title={name} onClick={onClick}>
      <Icon name={icon} size={18} />
    </button>
  )
}

interface PickerProps {
  readonly message: ChatMessage
  readonly onDone: () => void
}

/** Six emoji; choosing the current one again removes it. */
function ReactionPicker({message, onDone}: PickerProps): JSX.Element {
  const {act} = useActing()
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => box.current?.querySelector('button')?.focus(), [])

  const choose = (each: string) => {
    void (each === message.reaction
      ? act('unreact', {mid: message.mid})
      : act('react', {mid: message.mid, emoji: each}))
    onDone()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key]
    if (event.key === 'Escape') onDone()
    else if (step !== undefined) stepFocus(box.current, step)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="picker" ref={box} role="group" aria-label="Reactions" onKeyDown={onKeyDown}>
      {emoji.map(each => (
        <button
          key={each}
          type="button"
          class="picker-emoji"
          aria-label={`React with ${each}`}
          aria-pressed={each === message.reaction}
          onClick={() => choose(each)}
        >
          {each}
        </button>
      ))}
    </div>
  )
}

function stepFocus(box: HTMLElement | null, by: number): void {
  const buttons = [...(box?.querySelectorAll('button') ?? [])]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  buttons[(at + by + buttons.length) % buttons.length]?.focus()
}
