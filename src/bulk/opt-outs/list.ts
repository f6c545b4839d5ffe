import {closeSync, fstatSync, openSync, readSync, type Stats, statSync} from 'node:fs'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {decodeEntry, type OptOutSource} from './entry.ts'
import {type NameOf, nobodyByToken, type OptOutCandidate, type OptOutPage} from './opt-outs.ts'
import {OptedOutPeople} from './people.ts'

/** Where the list of a Page is. */
export interface OptOutPlace extends OptOutPage {
  /** Contains the lists of all Pages, in `optouts`. */
  readonly stateFolder: string
}

export const optOutsFolderIn = (stateFolder: string): string => join(stateFolder, 'optouts')

export const optOutFile = ({stateFolder, target, pageId}: OptOutPlace): string =>
  join(optOutsFolderIn(stateFolder), `${target}-${pageId}.ndjson`)

const CHUNK_BYTES = 256 * 1024
const lineFeed = 0x0a

/**
 * The people who asked a Page for no more messages to many people. It follows its file, which other processes append to: each
 * question looks at the size of the file first, and reads what is new. Within a process, only a line that says so takes somebody
 * off the list: not a file that was cut, replaced or removed.
 */
export class OptOutList {
  readonly file: string
  /** Returns the name `sub_…` of a token. */
  readonly nameOf: NameOf
  readonly #people = new OptedOutPeople()
  /** The file when it was read last. */
  #seen: Stats | undefined
  /** The last line that was read, which a file that only grows still has. */
  #lastLine = Buffer.alloc(0)
  /** Where the first line begins that was not read; before it are whole lines. */
  #offset = 0
  #lines = 0

  constructor(place: OptOutPlace, nameOf = nobodyByToken) {
    this.file = optOutFile(place)
    this.nameOf = nameOf
  }

  /** @throws {MsgrError} if a line is damaged: whoever it names would get messages again. */
  has(person: OptOutCandidate): boolean {
    this.refresh()
    return this.#people.hasCandidate(person, this.nameOf)
  }

  /** The same by what was read so far. @param id A PSID or a name `sub_…`. */
  isOut(id: string): boolean {
    return this.#people.has(id)
  }

  /** As `OptedOutPeople`, by what was read so far. */
  onlyBy(psid: string): OptOutSource | undefined {
    return this.#people.onlyBy(psid)
  }

  /** How many people are on the list. */
  get count(): number {
    this.refresh()
    return this.#people.count
  }

  /** The length of the whole lines of the file, in bytes. What comes after them is torn, or being written. */
  get length(): number {
    return this.#offset
  }

  /** Reads what was appended. @throws {MsgrError} if a line is damaged or the file cannot be read. */
  refresh(): void {
    const found = statSync(this.file, {throwIfNoEntry: false})
    if (found === undefined || isUnchanged(found, this.#seen)) return
    this.#read()
    this.#seen = found
  }

  /** Synchronous, because it is asked between two messages; a million lines take about two seconds, once. */
  #read(): void {
    const file = openSync(this.file, 'r')
    try {
      const {size} = fstatSync(file)
      if (!this.#isContinuedIn(file)) {
        this.#offset = 0
        this.#lines = 0
        this.#lastLine = Buffer.alloc(0)
      }
      let memory = Buffer.allocUnsafeSlow(CHUNK_BYTES)
      for (let position = this.#offset, begun = 0; position < size; ) {
        if (begun === memory.length) memory = Buffer.concat([memory], memory.length * 2)
        const bytes = readSync(file, memory, begun, memory.length - begun, position)
        if (bytes === 0) return
        position += bytes
        const filled = memory.subarray(0, begun + bytes)
        const end = filled.lastIndexOf(lineFeed) + 1
        this.#readLines(filled.subarray(0, end))
        begun = filled.copy(memory, 0, end)
      }
    } finally {
      closeSync(file)
    }
  }

  /** Whether what was read of the list is still in its place. A new file may have the same inode and size. */
  #isContinuedIn(file: number): boolean {
    const {length} = this.#lastLine
    const there = Buffer.alloc(length)
    readSync(file, there, 0, length, this.#offset - length)
    return there.equals(this.#lastLine)
  }

  #readLines(lines: Buffer): void {
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(lineFeed, start)
      const entry = decodeEntry(lines.subarray(start, end))
      if (entry === undefined) throw damaged(this.file, this.#lines + 1)
      this.#people.apply(entry)
      this.#lines += 1
      this.#offset += end + 1 - start
      start = end + 1
    }
    if (lines.length > 0)
      this.#lastLine = Buffer.from(lines.subarray(lines.lastIndexOf(lineFeed, lines.length - 2) + 1))
  }
}

const isUnchanged = (found: Stats, seen: Stats | undefined): boolean =>
  found.ino === seen?.ino && found.size === seen.size && found.mtimeMs === seen.mtimeMs

function damaged(file: string, line: number): MsgrError {
  return new MsgrError(`The list of people who opted out is damaged at line ${line} of ${file}`, {
    reason: 'optOutsDamaged',
  })
}
