import {statSync} from 'node:fs'
import {platform} from 'node:os'
import {dirname, resolve} from 'node:path'
import {ConfigError, type MsgrError, UnauthorisedError} from '../errors.ts'
import type {Environment} from './index.ts'
import type {Credentials} from './schema.ts'
import {readSettingsText} from './settings-text.ts'

/** Where a secret is kept: what has to be changed when it is not the right one any more. */
export type SecretHolder =
  | {readonly kind: 'variable'; readonly name: string}
  /** Absolute. */
  | {readonly kind: 'file'; readonly file: string}
  /** The credentials file of `msgr login`. */
  | {readonly kind: 'store'; readonly pageName: string}

/** What a reference to a secret leads to: the text that is there, or why there is none. */
export type FoundSecret =
  | {readonly text: string; readonly holder: SecretHolder}
  | {readonly problem: MsgrError; readonly holder: SecretHolder}

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
): Promise<FoundSecret> {
  const {text, origin, folder, pageName, key} = reference
  if (text.startsWith('env:')) {
    const name = text.slice('env:'.length)
    const [value, holder] = [env[name], {kind: 'variable', name} as const]
    if (value) return {text: value, holder}
    const hint = `Set it, or store the secret instead: ${key}: store, then msgr login`
    return {
      holder,
      problem: new UnauthorisedError(`The environment variable ${name}, named by ${origin}, is not set`, {
        hint,
      }),
    }
  }
  if (text.startsWith('file:')) return readSecretFile(resolve(folder, text.slice('file:'.length)), origin)
  const holder = {kind: 'store', pageName} as const
  const stored = (await credentials())[pageName]?.[key as keyof Credentials[string]]
  if (stored !== undefined) return {text: stored, holder}
  return {
    holder,
    problem: new UnauthorisedError(
      `${origin} is store, and ${credentialsFile} holds no ${key} for ${pageName}`,
      {hint: `msgr login --page ${pageName}`},
    ),
  }
}

/** The content of a file that only its owner can read. */
function readSecretFile(file: string, origin: string): FoundSecret {
  const holder = {kind: 'file', file} as const
  try {
    const exposure = exposureOf(file)
    if (exposure !== undefined) return {problem: exposure, holder}
    return {text: readSettingsText(file), holder}
  } catch (error) {
    if (error instanceof ConfigError) return {problem: error, holder}
    return {
      holder,
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
