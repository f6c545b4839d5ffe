import {wrapTo} from '../terminal/width.ts'

const INDENT = '  '
const GAP = '  '
/** In less room what a name means would be hard to read beside it, and goes below it. */
const MIN_ABOUT_WIDTH = 24

/** The column in which it is said what names of that width mean. */
export const aboutColumn = (nameWidth: number): number => INDENT.length + nameWidth + GAP.length

/** A name and beside it what it means, in lines of that many columns. */
export function helpItem(name: string, nameWidth: number, about: string, width: number): string {
  const column = aboutColumn(nameWidth)
  if (width - column < MIN_ABOUT_WIDTH) {
    const below = INDENT.repeat(3)
    const lines = wrapTo(about, Math.max(1, width - below.length), {runsOn: true})
    return [`${INDENT}${name}`, ...lines.map(line => `${below}${line}`.trimEnd())].join('\n').trimEnd()
  }
  const [first = '', ...more] = wrapTo(about, width - column, {runsOn: true})
  const head = `${INDENT}${name.padEnd(nameWidth)}${GAP}${first}`.trimEnd()
  return [head, ...more.map(line => `${' '.repeat(column)}${line}`)].join('\n')
}
