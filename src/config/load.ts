import {existsSync} from 'node:fs'
import {join, resolve} from 'node:path'
import type {MsgrError} from '../errors.ts'
import {chooseConnection} from './choose.ts'
import type {Config, Environment} from './index.ts'
import {foldersOf} from './paths.ts'
import {findProjectFolder} from './project-file.ts'
import type {ReadSettings} from './read.ts'
import type {Credentials} from './schema.ts'
import {exposureOf} from './secrets.ts'
import {type ConfigFlags, pageNamesOf, pagesOfApp, secretVariablesOf} from './sources.ts'

export interface ConfigSources {
  readonly env: Environment
  /** Absolute. */
  readonly cwd: string
  readonly flags?: ConfigFlags | undefined
}

/**
 * The settings in force: flag, then environment, then project file, then user file, then default.
 * @throws {ConfigError} if a settings file or a value in it is not valid.
 */
export async function loadConfig({env, cwd, flags = {}}: ConfigSources): Promise<Config> {
  const folders = foldersOf(env, cwd)
  const userFile = join(folders.config, 'config.yaml')
  const credentialsFile = join(folders.config, 'credentials.yaml')
  const project = await readProject(cwd, folders.home, flags.config)
  const user = existsSync(userFile) ? (await import('./read.ts')).readUserFile(userFile) : undefined
  const files = [project, user].filter(file => file !== undefined)
  const credentials = () => readCredentials(credentialsFile)

  const choice = await chooseConnection({env, cwd, flags, files, project, credentialsFile, credentials})
  return {
    ...choice,
    variable: name => env[name],
    isSecretVariable: secretVariablesOf(files),
    pageNames: pageNamesOf(files),
    ownPageNames: pageNamesOf(project === undefined ? files : [project]),
    pagesOfApp: appId => pagesOfApp(files, appId),
    paths: {
      userFile,
      credentialsFile,
      projectFile: project?.file,
      stateFolder: folders.state,
      home: folders.home,
    },
  }
}

async function readProject(
  cwd: string,
  home: string,
  named: string | undefined,
): Promise<ReadSettings | undefined> {
  if (named !== undefined) return (await import('./read.ts')).readNamedFile(resolve(cwd, named))
  const folder = findProjectFolder(cwd, home)
  return folder === undefined ? undefined : (await import('./read.ts')).readProjectFolder(folder)
}

async function readCredentials(file: string): Promise<Credentials> {
  if (!existsSync(file)) return {}
  const exposure: MsgrError | undefined = exposureOf(file)
  if (exposure !== undefined) throw exposure
  const [{readCredentialsText}, {readSettingsText}] = await Promise.all([
    import('./read.ts'),
    import('./settings-text.ts'),
  ])
  return readCredentialsText(file, readSettingsText(file))
}
