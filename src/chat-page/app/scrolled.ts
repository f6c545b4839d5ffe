/** Where a list is scrolled to, its height, and how much of it is seen, in pixels. */
export interface Place {
  readonly top: number
  readonly height: number
  readonly shown: number
}

export const placeIn = ({scrollTop: top, scrollHeight: height, clientHeight: shown}: HTMLElement): Place => ({
  top,
  height,
  shown,
})

/**
 * Whether the reader has scrolled up by more than so many pixels, and not the list has become shorter or its place higher. The browser
 * reports it later, with the next frame: whoever has just begun to scroll up is not taken back.
 */
export const hasLeft = (before: Place, now: Place, byPx: number): boolean =>
  now.top < before.top - byPx && now.height >= before.height && now.shown === before.shown
