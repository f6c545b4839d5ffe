import type {JSX} from 'preact'

interface SplitterProps {
  /** What it changes, for a screen reader: `Size of the details`. */
  readonly label: string
  /** The id of the element behind it, to the right or below, whose size it changes. */
  readonly controls: string
  /** Whether it is between two columns; otherwise it is between two rows. */
  readonly isBetweenColumns: boolean
  /** The share of the element behind it, in percent of both; `min` and `max` are its limits. */
  readonly share: number
  readonly min: number
  readonly max: number
  readonly onChange: (share: number) => void
}

/** How far an arrow key moves, in percent. */
const STEP = 2

/** A rule that is dragged, or moved with the arrow keys, Home and End. */
export function Splitter(props: SplitterProps): JSX.Element {
  const {label, controls, isBetweenColumns, share, min, max, onChange} = props
  const set = (wanted: number) => onChange(Math.round(Math.min(max, Math.max(min, wanted)) * 10) / 10)
  const drag = (event: PointerEvent) => {
    const at = event.currentTarget as HTMLElement
    if (!at.hasPointerCapture(event.pointerId) || at.parentElement === null) return
    const around = at.parentElement.getBoundingClientRect()
    const behind = isBetweenColumns ? around.right - event.clientX : around.bottom - event.clientY
    set((behind / (isBetweenColumns ? around.width : around.height)) * 100)
  }
  const press = (event: KeyboardEvent) => {
    const [grow, shrink] = isBetweenColumns ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const wanted = {[grow]: share + STEP, [shrink]: share - STEP, Home: min, End: max}[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    set(wanted)
  }
  return (
    <div
      class={`splitter ${isBetweenColumns ? 'between-columns' : 'between-rows'}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-controls={controls}
      aria-orientation={isBetweenColumns ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(share)}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={event => {
        event.preventDefault()
        const at = event.currentTarget as HTMLElement
        at.focus()
        at.setPointerCapture(event.pointerId)
      }}
      onPointerMove={drag}
      onKeyDown={press}
    />
  )
}
