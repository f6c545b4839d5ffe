import {fault} from './faults.ts'
import {isObject} from './fields-schema.ts'
import type {RuleFault} from './rule-fault.ts'

interface ExtendedPage {
  readonly url: string
  /** Where its URL stands in the value that was looked into. */
  readonly segments: readonly (string | number)[]
}

/**
 * A fault for each page with Messenger Extensions – of a button, a default action, an item of a menu – that is on none of the
 * domains. A domain stands for those below it too.
 * @param at where the value stands: `['persistent_menu']`
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api/domain-whitelisting
 */
export function faultsOutside(
  value: unknown,
  at: readonly (string | number)[],
  domains: readonly string[],
): RuleFault[] {
  const hosts = domains.map(hostOf)
  return extendedPages(value, at)
    .filter(({url}) => !hosts.some(host => hostOf(url) === host || hostOf(url).endsWith(`.${host}`)))
    .map(({url, segments}) =>
      fault(
        'whitelist',
        segments,
        `the domain of \`${url}\` is not in \`whitelisted_domains\`, which \`messenger_extensions\` needs`,
      ),
    )
}

/** The host of a URL, or of a domain without a scheme. */
export const hostOf = (address: string): string =>
  /^https?:\/\/([^/:?#]*)/i.exec(address)?.[1]?.toLowerCase() ?? address.toLowerCase()

function extendedPages(value: unknown, at: readonly (string | number)[]): readonly ExtendedPage[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => extendedPages(each, [...at, index]))
  if (!isObject(value)) return []
  const {url} = value
  const own =
    value['messenger_extensions'] === true && typeof url === 'string' ? [{url, segments: [...at, 'url']}] : []
  return [...own, ...Object.entries(value).flatMap(([key, each]) => extendedPages(each, [...at, key]))]
}
