import {existsSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {ConfigError, type MsgrError} from '../errors.ts'
import {chooseConnection} from './choose.ts'
import {secretsOf} from './connection-secrets.ts'
import type {Environment} from './environment.ts'
import type {Config, Connection} from './index.ts'
import {strangerIn} from './ownership.ts'
import {foldersOf} from './paths.ts'
import {findProject} from './project-file.ts'
import type {TrustSources} from './project-scope.ts'
import type {ReadSettings} from './read.ts'
import type {Credentials} from './schema.ts'
import {exposureOf} from './secrets.ts'
import {
  type ConfigFlags,
  firstText,
  pageNamesOf,
  pagesOfApp,
  secretVariablesOf,
  variables,
} from './sources.ts'

export interface ConfigSources {
  readonly env: Environment
  /** Absolute. */
  readonly cwd: string
  readonly flags?: ConfigFlags | undefined
}

/**
 * Loads the settings. Precedence: flag, environment, project file, user file, default.
 * @throws {ConfigError} if a settings file or a value in it is not valid.
 */
export async function loadConfig({env, cwd, flags = {}}: ConfigSources): Promise<Config> {
  const folders = foldersOf(env, cwd)
  const userFile = join(folders.config, 'config.yaml')
  const credentialsFile = join(folders.config, 'credentials.yaml')
  const user = await readUser(userFile, env)
  const trust = {env, cwd, home: folders.home, flags, userFile, user: user?.data}
  const project = await readProjectFile(trust)
  const files = [project, user].filter(file => file !== undefined)
  const credentials = () => readCredentials(credentialsFile, env)

  const sources = {env, cwd, home: folders.home, flags, files, project, credentialsFile, credentials}
  const choice = await chooseConnection(sources)
  return {
    ...choice,
    variable: name => env[name],
    isSecretVariable: secretVariables(env, secretVariablesOf(files), choice.connection),
    pageNames: pageNamesOf(files),
    ownPageNames: pageNamesOf(project === undefined ? files : [project]),
    isTargetOfProject: choice.target === 'platform' && project !== undefined && choosesTarget(project),
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

/** Other variables contain a secret too if they have the value of one. */
function secretVariables(
  env: Environment,
  isByName: (name: string) => boolean,
  connection: Connection,
): Config['isSecretVariable'] {
  const secrets = [...secretsOf(connection), connection.verifyToken].filter(
    secret => secret !== undefined && secret.length >= LEAST_CHARACTERS,
  )
  return name => isByName(name) || secrets.includes(env[name])
}

/** Shorter values may be ordinary words. */
const LEAST_CHARACTERS = 8

/** The file that `--config` or `MSGR_CONFIG` names, else the project file that is found. */
async function readProjectFile(
  sources: TrustSources & {readonly flags: ConfigFlags},
): Promise<ReadSettings | undefined> {
  const {env, cwd, home, flags} = sources
  const named = flags.config ?? firstText(variables(env, ['MSGR_CONFIG']))?.value
  if (named !== undefined) return (await import('./read.ts')).readNamedFile(resolve(cwd, named))
  const place = findProject(cwd, home)
  return place === undefined ? undefined : (await import('./read.ts')).readProject(place, sources)
}

/** Whether an untrusted project file affects which Page is called with which identity. */
function choosesTarget({data, scope}: ReadSettings): boolean {
  const isTrusted = scope === undefined || scope.isTrusted
  return !isTrusted && [data.pages, data.defaultPage, data.graphUrl].some(part => part !== undefined)
}

async function readUser(file: string, env: Environment): Promise<ReadSettings | undefined> {
  if (!existsSync(file)) return undefined
  refuseStranger(file, env)
  return (await import('./read.ts')).readUserFile(file)
}

async function readCredentials(file: string, env: Environment): Promise<Credentials> {
  if (!existsSync(file)) return {}
  const exposure: MsgrError | undefined = exposureOf(file)
  if (exposure !== undefined) throw exposure
  refuseStranger(file, env)
  const [{readCredentialsText}, {readSettingsText}] = await Promise.all([
    import('./read.ts'),
    import('./settings-text.ts'),
  ])
  return readCredentialsText(file, readSettingsText(file))
}

/** The user's own settings must not be under the control of others. @throws {ConfigError} */
function refuseStranger(file: string, env: Environment): void {
  const stranger = strangerIn(file, {env, isRootAccepted: true})
  if (stranger === undefined) return
  throw new ConfigError(`${file} was not read: ${stranger}`, {
    hint: stranger.startsWith('it belongs')
      ? `Take ownership of it (sudo chown "$USER" ${file}), or put settings elsewhere: MSGR_HOME`
      : `chmod o-w ${dirname(file)} ${file}`,
    place: {file},
  })
}
