import {isSecretName, type VariableName} from './environment.ts'
import type {Environment} from './index.ts'
import type {ProjectScope} from './project-scope.ts'
import type {ReadSettings} from './read.ts'
import type {SecretSources} from './secrets.ts'
import {toText} from './values.ts'

/** The flags that are settings. */
export interface ConfigFlags {
  readonly page?: string | undefined
  readonly emulator?: boolean | undefined
  readonly apiVersion?: string | undefined
  /** A settings file to read instead of the project file. */
  readonly config?: string | undefined
  /** The folder of a project that is trusted. */
  readonly trust?: string | undefined
}

/** Everything that may hold a setting; files in order of their rank. */
export interface Sources extends SecretSources {
  readonly env: Environment
  readonly cwd: string
  readonly flags: ConfigFlags
  readonly files: readonly ReadSettings[]
  /** The one of them that is the project file. */
  readonly project: ReadSettings | undefined
}

/** A place that may hold a value, and the value if it does. */
export interface Candidate {
  readonly value: string | undefined
  readonly origin: string
  /** Given when the value may be a reference to a secret: the folder its relative paths are meant from. */
  readonly folder?: string
  /** Given when it stands in a project file that was found, not named. */
  readonly scope?: ProjectScope | undefined
}

export interface Found {
  readonly value: string
  readonly origin: string
  readonly folder?: string
  readonly scope?: ProjectScope | undefined
}

/** The first candidate that holds something, as it is written there. */
export function first(candidates: readonly Candidate[]): Found | undefined {
  return candidates.find(
    (candidate): candidate is Found => candidate.value !== undefined && candidate.value !== '',
  )
}

/** The same for what is no secret. @throws {ConfigError} when something is in it that nobody means. */
export function firstText(candidates: readonly Candidate[]): Found | undefined {
  const found = first(candidates)
  return found && {...found, value: toText(found)}
}

export function variables(env: Environment, names: readonly VariableName[]): readonly Candidate[] {
  return names.map(name => ({value: env[name], origin: name}))
}

/** The origin of what no place holds. */
export const notSet = 'not set'

/** The names of the Pages that, by any of the files, belong to an app. */
export function pagesOfApp(files: readonly ReadSettings[], appId: string): readonly string[] {
  const pages = files.flatMap(({data}) => Object.entries(data.pages ?? {}))
  return [...new Set(pages.filter(([, page]) => page.appId === appId).map(([name]) => name))]
}

/**
 * The names of the Pages that are meant where none is named: those of the project, outside of one those of the user. A Page of
 * the user's own file is written to from a project only when it is named.
 */
export function ownPageNames({files, project}: Pick<Sources, 'files' | 'project'>): readonly string[] {
  return pageNamesOf(project?.data.pages === undefined ? files : [project])
}

/** The names of the Pages that any of the files knows. */
export function pageNamesOf(files: readonly ReadSettings[]): readonly string[] {
  return [...new Set(files.flatMap(({data}) => Object.keys(data.pages ?? {})))]
}

/** Decides which environment variables hold secrets of msgr: by their names, or because a file refers to them with `env:NAME`. */
export function secretVariablesOf(files: readonly ReadSettings[]): (name: string) => boolean {
  const values = files.flatMap(({data}) =>
    Object.values(data.pages ?? {}).flatMap(page => Object.values(page)),
  )
  const referred = new Set(
    values.flatMap(value =>
      typeof value === 'string' && value.startsWith('env:') ? [value.slice('env:'.length)] : [],
    ),
  )
  return name => isSecretName(name) || referred.has(name)
}
