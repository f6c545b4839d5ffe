import type {Config} from '../config/index.ts'
import {adRenewalOf} from '../config/secret-holder.ts'
import type {Reason} from '../errors.ts'
import type {TokenKeeper} from '../platform/page-token.ts'
import {withHint, withPlace} from './token-place.ts'

/** What helps where the hint for calls of the Page is about the Page. */
const hints: Readonly<Partial<Record<Reason, string>>> = {
  permissionMissing: 'See what the ad token may do: msgr doctor',
  permissionLikelyMissing: 'See what the ad token may do: msgr doctor',
  objectNotFound: 'Does it belong to this ad account? msgr config show --origin',
}

/** What the settings know about the token of the ad account. */
export function createAdTokenKeeper({
  connection,
  adTokenHolder,
  missingAdToken,
}: Pick<Config, 'connection' | 'adTokenHolder' | 'missingAdToken'>): TokenKeeper {
  const renewal = adRenewalOf(adTokenHolder, connection)
  return {
    missing: () => missingAdToken,
    explain: error => {
      const hint = error.hint === undefined && error.reason !== undefined ? hints[error.reason] : undefined
      return hint === undefined ? withPlace(error, adTokenHolder, renewal) : withHint(error, hint)
    },
  }
}
