import {MsgrError} from '../errors.ts'

/** How far a journal reaches: up to the end of a line. */
export interface JournalMark {
  readonly bytes: number
  readonly lines: number
  /** The checksum of the last line, which each line before it went into; for none, what the chain begins with. */
  readonly chain: string
}

/** Where a journal begins that belongs to nothing else. */
export const journalStart: JournalMark = {bytes: 0, lines: 0, chain: '00000000'}

const hint =
  'Nothing was sent. What was done can no longer be told from this file, so it cannot be gone on with: put back the journal as it was last, or settle the rest by hand'

/** A line that has its end and whose content was changed. */
export function damagedLine(file: string, line: number): MsgrError {
  return new MsgrError(`Line ${line} of the journal ${file} is damaged: its checksum does not fit`, {hint})
}

/** Lines that do not follow each other. */
export function brokenChain(file: string, line: number): MsgrError {
  const text =
    line === 1
      ? `Line 1 of the journal ${file} is not its first: lines before it are missing, or it is the journal of something else`
      : `Line ${line} of the journal ${file} does not follow line ${line - 1}: lines in between are missing, or lines were added or moved`
  return new MsgrError(text, {hint})
}

/** A journal that ends before its witness says it did. */
export function lostLines(file: string, found: JournalMark, mark: JournalMark): MsgrError {
  return new MsgrError(
    `The journal ${file} lost its end: ${mark.lines} lines were on disk, and ${found.lines} are left. It was emptied, cut, or replaced by an older copy`,
    {hint},
  )
}

/** A journal that was written to by somebody who had an older copy of it. */
export function otherLines(file: string, line: number): MsgrError {
  return new MsgrError(
    `Line ${line} of the journal ${file} is not the one that was written there: the run went on from an older copy`,
    {hint},
  )
}
