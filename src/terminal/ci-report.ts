import {type Fault, faultText, type Place} from '../errors.ts'

/** Something that CI shows apart from the log, at a place in a file where there is one. */
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

/** A heading above lines that are shown as they are. */
export function summaryOf(heading: string, lines: readonly string[]): string {
  return [`### ${heading}`, '', FENCE, ...lines, FENCE, ''].join('\n')
}

/** Longer than any fence that the text of a person is likely to hold. */
const FENCE = '``````'
