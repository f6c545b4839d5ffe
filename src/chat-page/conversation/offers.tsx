import type {JSX} from 'preact'
import {useRef, useState} from 'preact/hooks'
import type {Offer, Remedy} from '../../emulator/chat/status-types.ts'
import {useClient} from '../app/client-context.ts'
import {CopyButton} from '../log/copy-button.tsx'

/** What helps against a trouble: buttons that do it, and commands to copy. */
export function Offers({of: offers}: {readonly of: readonly Offer[]}): JSX.Element | null {
  if (offers.length === 0) return null
  return (
    <div class="mends">
      {offers.map(({label, command, remedy}) => (
        <div class="mend-row" key={label}>
          {remedy === undefined ? (
            <span class="mend-label">{label}</span>
          ) : (
            <MendButton label={label} remedy={remedy} />
          )}
          {command !== undefined && (
            <span class="mend-command">
              <code>{command}</code>
              <CopyButton text={command} what="the command" />
            </span>
          )}
        </div>
      ))}
    </div>
  )
}

interface MendButtonProps {
  readonly label: string
  readonly remedy: Remedy
}

/** It goes away with the trouble: the focus moves on to where the person writes. */
function MendButton({label, remedy}: MendButtonProps): JSX.Element {
  const {acts} = useClient()
  const [isBusy, setIsBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const mend = async () => {
    setIsBusy(true)
    const isMended = await acts.mend(remedy)
    const hadFocus = document.activeElement === button.current
    setIsBusy(false)
    if (isMended && hadFocus) document.querySelector<HTMLElement>('.composer textarea')?.focus()
  }
  return (
    <button
      type="button"
      class="secondary mend"
      ref={button}
      aria-disabled={isBusy}
      onClick={() => {
        if (!isBusy) void mend()
      }}
    >
      {label}
    </button>
  )
}
