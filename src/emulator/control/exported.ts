import {ConfigError} from '../../errors.ts'
import {isObject} from '../../platform/fields-schema.ts'
import {isContentType} from '../state/files.ts'
import type {StoredState} from '../state/state.ts'
import {stateFault} from '../state/state-fault.ts'

export const FORMAT = 'msgr-emulator'
/** Raised when older versions of msgr can no longer read the format. */
export const VERSION = 2

/**
 * Everything that an emulator keeps, in one JSON document, for `msgr emulator import` of the same version or a later one.
 * @opaque
 */
export interface Exported {
  readonly format: typeof FORMAT
  readonly version: number
  readonly state: StoredState
  /** What people attached to messages, by id. */
  readonly files: Readonly<Record<string, {readonly contentType: string; readonly base64: string}>>
}

/** Counts of what an exported document contains. */
export interface ExportedCounts {
  readonly pages: number
  readonly people: number
  readonly messages: number
  readonly files: number
}

/**
 * Reads a document written by `msgr emulator export`, of this version or an earlier one.
 * @param name what to call it in an error: the file
 * @throws {ConfigError} for anything else, saying what is wrong.
 */
export function readExported(text: string, name: string): Exported {
  const value = parse(text, name)
  if (!isObject(value) || value['format'] !== FORMAT)
    throw new ConfigError(`${name} is not an export of the emulator.`, {
      reason: 'notAnExport',
    })
  const {version, state, files = {}} = value
  if (typeof version !== 'number') throw damaged(name, 'its version is missing')
  if (version > VERSION)
    throw new ConfigError(
      `${name} was written by a newer version of msgr: its format is ${version}, this one reads ${VERSION}.`,
      {hint: 'Update msgr, or export with this version'},
    )
  if (!isObject(state)) throw damaged(name, 'it contains no state')
  if (!isObject(files)) throw damaged(name, '`files` is not an object')
  const fault = stateFault(state)
  if (fault !== undefined) throw damaged(name, fault)
  checkFiles(files, name)
  return {
    format: FORMAT,
    version,
    state: state as unknown as StoredState,
    files: files as Exported['files'],
  }
}

export function countExported({state, files}: Exported): ExportedCounts {
  const sizes = [state.pages, state.people, state.messages, files].map(each => Object.keys(each ?? {}).length)
  const [pages = 0, people = 0, messages = 0, kept = 0] = sizes
  return {pages, people, messages, files: kept}
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(name, `it is not JSON: ${(error as Error).message}`)
  }
}

function checkFiles(files: Keys, name: string): void {
  for (const [id, file] of Object.entries(files)) {
    const isWhole =
      /^[0-9a-f]{24}$/.test(id) &&
      isObject(file) &&
      typeof file['contentType'] === 'string' &&
      isContentType(file['contentType']) &&
      typeof file['base64'] === 'string' &&
      /^[A-Za-z0-9+/]*={0,2}$/.test(file['base64'])
    if (!isWhole) throw damaged(name, `\`files.${id}\` is not a file`)
  }
}

type Keys = Readonly<Record<string, unknown>>

function damaged(name: string, why: string): ConfigError {
  return new ConfigError(`${name} is damaged: ${why}. Nothing was changed.`)
}
