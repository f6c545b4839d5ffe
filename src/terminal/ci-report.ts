import {type Fault, faultText, type Place} from '../errors.ts'
import {oneLine} from '../text/one-line.ts'

/** Something that CI shows outside the log, at a place in a file if there is one. */
export interface Notice extends Place {
  readonly level: 'error' | 'warning'
  readonly title?: string | undefined
  readonly message: string
}

export interface CiReport {
  readonly notices: readonly Notice[]
  /** Markdown. */
  readonly summary?: string
}

/** Each fault of a file at its place. */
export function faultNotices(faults: readonly Fault[]): readonly Notice[] {
  return faults.map(fault => ({
    level: 'error',
    message: faultText(fault),
    file: fault.file,
    line: fault.line,
  }))
}

/** A heading above lines that are shown unchanged: the fence around them is longer than any fence in them. */
export function summaryOf(heading: string, lines: readonly string[]): string {
  const inside = lines.map(oneLine)
  const longest = inside
    .flatMap(line => line.match(/`+/g) ?? [])
    .reduce((most, run) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(Math.max(LEAST_FENCE, longest + 1))
  return [`### ${heading}`, '', fence, ...inside, fence, ''].join('\n')
}

const LEAST_FENCE = 6
