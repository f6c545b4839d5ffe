import type {JSX} from 'preact'

/** Outlines on a 24 × 24 grid, drawn in the colour of the surrounding text. */
const outlines = {
  send: 'M4 12 3 4l18 8-18 8 1-8Zm0 0h8',
  like: 'M7 11v9H4v-9h3Zm0 0 4-8a2 2 0 0 1 2 2v4h5.5a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7',
  clip: 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.4a1.7 1.7 0 0 1-2.4-2.3L14 7.5',
  menu: 'M4 7h16M4 12h16M4 17h10',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  reply: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 10h.01M15 10h.01M8.5 14.5a4.5 4.5 0 0 0 7 0',
  edit: 'm4 20 1-4L16 5l3 3L8 19l-4 1Zm10-13 3 3',
  log: 'M4 6h16M4 12h10M4 18h7m5-4 4 4m0-4-4 4',
  close: 'm6 6 12 12M18 6 6 18',
  left: 'm15 5-7 7 7 7',
  right: 'm9 5 7 7-7 7',
  down: 'm5 9 7 7 7-7',
  image: 'M4 5h16v14H4V5Zm0 11 5-5 4 4 3-3 4 4M15.5 9h.01',
  video: 'M4 6h11v12H4V6Zm11 4 5-3v10l-5-3',
  audio: 'M5 10v4h3l5 4V6l-5 4H5Zm11-1a4 4 0 0 1 0 6m2.5-8.5a8 8 0 0 1 0 11',
  file: 'M6 3h8l4 4v14H6V3Zm8 0v4h4',
  pin: 'M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.8 7 11 7 11Zm0-8.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1-1',
  phone: 'M6 3h3l2 5-2.5 1.500a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3Z',
  mail: 'M3 6h18v12H3V6Zm0 1 9 7 9-7',
  lock: 'M6 11h12v9H6v-9Zm3 0V8a3 3 0 0 1 6 0v3',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4l2-2Zm4 4h4',
  game: 'M7 8h10a5 5 0 0 1 4 8c-1.5 2-3.5 0-4.5-2h-9C6.5 16 4.5 18 3 16A5 5 0 0 1 7 8Zm0 3v3m-1.5-1.500h3M15.5 12h.01M18 13h.01',
  bag: 'M5 8h14l-1 12H6L5 8Zm4 0V7a3 3 0 0 1 6 0v1',
  plane: 'M3 13l18-7-5 13-4-5-9-1Zm9 1 4-5',
  warn: 'M12 4 2.5 20h19L12 4Zm0 6v4m0 3h.01',
  check: 'm5 12.5 4.5 4.500L19 7.5',
  play: 'M8 5v14l11-7L8 5Z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.500 4.500',
  plus: 'M12 5v14M5 12h14',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Zm-6 9a6 6 0 0 1 12 0M16 4.500a3.500 3.500 0 0 1 0 6.500m2 3.500a6 6 0 0 1 3 5.500',
  chat: 'M12 4c-5 0-9 3.500-9 7.800 0 2.400 1.200 4.500 3.200 6V21l3-1.700c.9.2 1.800.3 2.800.3 5 0 9-3.500 9-7.800S17 4 12 4Z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v2m0 14v2M3 12h2m14 0h2M5.600 5.600 7 7m10 10 1.400 1.400m0-12.800L17 7M7 17l-1.400 1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z',
  half: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-18v18m0-14h6m-6 5h8.500M12 17h6.500',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.500 2',
  copy: 'M9 9h11v11H9V9Zm-4 6H4V4h11v1',
  sliders:
    'M4 7h9m5 0h2M4 17h2m5 0h9M15.500 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Zm-7 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  save: 'M12 4v11m-4.500-4.500L12 15l4.500-4.500M4 19h16',
  again: 'M20 5v5h-5m5 0a8.500 8.500 0 1 0 .5 4',
} as const

export type IconName = keyof typeof outlines

/** Hidden from screen readers: the surrounding control has a name. */
export function Icon({name, size = 20}: {readonly name: IconName; readonly size?: number}): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  )
}
