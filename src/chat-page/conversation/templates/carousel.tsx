import type {ComponentChildren, JSX} from 'preact'
import {useEffect, useRef, useState} from 'preact/hooks'
import {Icon} from '../icons.tsx'

interface CarouselProps {
  readonly label: string
  readonly children: readonly ComponentChildren[]
}

/** Cards side by side, moved by swiping, scrolling, arrow buttons or arrow keys. A single card is drawn without a carousel. */
export function Carousel({label, children}: CarouselProps): JSX.Element {
  const track = useRef<HTMLDivElement>(null)
  const [ends, setEnds] = useState({isAtStart: true, isAtEnd: children.length < 2})

  const look = () => {
    const at = track.current
    if (at === null) return
    const isAtStart = at.scrollLeft <= 4
    const isAtEnd = at.scrollLeft + at.clientWidth >= at.scrollWidth - 4
    setEnds(old => (old.isAtStart === isAtStart && old.isAtEnd === isAtEnd ? old : {isAtStart, isAtEnd}))
  }
  useEffect(look, [children.length])

  const turn = (by: 1 | -1) => {
    const at = track.current
    const [first, second] = at?.children ?? []
    if (at === null || !(first instanceof HTMLElement) || !(second instanceof HTMLElement)) return
    at.scrollBy({left: by * (second.offsetLeft - first.offsetLeft)})
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key] as 1 | -1 | undefined
    if (by === undefined || children.length < 2) return
    event.preventDefault()
    event.stopPropagation()
    moveFocus(track.current, by)
    turn(by)
  }

  if (children.length < 2) return <div class="carousel single">{children}</div>
  return (
    <section class="carousel" aria-roledescription="carousel" aria-label={label} onKeyDown={onKeyDown}>
      <div
        class="track"
        ref={track}
        onScroll={look}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        role="group"
        aria-label={`${label}, turn with the arrow keys`}
      >
        {children.map((child, index) => (
          <div key={index} class="slide" role="group" aria-label={`${index + 1} of ${children.length}`}>
            {child}
          </div>
        ))}
      </div>
      {!ends.isAtStart && (
        <button type="button" class="arrow previous" aria-label="Previous card" onClick={() => turn(-1)}>
          <Icon name="left" />
        </button>
      )}
      {!ends.isAtEnd && (
        <button type="button" class="arrow next" aria-label="Next card" onClick={() => turn(1)}>
          <Icon name="right" />
        </button>
      )}
    </section>
  )
}

/** Moves the focus from a button of one card to the first button of the next. */
function moveFocus(track: HTMLDivElement | null, by: 1 | -1): void {
  const slide = document.activeElement?.closest('.slide')
  if (track === null || slide === null || slide === undefined) return
  const slides = [...track.children]
  const next = slides[slides.indexOf(slide) + by]?.querySelector('button')
  next?.focus({preventScroll: true})
}
