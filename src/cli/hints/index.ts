import type {Io} from '../../context.ts'
import type {MsgrError, Reason, Reasons} from '../../errors.ts'
import {accessHints} from './access.ts'
import {bulkHints} from './bulk.ts'
import {callHints} from './calls.ts'
import {emulatorHints} from './emulator.ts'
import type {Hint, Hints} from './hint.ts'
import {receivingHints} from './receiving.ts'
import {storeHints} from './store.ts'

export {NEW_TOKEN_HINT} from './access.ts'
export {exitCodeOf} from './exit-code.ts'
export {messageOf} from './messages.ts'

/** What the command line adds to an error of the layers below it, by its reason. */
const hints: Hints = {
  ...accessHints,
  ...callHints,
  ...receivingHints,
  ...bulkHints,
  ...storeHints,
  ...emulatorHints,
}

/** What to type or do next: what the error itself says, or else what the command line says of its reason. */
export function hintOf({
  hint,
  reason,
  data,
}: Pick<MsgrError, 'hint' | 'reason' | 'data'>): string | undefined {
  return hint ?? (reason === undefined ? undefined : hintFor(reason, data as Reasons[typeof reason]))
}

/** What to type or do next about a reason. */
function hintFor<Name extends Reason>(reason: Name, data: Reasons[Name]): string | undefined {
  const hint = hints[reason] as Hint<Name> | undefined
  return typeof hint === 'function' ? hint(data) : hint
}

/** What to do about a text with a secret in it. */
export const takeSecretOut = accessHints.secretInRequest

/** Takes what the API warns of, as the command line says it. */
export const warnOn =
  ({warn}: Pick<Io, 'warn'>) =>
  (text: string, about?: 'version'): void =>
    warn(about === 'version' ? `${text}; use a supported version: --api-version` : text)
