import {UsageError} from '../../../errors.ts'

/**
 * The origin of an address given with `--public-url`.
 * @param hint What to type if it has a path.
 * @throws {UsageError} for anything else than an http or https address without a path.
 */
export function parsePublicUrl(text: string, hint: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isBare = url !== undefined && ['', '/'].includes(url.pathname) && url.search === '' && url.hash === ''
  if (isBare && /^https?:$/.test(url.protocol)) return url.origin
  throw new UsageError(`--public-url ${text} is not the address of a tunnel`, {hint})
}
