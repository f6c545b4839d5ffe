import type {Environment} from './environment.ts'

export interface ColourWish {
  readonly env: Environment
  /** False with `--no-color`. */
  readonly isAllowed: boolean
  /** Whether the stream is a terminal. */
  readonly isTerminal: boolean
}

/**
 * Whether a stream gets colours. In order: the flag, FORCE_COLOR, NO_COLOR, TERM=dumb, whether it is a terminal.
 */
export function hasColour({env, isAllowed, isTerminal}: ColourWish): boolean {
  if (!isAllowed) return false
  const force = env['FORCE_COLOR']
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (env['NO_COLOR']) return false
  return env['TERM'] !== 'dumb' && isTerminal
}
