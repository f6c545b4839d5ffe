import {homedir, platform} from 'node:os'
import {posix, win32} from 'node:path'
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
 * The folders of settings and state: under `MSGR_HOME` if it is set, else those of XDG; on Windows, where XDG is not set,
 * `%APPDATA%\\msgr` and `%LOCALAPPDATA%\\msgr`.
 * @param system default: this one.
 * @throws {ConfigError} for a MSGR_HOME with line ends or quotes in it.
 */
export function foldersOf(env: Environment, cwd: string, system = platform()): Folders {
  const {isAbsolute, join} = system === 'win32' ? win32 : posix
  // The specification of XDG says to ignore relative paths.
  const absolute = (path: string | undefined) => (path !== undefined && isAbsolute(path) ? path : undefined)
  const home = env['HOME'] || homedir()
  const own = firstText(variables(env, ['MSGR_HOME']))?.value
  if (own !== undefined) {
    const root = isAbsolute(own) ? own : join(cwd, own)
    return {config: join(root, 'config'), state: join(root, 'state'), home}
  }
  const usual =
    system === 'win32'
      ? {
          config: absolute(env['APPDATA']) ?? join(home, 'AppData', 'Roaming'),
          state: absolute(env['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local'),
        }
      : {config: join(home, '.config'), state: join(home, '.local', 'state')}
  return {
    config: join(absolute(env['XDG_CONFIG_HOME']) ?? usual.config, 'msgr'),
    state: join(absolute(env['XDG_STATE_HOME']) ?? usual.state, 'msgr'),
    home,
  }
}
