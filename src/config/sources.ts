import {type Environment, isSecretName, type VariableName} from './environment.ts'
import type {ProjectScope} from './project-scope.ts'
import type {ReadSettings} from './read.ts'
import type {SecretSources} from './secrets.ts'
import {toText, type ValueWithOrigin} from './values.ts'

/** The flags that are settings. */
export interface ConfigFlags {
  readonly page?: string | undefined
  readonly emulator?: boolean | undefined
  readonly apiVersion?: string | undefined
  /** A settings file to read instead of the project file. */
  readonly config?: string | undefined
  /** The folder of a project to trust. */
  readonly trust?: string | undefined
  /** The address of the store. */
  readonly store?: string | undefined
}

/** Everything that may contain a setting; files in order of precedence. */
export interface Sources extends SecretSources {
  readonly env: Environment
  readonly cwd: string
  readonly flags: ConfigFlags
  readonly files: readonly ReadSettings[]
  /** The one of them that is the project file. */
  readonly project: ReadSettings | undefined
}

/** A place that may contain a value, and the value if it does. */
export interface Candidate {
  readonly value: string | undefined
  readonly origin: string
  /** Set when the value may be a reference to a secret: the folder that its relative paths start from. */
  readonly folder?: string
  /** Set when it is in a project file that msgr found. */
  readonly scope?: ProjectScope | undefined
}

export interface SettingValue extends ValueWithOrigin {
  readonly folder?: string
  readonly scope?: ProjectScope | undefined
}

/** The first candidate with a value, as written. */
export function first(candidates: readonly Candidate[]): SettingValue | undefined {
  return candidates.find(
    (candidate): candidate is SettingValue => candidate.value !== undefined && candidate.value !== '',
  )
}

/** The same for a value that is not a secret. @throws {ConfigError} for characters that nobody types on purpose. */
export function firstText(candidates: readonly Candidate[]): SettingValue | undefined {
  const found = first(candidates)
  return found && {...found, value: toText(found)}
}

export function variables(env: Environment, names: readonly VariableName[]): readonly Candidate[] {
  return names.map(name => ({value: env[name], origin: name}))
}

/** The origin of a value that is set nowhere. */
export const notSet = 'not set'

/** The names of the Pages that belong to an app, according to any of the files. */
export function pagesOfApp(files: readonly ReadSettings[], appId: string): readonly string[] {
  const pages = files.flatMap(({data}) => Object.entries(data.pages ?? {}))
  return [...new Set(pages.filter(([, page]) => page.appId === appId).map(([name]) => name))]
}

/**
 * The names of the Pages to choose from by default: those of the project; without a project, those of the user.
 * From a project, commands write to a Page of the user file only when it is named.
 */
export function ownPageNames({files, project}: Pick<Sources, 'files' | 'project'>): readonly string[] {
  return pageNamesOf(project?.data.pages === undefined ? files : [project])
}

/** The names of the Pages in any of the files. */
export function pageNamesOf(files: readonly ReadSettings[]): readonly string[] {
  return [...new Set(files.flatMap(({data}) => Object.keys(data.pages ?? {})))]
}

/**
 * Returns which environment variables contain msgr's secrets: by their names, or because a file refers to them
 * with `env:NAME`.
 */
export function secretVariablesOf(files: readonly ReadSettings[]): (name: string) => boolean {
  const values = files.flatMap(({data}) => [
    data.storePassword,
    ...Object.values(data.pages ?? {}).flatMap(page => Object.values(page)),
  ])
  const referred = new Set(
    values.flatMap(value =>
      typeof value === 'string' && value.startsWith('env:') ? [value.slice('env:'.length)] : [],
    ),
  )
  return name => isSecretName(name) || referred.has(name)
}
