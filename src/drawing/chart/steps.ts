import type {Style} from '../../terminal/view.ts'
import {widthOf as cellsOf, fitTo} from '../../terminal/width.ts'
import {CHART_WIDTH, createSheet, EDGE, ink, letters, round, widthOf} from './sheet.ts'
import {numberText} from './words.ts'

/** One line of bars. */
export interface Step {
  readonly label: string
  /** Undefined where it is not known. */
  readonly value: number | undefined
}

/** Bars below each other, all as shares of one number. */
export interface StepGroup {
  /** Undefined for the first group, which the title names. */
  readonly heading: string | undefined
  readonly steps: readonly Step[]
}

export interface StepChart {
  readonly title: string
  readonly subtitle: string
  /** What 100 % is. */
  readonly whole: number
  readonly groups: readonly StepGroup[]
  /** Sentences below the bars. */
  readonly notes: readonly string[]
}

const shareOf = (value: number, whole: number) => (whole === 0 ? 0 : value / whole)
const unknown = 'unknown'

const MIN_WIDTH = 40
const MOST_LABEL = 36
/** Columns for a share, such as `100%` or `71.4%`. */
const SHARE_WIDTH = 6
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** The bars in characters; no line is wider than the terminal. */
export function drawSteps(groups: readonly StepGroup[], whole: number, style: Style, columns = 80): string {
  const width = Math.max(MIN_WIDTH, columns)
  const all = groups.flatMap(({steps}) => steps)
  const mostLabel = Math.min(MOST_LABEL, Math.floor(width / 3))
  const labelWidth = Math.min(mostLabel, Math.max(...all.map(({label}) => cellsOf(label))))
  const numberWidth = Math.max(...all.map(({value}) => numberOf(value).length))
  const room = width - labelWidth - numberWidth - SHARE_WIDTH - 7
  const line = ({label, value}: Step) => {
    const start = `  ${fitTo(label, labelWidth)}  ${numberOf(value).padStart(numberWidth)}`
    if (value === undefined) return start
    const share = shareOf(value, whole)
    const text = `${start} ${numberText(share, 'ratio').padStart(SHARE_WIDTH)}  `
    return `${text}${style.accent(barOf(share, room))}`.trimEnd()
  }
  return groups
    .map(({heading, steps}) => [...(heading === undefined ? [] : [style.bold(heading)]), ...steps.map(line)])
    .map(lines => lines.join('\n'))
    .join('\n\n')
}

const numberOf = (value: number | undefined) => (value === undefined ? unknown : numberText(value, 'count'))

/** Any share above zero is visible. */
function barOf(share: number, room: number): string {
  const parts = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * room * 8))
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '')
}

const BAR_HEIGHT = 24
const BAR_GAP = 10
const BAR_COLOUR = '#0072b2'
const SIZE = 15

/** The same as a picture, an SVG document. @param drawn the day, `YYYY-MM-DD` */
export function stepsToSvg(
  {title, subtitle, whole, groups, notes}: StepChart,
  {drawn}: {readonly drawn: string},
): string {
  const page = createSheet()
  page.text(title, {size: 26, isBold: true})
  page.text(subtitle, {size: SIZE, colour: ink.faint})
  const all = groups.flatMap(({steps}) => steps)
  const labelWidth = Math.min(420, Math.max(...all.map(({label}) => widthOf(label, SIZE))))
  const left = EDGE + labelWidth + 16
  const room = CHART_WIDTH - EDGE - left - 180
  for (const {heading, steps} of groups) {
    page.skip(22)
    if (heading !== undefined) page.text(heading, {size: 17, isBold: true})
    page.skip(10)
    for (const {label, value} of steps) {
      const y = page.y
      const middle = y + BAR_HEIGHT / 2 + SIZE * 0.35
      const length = value === undefined ? 0 : Math.min(1, shareOf(value, whole)) * room
      const name = fitted(label, labelWidth)
      page.add(letters(name, {x: EDGE, y: middle, size: SIZE}))
      page.add(
        `<rect x="${round(left)}" y="${round(y)}" width="${round(length)}" height="${BAR_HEIGHT}" fill="${BAR_COLOUR}"/>`,
      )
      const share = value === undefined ? '' : ` · ${numberText(shareOf(value, whole), 'ratio')}`
      page.add(
        letters(`${numberOf(value)}${share}`, {
          ...{x: left + length + 10, y: middle, size: SIZE, colour: ink.faint},
        }),
      )
      page.skip(BAR_HEIGHT + BAR_GAP)
    }
  }
  page.skip(14)
  for (const note of notes) page.text(note, {size: 13, colour: ink.faint})
  page.text(`Drawn by msgr on ${drawn}`, {size: 12, colour: ink.faint})
  return page.close(title, subtitle)
}

/** A label that ends in `…` where it is too long. */
function fitted(label: string, width: number): string {
  if (widthOf(label, SIZE) <= width) return label
  let short = [...label]
  while (short.length > 1 && widthOf(`${short.join('')}…`, SIZE) > width) short = short.slice(0, -1)
  return `${short.join('')}…`
}
