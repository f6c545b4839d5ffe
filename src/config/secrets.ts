import {statSync} from 'node:fs'
import {platform} from 'node:os'
import {dirname, resolve} from 'node:path'
import {ConfigError, type MsgrError, UnauthorisedError} from '../errors.ts'
import type {Environment} from './environment.ts'
import {inHome, isInside, type ProjectScope, withoutLinks} from './project-scope.ts'
import type {Credentials} from './schema.ts'
import {readSettingsText} from './settings-text.ts'

/** The place of a secret: what to change when the secret is no longer right. */
export type SecretHolder =
  | {readonly kind: 'variable'; readonly name: string}
  /** Absolute. */
  | {readonly kind: 'file'; readonly file: string}
  /** The credentials file of `msgr login`. */
  | {readonly kind: 'store'; readonly pageName: string}

/** The target of a reference to a secret: its text, or why there is none. */
export type FoundSecret =
  | {readonly text: string; readonly holder: SecretHolder}
  | {readonly problem: MsgrError; readonly holder: SecretHolder}

export interface SecretSources {
  readonly env: Environment
  /** The home folder, for `~/`. */
  readonly home: string
  readonly credentialsFile: string
  /** Read only when something is in the store. @throws {ConfigError} */
  readonly credentials: () => Promise<Credentials>
}

/** A reference to a secret, and its place. */
export interface Reference {
  /** `env:NAME`, `file:PATH` or `store`. */
  readonly text: string
  /** `/repo/.msgrrc.yaml: pages.shop.token` */
  readonly origin: string
  /** The folder that relative paths start from. */
  readonly folder: string
  /** Set when it is in a project file that msgr found. */
  readonly scope: ProjectScope | undefined
  readonly pageName: string
  /** The id of the Page in the settings. */
  readonly pageId: string | undefined
  /** The ad account in the settings, for its token. */
  readonly adAccount?: string | undefined
  readonly key: string
}

/** Resolves a reference. Its scope decides what a project file may name. */
export async function lookUp(reference: Reference, sources: SecretSources): Promise<FoundSecret> {
  const {text, origin, folder, scope, key} = reference
  const {env, home} = sources
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
  if (text.startsWith('file:')) {
    const file = resolve(folder, inHome(text.slice('file:'.length), home))
    return (scope && refusedFile(file, origin, scope)) ?? readSecretFile(file, origin)
  }
  return inStore(reference, sources)
}

/** The secret that `msgr login` stored; a project file gets only that of the Page whose id it names. */
async function inStore(
  {origin, scope, pageName, pageId, adAccount, key}: Reference,
  {credentialsFile, credentials}: SecretSources,
): Promise<FoundSecret> {
  const holder = {kind: 'store', pageName} as const
  const kept = (await credentials())[pageName]
  const text = kept?.[key as keyof Credentials[string]]
  const isOfAds = key === 'adToken'
  const hint = `msgr login${isOfAds ? ` --ad-account ${adAccount ?? 'act_123'}` : ''} --page ${pageName}`
  if (text === undefined) {
    const why = `${origin} is store, and ${credentialsFile} has no ${key} for ${pageName}`
    return {holder, problem: new UnauthorisedError(why, {hint})}
  }
  // A project file may name another account than the one that the token was stored for: that one would pay.
  if (isOfAds && kept?.adAccount !== adAccount) {
    const why = `${origin} is store: the stored token of ${pageName} is for the ad account ${kept?.adAccount ?? 'unknown'}, and the settings name ${adAccount ?? 'none'}`
    return {holder, problem: new UnauthorisedError(why, {hint: `Store one for it: ${hint}`})}
  }
  if (isOfAds) return {text, holder}
  if (scope === undefined || (kept?.pageId !== undefined && kept.pageId === pageId)) return {text, holder}
  const named = pageId === undefined ? 'have no pageId' : `name the Page ${pageId}`
  const stored = kept?.pageId === undefined ? 'does not say for which Page' : `is for the Page ${kept.pageId}`
  const why = `${origin} is store: the stored secret of ${pageName} ${stored}, and the settings ${named}`
  return {
    holder,
    problem: new UnauthorisedError(why, {
      hint:
        pageId === undefined
          ? `Write pageId beside it, then ${hint}`
          : `Store the token of ${pageId}: ${hint}`,
    }),
  }
}

/** Why a project file may not read a file; undefined when it may. */
function refusedFile(
  file: string,
  origin: string,
  {folder, isTrusted, howToTrust}: ProjectScope,
): FoundSecret | undefined {
  const holder = {kind: 'file', file} as const
  const target = withoutLinks(file)
  const refuse = (why: string, hint?: string) => ({
    holder,
    problem: new ConfigError(`${file}, named by ${origin}, was not read: ${why}`, {hint}),
  })
  if (!isTrusted && ![folder, ...mounted].some(allowed => isInside(target, allowed)))
    return refuse(`it is outside the project ${folder}`, howToTrust)
  const found = statSync(target, {throwIfNoEntry: false})
  return found === undefined || found.isFile() ? undefined : refuse('it is not a file')
}

/** Reads a file that only its owner can read. */
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

/** Container engines mount these for everyone in the container, and the user cannot choose their mode. */
const mounted = ['/run/secrets', '/var/run/secrets']

/**
 * The error for a file of secrets that others can open. On Windows the mode of a file says nothing about that.
 * @param system default: this one.
 * @param mounts folders that a container engine mounts.
 * @throws if the file does not exist.
 */
export function exposureOf(file: string, system = platform(), mounts = mounted): ConfigError | undefined {
  const isOpenToOthers = (statSync(file).mode & 0o077) !== 0
  const isMounted = [dirname(file), withoutLinks(file)].some(path =>
    mounts.some(folder => isInside(path, folder)),
  )
  const isGuardedElsewhere = system === 'win32' || isMounted
  if (!isOpenToOthers || isGuardedElsewhere) return undefined
  return new ConfigError(`${file} holds secrets, and others can read it`, {hint: `chmod 600 ${file}`})
}

function reasonOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : message
}
