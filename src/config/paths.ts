import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import type {Environment} from './environment.ts'
import {firstText, variables} from './sources.ts'

export interface Folders {
  /** Contains `config.yaml` and `credentials.yaml`. */
  readonly config: string
  readonly state: string
  /** The search for a project file stops here. */
  readonly home: string
}

/**
 * The folders of settings and state: under `MSGR_HOME` if it is set, else those of XDG.
 * @throws {ConfigError} for a MSGR_HOME with line ends or quotes in it.
 */
export function foldersOf(env: Environment, cwd: string): Folders {
  const home = env['HOME'] || homedir()
  const own = firstText(variables(env, ['MSGR_HOME']))?.value
  if (own !== undefined) {
    const root = isAbsolute(own) ? own : join(cwd, own)
    return {config: join(root, 'config'), state: join(root, 'state'), home}
  }
  return {
    config: join(absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'msgr'),
    state: join(absolute(env['XDG_STATE_HOME']) ?? join(home, '.local', 'state'), 'msgr'),
    home,
  }
}

/** The specification says to ignore relative paths. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined
}
