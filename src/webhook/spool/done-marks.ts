import {closeSync, openSync, truncateSync, writeSync} from 'node:fs'
import {readFile} from 'node:fs/promises'

/**
 * The lines of a segment whose deliveries are done, as numbers in a file beside it. They are written soon, not at once, and
 * never synced: a mark that is lost costs a second handling, which the spool does not exclude.
 */
export class DoneMarks {
  readonly file: string
  #waiting: number[] = []
  #isDue = false
  #isClosed = false

  /** @param segment the file of the deliveries. */
  constructor(segment: string) {
    this.file = `${segment}.done`
  }

  /** Reads the marks of an earlier process, and cuts off a torn one: appended to, it would become another number. */
  static async read(
    segment: string,
  ): Promise<{readonly marks: DoneMarks; readonly lines: ReadonlySet<number>}> {
    const marks = new DoneMarks(segment)
    const text = await readFile(marks.file, 'latin1').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const end = text.lastIndexOf('\n') + 1
    if (end < text.length) truncateSync(marks.file, end)
    return {marks, lines: new Set(text.slice(0, end).split('\n').slice(0, -1).map(Number))}
  }

  add(line: number): void {
    this.#waiting.push(line)
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.write()
    })
  }

  /** Writes what waits; what cannot be written waits for the next time. */
  write(): void {
    if (this.#isClosed || this.#waiting.length === 0) return
    try {
      const fd = openSync(this.file, 'a', 0o600)
      try {
        writeSync(fd, `${this.#waiting.join('\n')}\n`)
        this.#waiting = []
      } finally {
        closeSync(fd)
      }
    } catch {
      // A full disk. The marks that a crash would lose only make deliveries come twice.
    }
  }

  /** Nothing more is written. */
  close(): void {
    this.#isClosed = true
  }
}
