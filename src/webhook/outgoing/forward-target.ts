import {UsageError} from '../../errors.ts'

/** Where deliveries are passed on to. */
export interface ForwardTarget {
  readonly url: URL
  /** Only deliveries that hold an event of this field; undefined takes all. */
  readonly field: string | undefined
}

/**
 * Reads `3000`, `/path`, `localhost:3000/path`, a URL, or one of them after `field=`. Without a path `defaultPath` is
 * meant, but for whole URLs; a path alone means port 80 of this machine.
 * @throws {UsageError} for anything else.
 */
export function parseForwardTarget(text: string, defaultPath: string): ForwardTarget {
  const routed = /^([a-z_]+)=(.+)$/.exec(text)
  return {field: routed?.[1], url: parseTargetUrl(routed?.[2] ?? text, defaultPath)}
}

/** Set for each connection and body; setting one by hand would break the request. */
const ownHeaders = ['connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade', 'te', 'trailer']

/**
 * Reads `Name: value`.
 * @throws {UsageError} if it is not a header, or one that cannot be set. The value is not shown: it may be a secret.
 */
export function parseHeader(text: string): readonly [name: string, value: string] {
  const [, name, value] =
    /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x21-\x7e\x80-\xff][\t\x20-\x7e\x80-\xff]*|)$/.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new UsageError('This is not a header', {reason: 'headerMalformed'})
  }
  if (ownHeaders.includes(name.toLowerCase()))
    throw new UsageError(`The header ${name} cannot be set: it belongs to the connection`)
  return [name, value]
}

/** @throws {UsageError} if it is not a port, a path or an http(s) URL. */
export function parseTargetUrl(text: string, defaultPath: string): URL {
  const url = toUrl(completed(text, defaultPath))
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`"${text}" is not an address to send to`, {
      hint: 'Type a port (3000), a path (/webhook) or a URL (http://localhost:3000/webhook)',
    })
  }
  return url
}

function completed(text: string, defaultPath: string): string {
  if (/^[a-z]+:\/\//i.test(text)) return text
  const slash = text.indexOf('/')
  const [host, path] = slash === -1 ? [text, defaultPath] : [text.slice(0, slash), text.slice(slash)]
  if (host === '') return `http://localhost${path}`
  return /^[0-9]+$/.test(host) ? `http://localhost:${host}${path}` : `http://${host}${path}`
}

function toUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
