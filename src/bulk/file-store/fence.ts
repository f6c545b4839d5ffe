import {type BigIntStats, fstatSync, statSync} from 'node:fs'
import {MsgrError} from '../../errors.ts'

/**
 * Watches a file that only this process appends to. If anybody cuts, replaces, removes or links it, or writes to
 * it, this shows before the next line is written.
 */
export class Fence {
  readonly #file: string
  /** Its state at the last check. The inode stays the same while the file is open. */
  #own: BigIntStats

  /** @param fd the file, open for writing. */
  constructor(file: string, fd: number) {
    this.#file = file
    this.#own = fstatSync(fd, {bigint: true})
  }

  /** The result of `identityOf` at the last check. */
  get identity(): string {
    return identityOf(this.#own)
  }

  /** @param size its expected size in bytes. @throws {MsgrError} if it is not the file that was written last. */
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
 * Identifies a file apart from its copies, where the system can: `<inode>:<creation time>`. A file that has just
 * been created may not have a creation time yet.
 */
export function identityOf({ino, birthtimeNs, ctimeNs}: BigIntStats): string {
  // Where files have no creation time, that of the last change is given instead.
  return `${ino}:${birthtimeNs === ctimeNs || birthtimeNs === 0n ? '' : birthtimeNs}`
}

/** Whether both may be of the same file. */
export function isSameIdentity(one: string, other: string): boolean {
  const [[inode, born], [otherInode, otherBorn]] = [one.split(':'), other.split(':')]
  return inode === otherInode && (!born || !otherBorn || born === otherBorn)
}
