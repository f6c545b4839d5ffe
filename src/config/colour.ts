import type {Environment} from './index.ts'

export interface ColourWish {
  readonly env: Environment
  /** False under `--no-color`. */
  readonly isAllowed: boolean
  /** Whether the stream in question is a terminal. */
  readonly isTerminal: boolean
}

/**
 * Whether a stream gets colours: the flag, then FORCE_COLOR, then NO_COLOR, then TERM=dumb, then whether it is a terminal.
 * Source: https://no-color.org and https://nodejs.org/api/cli.html#force_color1-2-3
 */
export function hasColour({env, isAllowed, isTerminal}: ColourWish): boolean {
  if (!isAllowed) return false
  const force = env['FORCE_COLOR']
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (env['NO_COLOR']) return false
  return env['TERM'] !== 'dumb' && isTerminal
}
