import {basename, extname} from 'node:path'
import {pathToFileURL} from 'node:url'
// Its index would first run a `.config/config.js` of the working folder, whatever searchPlaces says.
import {Explorer} from 'cosmiconfig/dist/Explorer.js'
import {LineCounter} from 'yaml'
import {ConfigError, MsgrError} from '../errors.ts'
import {refuseUnbounded} from '../system/bounded-file.ts'
import {offsetsIn, parseYaml} from '../text/yaml.ts'
import type {ProjectPlace} from './project-file.ts'
import {checkProjectSettings, type ProjectScope, scopeOf, type TrustSources} from './project-scope.ts'
import {type Credentials, checkCredentials, checkSettings, type SettingsFile} from './schema.ts'
import {readSettingsText} from './settings-text.ts'

/** A settings file that was read and checked. */
export interface ReadSettings {
  /** Absolute. */
  readonly file: string
  readonly data: SettingsFile
  /** Set for a project file that msgr found; a file that a person named may contain everything. */
  readonly scope?: ProjectScope | undefined
}

/**
 * The project file of a folder; undefined when all of them are empty.
 * @throws {ConfigError} also for a file that others can change, and for settings that a project file must not
 *   have.
 */
export async function readProject(
  place: ProjectPlace,
  sources: TrustSources,
): Promise<ReadSettings | undefined> {
  const scope = scopeOf(place, sources)
  const found = await explaining(place.folder, () => explorer(refusingCode, place.names).search(place.folder))
  if (found === null) return undefined
  const settings = checked(found.filepath, found.config)
  checkProjectSettings(settings.data, settings.file, scope, key => lineOf(settings.file, key))
  return {...settings, scope}
}

/** A settings file that a person named. It may be code, which is run. @throws {ConfigError} */
export async function readNamedFile(file: string): Promise<ReadSettings> {
  const found = await explaining(file, () => {
    refuseUnbounded(file)
    return explorer(runningCode, []).load(file)
  })
  return checked(file, found?.config)
}

/** @throws {ConfigError} */
export function readUserFile(file: string): ReadSettings {
  return checked(file, dataIn(file, readSettingsText(file)))
}

/** @throws {ConfigError} */
export function readCredentialsText(file: string, text: string): Credentials {
  return checkCredentials(dataIn(file, text), file)
}

function checked(file: string, data: unknown): ReadSettings {
  return {file, data: checkSettings(data, file)}
}

type Load = (file: string, text: string) => unknown

function explorer(code: Load, searchPlaces: readonly string[]) {
  const types = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']
  return new Explorer({
    moduleName: 'msgr',
    packageProp: 'msgr',
    searchPlaces: [...searchPlaces],
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: true,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    applyPackagePropertyPathToConfiguration: false,
    metaConfigFilePath: null,
    cache: false,
    transform: found => found,
    loaders: {
      ...Object.fromEntries(types.map(type => [type, code])),
      ...Object.fromEntries(['.json', '.yaml', '.yml', 'noExt'].map(type => [type, parseData])),
    },
  })
}

/** JSON is YAML. The errors of a JSON parser would quote the text, which may contain a secret. */
const parseData: Load = file => {
  // Read again: the text that cosmiconfig read may have lost characters.
  const data = dataIn(file, readSettingsText(file))
  if (typeof data === 'object' && data !== null && '$import' in data) {
    throw new ConfigError(`${file}: $import is not a key`, {hint: 'A project file stands alone'})
  }
  return data
}

function dataIn(file: string, text: string): unknown {
  const document = parseYaml(text, {prettyErrors: true, stringKeys: true})
  const [fault] = document.errors
  if (fault === undefined) return document.toJS()
  const line = fault.linePos?.[0].line
  throw new ConfigError(
    `${file}${line === undefined ? '' : `, line ${line}`}: cannot be read as YAML or JSON (${fault.code.toLowerCase().replaceAll('_', ' ')})`,
  )
}

/** The line of a key. The file is read again, because this is needed only for an error. */
function lineOf(file: string, key: string): number | undefined {
  const lines = new LineCounter()
  const document = parseYaml(readSettingsText(file), {lineCounter: lines})
  const path = basename(file) === 'package.json' ? ['msgr', key] : [key]
  const offset = offsetsIn(document)(path)
  return offset === undefined ? undefined : lines.linePos(offset).line
}

const refusingCode: Load = file => {
  throw new ConfigError(`${file} is code, and code runs only when it is named: --config ${file}`)
}

const runningCode: Load = async file => {
  try {
    const {default: data} = (await import(pathToFileURL(file).href)) as {default: unknown}
    return typeof data === 'function' ? await data() : data
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error
    throw new ConfigError(`This Node.js cannot run ${extname(file)} files`, {
      cause: error,
      hint: 'Use Node.js 22.18 or newer, or write it as .js, .json or .yaml',
    })
  }
}

async function explaining<Result>(place: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof MsgrError) throw error
    const {code, path, filepath} = error as NodeJS.ErrnoException & {filepath?: string}
    const file = filepath ?? path ?? place
    if (code === 'ENOENT') throw new ConfigError(`${file} does not exist`, {cause: error})
    throw new ConfigError(`${file} could not be read: ${(error as Error).message}`, {cause: error})
  }
}
