import {realpathSync, statSync} from 'node:fs'
import {delimiter, join, resolve, sep} from 'node:path'
import {ConfigError} from '../errors.ts'
import type {Environment} from './environment.ts'
import {strangerIn} from './ownership.ts'
import {MOST_BYTES, type ProjectPlace} from './project-file.ts'
import type {SettingsFile} from './schema.ts'
import {isMetaUrl, toGraphUrl, toText} from './values.ts'

/**
 * What a project file may do. It came with a repository that the user may never have read. So it does not decide
 * where calls go and, unless the user trusts its folder, reads no files outside the folder.
 */
export interface ProjectScope {
  /** The folder of the file, with links resolved. */
  readonly folder: string
  readonly isTrusted: boolean
  /** How to trust it, for the hint of an error. */
  readonly howToTrust: string
}

export interface TrustSources {
  readonly env: Environment
  readonly cwd: string
  readonly home: string
  readonly flags: {readonly trust?: string | undefined}
  readonly userFile: string
  readonly user: SettingsFile | undefined
}

/**
 * The scope of the project files in a folder, before any of them is read.
 * @throws {ConfigError} for a file that others can change, unless its folder is trusted, or one of more than 1
 *   MB.
 */
export function scopeOf({folder, names}: ProjectPlace, sources: TrustSources): ProjectScope {
  const own = realpathSync(folder)
  const scope = {
    folder: own,
    isTrusted: trustedFolders(sources).includes(own),
    howToTrust: `If you trust this folder, add --trust ${own}, set MSGR_TRUST=${own}, or write trust: [${own}] into ${sources.userFile}`,
  }
  for (const file of names.map(name => join(folder, name))) {
    const stranger = scope.isTrusted ? undefined : strangerIn(file, sources)
    if (stranger !== undefined)
      throw new ConfigError(`${file} was not read: ${stranger}`, {hint: scope.howToTrust, place: {file}})
    const {size} = statSync(file)
    if (size > MOST_BYTES)
      throw new ConfigError(`${file} was not read: it has ${size.toLocaleString('en')} bytes`, {
        hint: 'A settings file is short: is it the right one?',
      })
  }
  return scope
}

/** The folders that the user trusts: by the flag, the environment or the user file. */
function trustedFolders({env, cwd, home, flags, user}: TrustSources): readonly string[] {
  const variable = env['MSGR_TRUST']
  const byVariable = variable ? toText({value: variable, origin: 'MSGR_TRUST'}).split(delimiter) : []
  const named = [...(flags.trust === undefined ? [] : [flags.trust]), ...byVariable]
  const written = user?.trust ?? []
  return [
    ...named.map(folder => resolve(cwd, inHome(folder, home))),
    ...written.map(folder => resolve(home, inHome(folder, home))),
  ].map(withoutLinks)
}

/** Expands `~/shop` like the shell. */
export const inHome = (path: string, home: string): string => path.replace(/^~(?=\/|$)/, () => home)

/** The target of a path; a path without a target stays as it is. */
export function withoutLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

/** Both paths with links resolved. */
export const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

/**
 * Refuses settings that a project file must not have.
 * @param lineOf returns the line of a key in the file, for the error.
 * @throws {ConfigError} if it names another host than Meta's, or trusts anything; or names a store, which gets the ids of people
 *   and a password, and its folder is not trusted.
 */
export function checkProjectSettings(
  {graphUrl, trust, store, storePassword}: SettingsFile,
  file: string,
  {isTrusted, howToTrust}: ProjectScope,
  lineOf: (key: string) => number | undefined,
): void {
  if (trust !== undefined)
    throw forbidden('trust', 'a project cannot trust itself', 'Write it into the user file: msgr config path')
  if (!isTrusted && (store ?? storePassword) !== undefined)
    throw forbidden(
      store === undefined ? 'storePassword' : 'store',
      'is not for a project file: whoever wrote it would decide which database gets your password and the ids of people',
      `Set MSGR_STORE, or write it into the user file (msgr config path). ${howToTrust}`,
    )
  if (graphUrl === undefined) return
  const origin = `${file}: graphUrl`
  if (isMetaUrl(toGraphUrl({value: graphUrl, origin}))) return
  throw forbidden(
    'graphUrl',
    'names a host that is not Meta’s, and a project file must not decide where tokens go',
    'Set MSGR_GRAPH_URL, or write graphUrl into the user file (msgr config path) or a file that --config names',
  )

  function forbidden(key: string, why: string, hint: string): ConfigError {
    const line = lineOf(key)
    const where = line === undefined ? file : `${file}, line ${line}`
    return new ConfigError(`${where}: ${key} ${why}`, {hint, place: {file, line}})
  }
}
