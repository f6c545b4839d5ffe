import {closeSync, fdatasync, fstatSync, openSync, writeSync} from 'node:fs'
import {open, unlink} from 'node:fs/promises'
import {promisify} from 'node:util'
import {syncFolder} from '../../system/folder.ts'
import {DoneMarks} from './done-marks.ts'

const sync = promisify(fdatasync)

/** Where a delivery is in its segment. */
export interface Place {
  /** Counted from 1. */
  readonly line: number
  /** In bytes. */
  readonly offset: number
  readonly length: number
}

/**
 * One file of a spool: a recording, to which deliveries are appended until it is full, and the marks of those that are done.
 * Both files are removed when all are done and nothing more is appended.
 */
export class Segment {
  readonly file: string
  readonly #marks: DoneMarks
  #fd: number | undefined
  #bytes = 0
  #lines = 0
  #open: number
  #isEnding = false

  private constructor(file: string, marks: DoneMarks, open: number) {
    this.file = file
    this.#marks = marks
    this.#open = open
  }

  /** Starts a new file, whose name is on disk when this resolves. @throws the error of `node:fs`. */
  static async create(folder: string, file: string): Promise<Segment> {
    const segment = new Segment(file, new DoneMarks(file), 0)
    segment.#fd = openSync(file, 'ax', 0o600)
    await syncFolder(folder)
    return segment
  }

  /** A file of an earlier process, to which nothing is appended, with so many deliveries that are not done. */
  static former(file: string, marks: DoneMarks, open: number): Segment {
    const segment = new Segment(file, marks, open)
    segment.#isEnding = true
    return segment
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Appends whole lines. They are on disk after `sync`. @throws the error of `node:fs`; then nothing more may be appended. */
  append(lines: readonly string[]): readonly Place[] {
    const places = lines.map(line => {
      const length = Buffer.byteLength(line)
      const place = {line: ++this.#lines, offset: this.#bytes, length}
      this.#bytes += length
      return place
    })
    if (fstatSync(this.#fd as number).nlink === 0) throw new Error(`${this.file} was removed`)
    const bytes = Buffer.from(lines.join(''))
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd as number, bytes, done)
    return places
  }

  /** Resolves when all lines are on disk, and counts the newest so many as deliveries to be done. */
  async sync(added: number): Promise<void> {
    await sync(this.#fd as number)
    this.#open += added
  }

  /** Reads a line again. */
  async read({offset, length}: Place): Promise<string> {
    const handle = await open(this.file, 'r')
    try {
      const {buffer} = await handle.read(Buffer.alloc(length), 0, length, offset)
      return buffer.toString('utf8')
    } finally {
      await handle.close()
    }
  }

  /** To be called once for each delivery. */
  done(line: number): void {
    this.#open -= 1
    if (this.#isEnding && this.#open === 0) void this.#remove()
    else this.#marks.add(line)
  }

  /** Nothing more is appended. Resolves when what can be written or removed is. */
  async end(): Promise<void> {
    this.#isEnding = true
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    if (this.#open === 0) await this.#remove()
    else this.#marks.write()
  }

  /** The marks last: without them, everything in the file would count as not done. */
  async #remove(): Promise<void> {
    this.#marks.close()
    await unlink(this.file).catch(() => {})
    await unlink(this.#marks.file).catch(() => {})
  }
}
