import type {Environment} from '../config/environment.ts'

/** Decides whether an environment variable holds a secret of msgr; loaded when a program is started. */
export type LoadSecretNames = () => Promise<(name: string) => boolean>

/** Variables of a program, by name; undefined takes one out. */
export type Changes = Readonly<Record<string, string | undefined>>

/**
 * The environment of a program that msgr starts: that of msgr without its secrets, then the changes. A secret is handed on only
 * where a change names its variable.
 */
export async function childEnvironment(
  env: Environment,
  loadSecretNames: LoadSecretNames,
  changes: Changes = {},
): Promise<Record<string, string>> {
  const isNamed = await loadSecretNames()
  // On Windows msgr_page_token is another spelling of MSGR_PAGE_TOKEN.
  const isSecret = (name: string) => isNamed(name) || isNamed(name.toUpperCase())
  const inherited = Object.entries(env).filter(([name]) => !isSecret(name))
  const changed = Object.entries({...Object.fromEntries(inherited), ...changes})
  return Object.fromEntries(changed.filter((entry): entry is [string, string] => entry[1] !== undefined))
}
