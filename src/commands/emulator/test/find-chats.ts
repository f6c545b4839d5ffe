import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Chat} from '../../../chats/chat.ts'
import {readChats} from '../../../chats/read-chats.ts'
import type {Io} from '../../../context.ts'
import {InvalidInputError, UsageError} from '../../../errors.ts'

const DEFAULT_FOLDER = 'chats'

/**
 * The chats in files and in all .yaml, .yml and .json files of folders, in the order of their names.
 * @throws {UsageError} if there is none, or a file is not valid: lists every fault of every file, with its line.
 */
export async function findChats(io: Io, named: readonly string[], filter?: string): Promise<readonly Chat[]> {
  const places = named.length === 0 ? [DEFAULT_FOLDER] : named
  const files = (await Promise.all(places.map(place => filesIn(io, place)))).flat()
  const read = await Promise.all(files.map(async file => readChats(await io.readText(file), file)))
  const faults = read.flatMap(each => each.faults)
  const faulty = new Set(faults.map(({file}) => file))
  if (faults.length > 0)
    throw new InvalidInputError(
      faulty.size === 1 ? [...faulty].join() : `A set of ${files.length} files`,
      faults,
      {
        hint: 'See every key with an example: msgr emulator test --help',
      },
    )
  const chats = read.flatMap(each => each.chats)
  const chosen = filter === undefined ? chats : chats.filter(isMeant(filter))
  if (chosen.length > 0) return chosen
  throw new UsageError(`None of ${chats.length} chats has "${filter}" in its name.`, {
    hint: `Their names: ${chats.map(({name}) => name).join(', ')}`,
  })
}

const isMeant =
  (filter: string) =>
  ({name, file}: Chat) =>
    [name, file].some(text => text.toLowerCase().includes(filter.toLowerCase()))

/** @throws {UsageError} for a place that does not exist, and a folder without chats. */
async function filesIn(io: Io, place: string): Promise<readonly string[]> {
  const found = await stat(io.resolve(place)).catch(() => undefined)
  if (found === undefined) {
    throw new UsageError(`There is no file or folder ${place}.`, {
      hint: 'See an example: msgr emulator test --help. Or record one: msgr emulator test --record FILE',
    })
  }
  if (!found.isDirectory()) return [place]
  const names = await readdir(io.resolve(place), {recursive: true})
  const files = names.filter(name => /\.(ya?ml|json)$/.test(name)).sort()
  if (files.length === 0) throw new UsageError(`The folder ${place} contains no .yaml file.`)
  return files.map(name => join(place, name))
}
