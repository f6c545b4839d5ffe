import {randomInt} from 'node:crypto'
import {challengeFault} from '../platform/challenge.ts'
import {VERIFICATION_USER_AGENT, verificationQuery} from '../platform/webhook-delivery.ts'
import {readAtMost} from '../system/bounded-body.ts'

const DEADLINE_MS = 10_000
/** A challenge is short, and of anything else the beginning is shown. */
const MOST_BYTES = 64 * 1024

/** What a tunnel service says in the place of a tunnel that is not there any more. */
const NGROK_OFFLINE = 'ERR_NGROK_3200'
const CLOUDFLARE_NO_ORIGIN = 530

/** What a callback did when it was asked for its challenge; `text` says so to a person. */
export interface CallbackAnswer {
  /** `failing`: a fault of the server. `gone`: its tunnel is no more. `silent`: nobody answered. */
  readonly kind: 'verified' | 'refused' | 'failing' | 'gone' | 'silent'
  readonly text: string
  /** It answered with the challenge and something more: its verify token is right, and only the answer has to change. */
  readonly isAltered?: true
}

/**
 * Asks a callback for its challenge, as the platform does before it takes it.
 * @throws the reason of the signal when it aborts.
 */
export async function askCallback(
  callbackUrl: string,
  verifyToken: string,
  signal?: AbortSignal,
): Promise<CallbackAnswer> {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000))
  const url = new URL(callbackUrl)
  url.searchParams.append(verificationQuery.mode, 'subscribe')
  url.searchParams.append(verificationQuery.challenge, challenge)
  url.searchParams.append(verificationQuery.verifyToken, verifyToken)
  try {
    const answer = await fetch(url, {
      headers: {'user-agent': VERIFICATION_USER_AGENT},
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), ...(signal === undefined ? [] : [signal])]),
    })
    const body = (await readAtMost(answer, MOST_BYTES)).bytes.toString()
    const text = `it answers ${answer.status}${detailsOf(answer, url, body.replaceAll(verifyToken || challenge, '***'))}`
    if (answer.status === CLOUDFLARE_NO_ORIGIN || answer.headers.get('ngrok-error-code') === NGROK_OFFLINE)
      return {kind: 'gone', text}
    if (answer.status >= 500) return {kind: 'failing', text}
    if (answer.status !== 200) return {kind: 'refused', text}
    const fault = challengeFault(challenge, body, verifyToken)
    if (fault === undefined) return {kind: 'verified', text: 'it answers 200 with the challenge'}
    if (!fault.isAltered) return {kind: 'refused', text: `${text}, without the challenge`}
    return {
      kind: 'refused',
      text: `it answers 200, but not with the challenge alone: ${fault.text}`,
      isAltered: true,
    }
  } catch (error) {
    signal?.throwIfAborted()
    return {kind: 'silent', text: reasonOf(error)}
  }
}

const MAX_EXCERPT = 200

/** Where a redirect leads, and the beginning of the body: who reads that knows what answered. */
function detailsOf(answer: Response, asked: URL, body: string): string {
  const location = answer.headers.get('location')
  const leads = location === null ? '' : ` and leads to ${withoutQuery(location, asked)}`
  const text = body
    .slice(0, MAX_EXCERPT)
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim()
  return text === '' ? leads : `${leads} with "${text}${body.length > MAX_EXCERPT ? '…' : ''}"`
}

/** The query may hold what the callback was asked with. */
function withoutQuery(location: string, asked: URL): string {
  const url = URL.canParse(location, asked.href) ? new URL(location, asked) : undefined
  return url === undefined ? 'no address' : `${url.origin}${url.pathname}`
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

/** Tunnels for development, whose addresses come and go. */
const tunnelHosts = [
  ...['ngrok-free.app', 'ngrok-free.dev', 'ngrok.app', 'ngrok.dev', 'ngrok.io', 'trycloudflare.com'],
  ...['loca.lt', 'lhr.life', 'lhr.rocks', 'serveo.net', 'serveousercontent.com'],
  ...['pinggy.link', 'pinggy.io', 'pinggy.online', 'devtunnels.ms', 'ts.net'],
]

/** Whether an address is that of a tunnel for development. */
export function isTunnelAddress(url: string): boolean {
  const {hostname} = new URL(url)
  return tunnelHosts.some(host => hostname.endsWith(`.${host}`))
}
