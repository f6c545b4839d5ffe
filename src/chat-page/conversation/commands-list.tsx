import type {JSX} from 'preact'
import {useEffect, useRef} from 'preact/hooks'

export interface Command {
  readonly name: string
  readonly description: string
}

interface CommandsProps {
  readonly commands: readonly Command[]
  readonly chosen: number
  readonly choose: (command: Command) => void
}

/** The Page's commands that begin with the text after the slash. The focus stays in the composer. */
export function CommandsList({commands, chosen, choose}: CommandsProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useEffect(
    () => box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'}),
    [chosen],
  )
  return (
    <div class="floating commands" id="commands" role="listbox" aria-label="Commands" ref={box}>
      {commands.map((command, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the composer has the focus and handles the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the composer names it as its active descendant
        <div
          key={command.name}
          id={`command-${index}`}
          class="command"
          role="option"
          aria-selected={index === chosen}
          onPointerDown={event => event.preventDefault()}
          onClick={() => choose(command)}
        >
          <span class="command-name" dir="auto">
            /{command.name}
          </span>
          <span class="command-description" dir="auto">
            {command.description}
          </span>
        </div>
      ))}
    </div>
  )
}

/** The commands that complete the typed text: `/ho` → those that begin with `ho`. */
export function commandsFor(text: string, commands: readonly Command[]): readonly Command[] {
  if (!/^\/\S*$/u.test(text)) return []
  const typed = text.slice(1).toLowerCase()
  return commands.filter(({name}) => name.toLowerCase().startsWith(typed))
}
