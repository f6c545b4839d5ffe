import http, {type IncomingMessage} from 'node:http'
import https from 'node:https'
import type {LookupFunction} from 'node:net'

/** Where a host is, as far as it was judged. */
export interface JudgedHost {
  readonly addresses: readonly {readonly address: string; readonly family: number}[]
  readonly isHere: boolean
}

export interface JudgedGetOptions {
  /** Judges the host of each address on the way. @throws when it must not be asked. */
  readonly judge: (hostname: string) => Promise<JudgedHost>
  /** Names in lower case. `host` is set. */
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Why nothing was fetched. */
export class GetFailure extends Error {
  override readonly name = 'GetFailure'
  readonly reason: 'not-a-url' | 'not-allowed' | 'unreachable' | 'redirects'

  constructor(reason: GetFailure['reason'], message: string, cause?: unknown) {
    super(message, {cause})
    this.reason = reason
  }
}

const MOST_REDIRECTS = 5

/**
 * Asks for a public file, without cookies, tokens or a referrer. Each redirect is judged like the first address, and none leads from
 * another host back to this machine. Settles as soon as the headers of the last answer arrive; whoever asked destroys it.
 * @throws {GetFailure}, and the errors of `judge`.
 */
export async function judgedGet(text: string, options: JudgedGetOptions): Promise<IncomingMessage> {
  let url = urlIn(text)
  let isFromHere = true
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const host = await options.judge(url.hostname)
    if (!isFromHere && host.isHere)
      throw new GetFailure('not-allowed', `Another host redirects to this machine (${url.host})`)
    const answer = await ask(url, host, options)
    const next = redirectOf(answer)
    if (next === undefined) return answer
    answer.destroy()
    url = urlIn(next, url)
    isFromHere = host.isHere
  }
  throw new GetFailure('redirects', `More than ${MOST_REDIRECTS} redirects`)
}

/** @throws {GetFailure} for anything other than an http or https URL without a name and password. */
function urlIn(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new GetFailure('not-a-url', 'Not an http or https URL')
  if (url.username !== '' || url.password !== '')
    throw new GetFailure('not-a-url', 'The URL has a name or password in it')
  return url
}

/** The answer, as soon as its headers are there. The connection goes to the addresses that were judged. */
function ask(
  url: URL,
  {addresses}: JudgedHost,
  {headers, signal}: JudgedGetOptions,
): Promise<IncomingMessage> {
  const lookup: LookupFunction = (_hostname, {all}, callback) => {
    const [first] = addresses
    if (all) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      {headers, lookup, agent: false, signal},
      resolve,
    )
    request.on('error', error =>
      reject(signal.aborted ? error : new GetFailure('unreachable', `No answer: ${error.message}`, error)),
    )
    request.end()
  })
}

function redirectOf({statusCode = 0, headers: {location}}: IncomingMessage): string | undefined {
  return statusCode >= 300 && statusCode < 400 ? location : undefined
}
