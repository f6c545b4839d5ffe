/** Beginnings of other services' keys, and of private keys of any kind. */
const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a private or public key', /-----BEGIN |^(?:ssh-(?:rsa|dss|ed25519) |ecdsa-|AGE-SECRET-KEY-|PuTTY-)/],
  ['a GitHub token', /^(?:gh[oprsu]_|github_pat_)/],
  ['a GitLab token', /^gl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-/],
  ['a key of AWS', /^(?:AKIA|ASIA)[A-Z0-9]{8,}$/],
  ['a key of Google', /^(?:AIza|ya29\.|GOCSPX-|1\/\/0)/],
  ['a Slack token', /^(?:xox[a-z]|xapp)-/],
  ['a token of a package registry', /^(?:npm|rubygems|dckr_pat)_|^pypi-|^oy2[a-z0-9]{40}/],
  ['a JSON Web Token', /^eyJ[\w-]*\.eyJ/],
  ['an API key of another service', /^(?:[sr]k[-_]|(?:whsec|shp[a-z]{2}|sbp|nfp|hf|lin_api|ntn|glsa|glc)_)/],
  [
    'an API key of another service',
    /^(?:SG\.|hv[sbr]\.|dp\.|do[a-z]_v1_|ATATT|NRAK-|PMAK-|HRKU-|pul-[0-9a-f]{16})/,
  ],
]

/** Words in the name of a variable with a secret value, such as `NPM_TOKEN`. */
const secretWords =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|(?:API|ACCESS|PRIVATE|SIGNING|DEPLOY|SSH)_?KEY)(?:_|$)/i

/** Whether the name of a variable says that it contains a secret, of any service. */
export const isNamedSecret = (variable: string): boolean => secretWords.test(variable)

/**
 * Names the kind of another service's key: `a GitHub token`; undefined for everything that may be Meta's or is
 * not a key.
 */
export function foreignKeyIn(value: string): string | undefined {
  return kinds.find(([, pattern]) => pattern.test(value))?.[0]
}
