/** How the keys of other services begin, and private keys of any kind. */
const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a private or public key', /-----BEGIN |^(?:ssh-|ecdsa-|sk-ssh|AGE-SECRET-KEY-|PuTTY-)/],
  ['a GitHub token', /^(?:gh[a-z]_|github_pat_)/],
  ['a GitLab token', /^gl[a-z]{2,6}-/],
  ['a key of AWS', /^A[A-Z]{3}[A-Z0-9]{16}$/],
  ['a key of Google', /^(?:AIza|ya29\.|GOCSPX-|1\/\/0)/],
  ['a Slack token', /^xox[a-z]-|^xapp-/],
  [
    'an API key of another service',
    /^(?:sk|rk|pk|whsec|shp[a-z]{2}|sbp|nfp|hf|lin_api|ntn|secret|re|glsa|glc|sntry[a-z])[-_]/,
  ],
  [
    'an API key of another service',
    /^(?:SG\.|hv[sbr]\.|dp\.|dapi[0-9a-f]{16}|do[a-z]_v1_|ATATT|NRAK-|PMAK-|HRKU-|pul-|dckr_|FlyV1)/,
  ],
  ['a token of a package registry', /^(?:npm_|pypi-|rubygems_|cio|oy2[a-z0-9]{40})/],
  ['a JSON Web Token', /^eyJ[\w-]*\.eyJ/],
]

/**
 * What kind of key of somebody else a value is: `a GitHub token`; undefined for everything that may be Meta's or no key at all.
 * Sources: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns and
 * https://docs.gitlab.com/security/tokens/#token-prefixes
 */
export function foreignKeyIn(value: string): string | undefined {
  return kinds.find(([, pattern]) => pattern.test(value))?.[0]
}
