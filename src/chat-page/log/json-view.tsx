import type {JSX} from 'preact'

/** A body: JSON with parts that fold, or as it is when it is something else. */
export function JsonView({text, isOpen}: {readonly text: string; readonly isOpen: boolean}): JSX.Element {
  const value = parsed(text)
  if (value === undefined) return <pre class="code">{text}</pre>
  return (
    <div class="json code">
      <Value value={value} name={undefined} isOpen={isOpen} isLast />
    </div>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface ValueProps {
  readonly value: unknown
  readonly name: string | undefined
  readonly isOpen: boolean
  readonly isLast: boolean
}

function Value({value, name, isOpen, isLast}: ValueProps): JSX.Element {
  const comma = isLast ? '' : ','
  const key = name === undefined ? null : <span class="json-key">{`${JSON.stringify(name)}: `}</span>
  if (typeof value !== 'object' || value === null || sizeOf(value) === 0) {
    return (
      <div class="json-line">
        {key}
        <span class={`json-${value === null ? 'null' : typeof value}`}>{JSON.stringify(value)}</span>
        {comma}
      </div>
    )
  }
  const isList = Array.isArray(value)
  const parts = Object.entries(value)
  return (
    <details open={isOpen} class="json-part">
      <summary>
        {key}
        {isList ? '[' : '{'}
        <span class="json-folded">{` ${parts.length} ${isList ? ']' : '}'}${comma}`}</span>
      </summary>
      {parts.map(([part, inner], index) => (
        <Value
          key={part}
          name={isList ? undefined : part}
          value={inner}
          isOpen={isOpen}
          isLast={index === parts.length - 1}
        />
      ))}
      <div class="json-end">{`${isList ? ']' : '}'}${comma}`}</div>
    </details>
  )
}

const sizeOf = (value: object): number => Object.keys(value).length
