import type {BigIntStats} from 'node:fs'
import {realpath, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {UsageError} from '../errors.ts'

/** What a command does with a file. */
export type FileUse = 'read' | 'written'

/** A stream of the process that leads to a file. */
export interface StreamFile {
  /** `standard input`. */
  readonly name: string
  readonly use: FileUse
  readonly stats: BigIntStats
}

interface Claim {
  readonly name: string
  readonly use: FileUse
  readonly keys: readonly string[]
  readonly isStream: boolean
}

/**
 * Remembers which files a command reads and writes, so that none is both: what is written would take the place of what is to be
 * read. A file counts as the same by whatever name it is reached: symbolic and hard links, /dev/stdin, /proc/self/fd.
 */
export function createFileUses(
  streams: () => readonly StreamFile[],
): (name: string, path: string, use: FileUse) => Promise<void> {
  let claims: Claim[] | undefined

  return async (name, path, use) => {
    claims ??= streams().map(({name, use, stats}) => ({name, use, keys: [keyOf(stats)], isStream: true}))
    const keys = await keysOf(path)
    const other = claims.find(
      claim =>
        (claim.use !== use || (claim.isStream && use === 'written')) &&
        claim.keys.some(key => keys.includes(key)),
    )
    if (other === undefined) {
      claims.push({name, use, keys, isStream: false})
      return
    }
    const [output, input] = use === 'written' ? [name, other.name] : [other.name, name]
    throw new UsageError(`${output} and ${input} are the same file`, {hint: 'Name another file to write to'})
  }
}

/** What is not an ordinary file takes nothing from anybody: a device, a pipe, a folder. */
async function keysOf(path: string): Promise<readonly string[]> {
  const there = await stat(path, {bigint: true}).catch(() => undefined)
  if (there !== undefined && !there.isFile()) return []
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  // By its name too: what was written in its place is another file of the same name.
  const named = await realpath(path).catch(() => join(folder, basename(path)))
  return there === undefined ? [named] : [named, keyOf(there)]
}

const keyOf = ({dev, ino}: BigIntStats) => `${dev}:${ino}`
