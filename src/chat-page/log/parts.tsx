import type {ComponentChildren, JSX} from 'preact'
import {useMemo} from 'preact/hooks'
import type {DeliveryAttempt} from '../../emulator/events/delivery-record.ts'
import {bodyIn} from './bodies.ts'
import {CopyButton} from './copy-button.tsx'
import {Json} from './json.tsx'
import {msText, secondOf} from './texts.ts'

interface PartProps {
  readonly title: string
  readonly isFolded?: boolean
  readonly children: ComponentChildren
}

/** A foldable part of the details. */
export const Part = ({title, isFolded = false, children}: PartProps): JSX.Element => (
  <details class="part" open={!isFolded}>
    <summary>{title}</summary>
    {children}
  </details>
)

interface BodyProps {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  readonly what: string
}

/** The body of a request or response: JSON and forms as a tree, anything else as text. */
export function Body({text, headers, what}: BodyProps): JSX.Element | null {
  const body = useMemo(() => bodyIn(text, headers), [text])
  if (text === '') return null
  return (
    <div class="code">
      <CopyButton text={body.pretty} what={what} />
      {body.value === undefined ? <pre>{text}</pre> : <Json value={body.value} />}
    </div>
  )
}

/** A text with a copy button. */
export const CodeLine = ({text, what}: {readonly text: string; readonly what: string}): JSX.Element => (
  <div class="code">
    <CopyButton text={text} what={what} />
    <pre>{text}</pre>
  </div>
)

interface HeadersProps {
  readonly of: Readonly<Record<string, string>>
  readonly title?: string
}

export const Headers = ({of: headers, title}: HeadersProps): JSX.Element => (
  <>
    {title !== undefined && <h4 class="headers-title">{title}</h4>}
    <dl class="headers">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  </>
)

/** The delivery attempts of an event. */
export const Tries = ({of: tries}: {readonly of: readonly DeliveryAttempt[]}): JSX.Element => (
  <ol class="tries digits">
    {tries.map(({atMs, status, ms, error}, index) => (
      <li key={index}>
        {secondOf(atMs)} · {status ?? error ?? 'no answer'}
        {ms !== undefined && ` · ${msText(ms)}`}
      </li>
    ))}
  </ol>
)
