import {randomInt} from 'node:crypto'
import {challengeFault} from '../../platform/challenge.ts'
import {VERIFICATION_USER_AGENT, verificationQuery} from '../../platform/webhook-delivery.ts'
import {readAtMost} from '../../system/bounded-body.ts'
import {PlatformError} from '../errors.ts'
import type {State} from '../state/state.ts'
import {loansOf, localAddressOf} from './public-address.ts'

/** How long a callback may take to answer the verification. */
const DEADLINE_MS = 10_000
/** Limit of the answer: a challenge is shorter. */
const MOST_BYTES = 64 * 1024

/**
 * Requests the challenge from a callback URL, as the platform does while the subscription call waits.
 * @throws {PlatformError} 2200 when it does not answer 200 with exactly the challenge.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export async function verifyCallback(state: State, callbackUrl: string, verifyToken: string): Promise<void> {
  const address = localAddressOf(loansOf(state), callbackUrl) ?? callbackUrl
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new PlatformError(100, '(#100) param callback_url must be a valid URL')
  }
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000))
  url.searchParams.append(verificationQuery.mode, 'subscribe')
  url.searchParams.append(verificationQuery.challenge, challenge)
  url.searchParams.append(verificationQuery.verifyToken, verifyToken)
  const {status, statusText, body} = await ask(url)
  if (status !== 200) throw failed(`HTTP Status Code = ${status}; HTTP Message = ${statusText}`)
  const fault = challengeFault(challenge, body, verifyToken)
  if (fault !== undefined)
    throw failed(`HTTP Status Code = 200; the response does not match the challenge: ${fault.text}`)
}

async function ask(url: URL): Promise<{status: number; statusText: string; body: string}> {
  try {
    const answer = await fetch(url, {
      headers: {'user-agent': VERIFICATION_USER_AGENT},
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    const {bytes} = await readAtMost(answer, MOST_BYTES)
    return {status: answer.status, statusText: answer.statusText, body: bytes.toString()}
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw failed('curl_errno = 28; curl_error = Operation timed out; HTTP Status Code = 0')
    }
    throw failed("curl_errno = 7; curl_error = Couldn't connect to server; HTTP Status Code = 0")
  }
}

function failed(why: string): PlatformError {
  return new PlatformError(2200, `(#2200) Callback verification failed with the following errors: ${why}`)
}
