import {statSync} from 'node:fs'
import {platform} from 'node:os'
import {dirname, resolve} from 'node:path'
import {ConfigError, type MsgrError, UnauthorisedError} from '../errors.ts'
import type {Environment} from './index.ts'
import type {Credentials} from './schema.ts'
import {readSettingsText} from './settings-text.ts'

/** What stands behind a reference to a secret: the secret, or why it cannot be had. */
export type Secret = {readonly value: string} | {readonly problem: MsgrError}

export interface SecretSources {
  readonly env: Environment
  readonly credentialsFile: string
  /** Read only when something is kept in the store. @throws {ConfigError} */
  readonly credentials: () => Promise<Credentials>
}

/** A reference and where it stands. */
export interface Reference {
  /** `env:NAME`, `file:PATH` or `store`. */
  readonly text: string
  /** `/repo/.msgrrc.yaml: pages.shop.token` */
  readonly origin: string
  /** The folder that relative paths are meant from. */
  readonly folder: string
  readonly pageName: string
  readonly key: string
}

/** Looks a reference up. */
export async function lookUp(
  reference: Reference,
  {env, credentialsFile, credentials}: SecretSources,
): Promise<Secret> {
  const {text, origin, folder, pageName, key} = reference
  if (text.startsWith('env:')) {
    const name = text.slice('env:'.length)
    const value = env[name]
    if (value) return {value}
    return {
      problem: new UnauthorisedError(`The environment variable ${name}, named by ${origin}, is not set`, {
        hint: `Set it, or store the secret instead: ${key}: store, then msgr login`,
      }),
    }
  }
  if (text.startsWith('file:')) return readSecretFile(resolve(folder, text.slice('file:'.length)), origin)
  const stored = (await credentials())[pageName]?.[key as keyof Credentials[string]]
  if (stored !== undefined) return {value: stored}
  return {
    problem: new UnauthorisedError(
      `${origin} is store, and ${credentialsFile} holds no ${key} for ${pageName}`,
      {hint: `msgr login --page ${pageName}`},
    ),
  }
}

/** The only content of a file, without the line break at its end. */
export function readSecretFile(file: string, origin: string): Secret {
  try {
    const exposure = exposureOf(file)
    if (exposure !== undefined) return {problem: exposure}
    const value = readSettingsText(file).trim()
    if (value !== '') return {value}
    return {problem: new UnauthorisedError(`${file}, named by ${origin}, is empty`)}
  } catch (error) {
    if (error instanceof ConfigError) return {problem: error}
    return {
      problem: new ConfigError(`${file}, named by ${origin}, could not be read: ${reasonOf(error)}`, {
        cause: error,
      }),
    }
  }
}

/** Container engines mount these for everyone in the container, and their mode is not the user's to choose. */
const mounted = ['/run/secrets', '/var/run/secrets']

/** What is wrong when others than the owner may open a file of secrets. @throws when there is no such file. */
export function exposureOf(file: string): ConfigError | undefined {
  const isOpenToOthers = (statSync(file).mode & 0o077) !== 0
  const isGuardedElsewhere = platform() === 'win32' || mounted.includes(dirname(file))
  if (!isOpenToOthers || isGuardedElsewhere) return undefined
  return new ConfigError(`${file} holds secrets, and others can read it`, {hint: `chmod 600 ${file}`})
}

function reasonOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : message
}
