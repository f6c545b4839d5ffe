import type {ComponentChildren, JSX} from 'preact'
import {Icon} from '../conversation/icons.tsx'
import {CopyButton} from '../log/copy-button.tsx'

interface SectionProps {
  readonly title: string
  /** Beside the title. */
  readonly side?: ComponentChildren
  readonly children: ComponentChildren
}

/** A part of a panel with a heading. */
export const Section = ({title, side, children}: SectionProps): JSX.Element => (
  <section class="panel-section" aria-label={title}>
    <div class="panel-section-head">
      <h3>{title}</h3>
      {side}
    </div>
    {children}
  </section>
)

/** A refusal, where it belongs. Announced when it appears. */
export const Problem = ({text}: {readonly text: string | undefined}): JSX.Element => (
  <div role="alert">
    {text !== undefined && (
      <p class="panel-problem">
        <Icon name="warn" size={16} />
        <span>{text}</span>
      </p>
    )}
  </div>
)

/** What to type, with a copy button. */
export const CommandLine = ({text}: {readonly text: string}): JSX.Element => (
  <p class="panel-command">
    <code>{text}</code>
    <CopyButton text={text} what="the command" />
  </p>
)

interface SwitchProps {
  readonly name: string
  readonly note?: string | undefined
  readonly isOn: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isOn: boolean) => void
}

/** Something that is on or off. */
export const Switch = ({name, note, isOn, isDisabled = false, onChange}: SwitchProps): JSX.Element => (
  <button
    type="button"
    role="switch"
    class="switch"
    aria-checked={isOn}
    disabled={isDisabled}
    onClick={() => onChange(!isOn)}
  >
    <span class="switch-name">
      {name}
      {note !== undefined && <span class="switch-note"> {note}</span>}
    </span>
    <span class="switch-track" aria-hidden="true" />
  </button>
)

/** Before the button that has the focus disappears. */
export const focusTitle = (): void => document.querySelector<HTMLElement>('.panel-title')?.focus()
