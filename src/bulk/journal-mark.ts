import {MsgrError} from '../errors.ts'

/** A position in a journal, at the end of a line. */
export interface JournalMark {
  /** Its place in the store: in a file, the number of bytes before it. */
  readonly bytes: number
  readonly lines: number
  /** The checksum of the last line, which covers all lines before it; without a line, the start of the chain. */
  readonly chain: string
}

/** The start of a journal that is not bound to anything else. */
export const journalStart: JournalMark = {bytes: 0, lines: 0, chain: '00000000'}

/** The start of a run's journal: bound to its manifest, so that the journal of another run does not match. @param manifest its SHA-256 */
export function beginningOf(manifest: string): JournalMark {
  return {...journalStart, chain: manifest.slice(0, journalStart.chain.length)}
}

const hint =
  'Nothing was sent. This file no longer shows what was done, so the run cannot continue: put back the latest journal, or settle the rest by hand'

/** The error for a complete line whose content was changed. */
export function damagedLine(file: string, line: number): MsgrError {
  return new MsgrError(`Line ${line} of the journal ${file} is damaged: its checksum does not match`, {hint})
}

/** The error for lines that do not follow each other. */
export function brokenChain(file: string, line: number): MsgrError {
  const text =
    line === 1
      ? `Line 1 of the journal ${file} is not its first: lines before it are missing, or it is the journal of something else`
      : `Line ${line} of the journal ${file} does not follow line ${line - 1}: lines in between are missing, or lines were added or moved`
  return new MsgrError(text, {hint})
}

/** The error for a journal that ends before the position in its witness. */
export function lostLines(file: string, found: JournalMark, mark: JournalMark): MsgrError {
  return new MsgrError(
    `The journal ${file} lost its end: ${mark.lines} lines were on disk, and ${found.lines} are left. It was emptied, cut, or replaced by an older copy`,
    {hint},
  )
}

/** The error for a journal that somebody continued from an older copy. */
export function otherLines(file: string, line: number): MsgrError {
  return new MsgrError(
    `Line ${line} of the journal ${file} is not the one that was written there: the run went on from an older copy`,
    {hint},
  )
}
