import {type BigIntStats, fstatSync, statSync} from 'node:fs'
import {MsgrError} from '../errors.ts'

/**
 * What a process knows of a file that it alone appends to. Whoever cuts, replaces, removes or links it, or writes to it, is
 * noticed before the next line goes there.
 */
export class Fence {
  readonly #file: string
  /** As it was at the last check. Its inode stays the same as long as it is open. */
  #own: BigIntStats

  /** @param fd the file, open for writing. */
  constructor(file: string, fd: number) {
    this.#file = file
    this.#own = fstatSync(fd, {bigint: true})
  }

  /** As `identityOf` at the last check. */
  get identity(): string {
    return identityOf(this.#own)
  }

  /** @param size how long it has to be, in bytes. @throws {MsgrError} if it is not the file that was written last. */
  check(size: number): void {
    const named = statSync(this.#file, {bigint: true, throwIfNoEntry: false})
    if (named === undefined) throw this.#changed('is gone: it was removed or renamed')
    if (named.ino !== this.#own.ino || named.dev !== this.#own.dev)
      throw this.#changed('was replaced by another file')
    this.#own = named
    if (named.nlink !== 1n) throw this.#changed('was linked to: it has a second name')
    if (named.size !== BigInt(size))
      throw this.#changed(`was changed by another program: it has ${named.size} bytes instead of ${size}`)
  }

  #changed(what: string): MsgrError {
    return new MsgrError(`The journal ${this.#file} ${what}, so nothing more is done`, {
      hint: 'Find out who does that (a sync client, a backup, another program), put the file back as it was, and resume the run',
    })
  }
}

/**
 * What a copy of a file has not in common with it, where the system knows it: `<inode>:<moment of birth>`. A file that has just been
 * made may have no moment so far.
 */
export function identityOf({ino, birthtimeNs, ctimeNs}: BigIntStats): string {
  // Where files have no moment of birth, that of the last change is given instead.
  return `${ino}:${birthtimeNs === ctimeNs || birthtimeNs === 0n ? '' : birthtimeNs}`
}

/** Whether both can be of the same file. */
export function isSameIdentity(one: string, other: string): boolean {
  const [[inode, born], [otherInode, otherBorn]] = [one.split(':'), other.split(':')]
  return inode === otherInode && (!born || !otherBorn || born === otherBorn)
}
