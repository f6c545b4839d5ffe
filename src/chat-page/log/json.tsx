import type {JSX} from 'preact'

interface JsonProps {
  readonly value: unknown
  /** Its name in the object around it. */
  readonly name?: string | undefined
  readonly isLast?: boolean
  readonly depth?: number
}

/** Deeper levels and long lists are folded at first. */
const OPEN_DEPTH = 8
const OPEN_ITEMS = 30

/** JSON as a tree with foldable objects and lists. */
export function Json({value, name, isLast = true, depth = 0}: JsonProps): JSX.Element {
  const comma = isLast ? '' : ','
  const key = name !== undefined && (
    <>
      <span class="json-key">"{name}"</span>:{' '}
    </>
  )
  const items = itemsOf(value)
  if (items === undefined || items.length === 0)
    return (
      <div class="json-line">
        {key}
        <Leaf value={value} />
        {comma}
      </div>
    )
  const isList = Array.isArray(value)
  const [begin, end] = isList ? ['[', ']'] : ['{', '}']
  return (
    <details class="json" open={depth < OPEN_DEPTH && items.length <= OPEN_ITEMS}>
      <summary class="json-line">
        {key}
        {begin}
        <span class="json-folded">
          {' '}
          {countText(items.length, isList)} {end}
          {comma}
        </span>
      </summary>
      <div class="json-items">
        {items.map(([itemName, item], index) => (
          <Json
            key={itemName}
            value={item}
            name={isList ? undefined : itemName}
            isLast={index === items.length - 1}
            depth={depth + 1}
          />
        ))}
      </div>
      <div class="json-line">
        {end}
        {comma}
      </div>
    </details>
  )
}

const itemsOf = (value: unknown): readonly (readonly [string, unknown])[] | undefined =>
  typeof value === 'object' && value !== null ? Object.entries(value) : undefined

function countText(count: number, isList: boolean): string {
  const one = isList ? 'item' : 'key'
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

function Leaf({value}: {readonly value: unknown}): JSX.Element {
  const kind = value === null ? 'null' : typeof value
  return <span class={`json-value ${kind}`}>{JSON.stringify(value)}</span>
}
