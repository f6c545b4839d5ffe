import {headerIn} from './failures.ts'
import type {HttpResponse} from './transport.ts'

/** One attempt of a call, for `--debug`. */
export interface Traced {
  readonly method: string
  readonly url: string
  /** The body of the request as data. */
  readonly sent: unknown
  readonly tookMs: number
  /** The answer, or the reason why there is none. */
  readonly outcome: HttpResponse | string
}

/** Longest body that is shown whole, in characters. */
const MAX_BODY_CHARACTERS = 4000

/** `POST https://…/me/messages {…} → 200 in 143 ms, trace AbC: {…}` on one line. Not masked. */
export function traceLine({method, url, sent, tookMs, outcome}: Traced): string {
  const asked = [method, url, ...(sent === undefined ? [] : [oneLine(JSON.stringify(sent))])].join(' ')
  if (typeof outcome === 'string') return `${asked} → no answer after ${tookMs} ms: ${outcome}`
  const trace = headerIn(outcome, 'x-fb-trace-id')
  return `${asked} → ${outcome.status} in ${tookMs} ms${trace === undefined ? '' : `, trace ${trace}`}: ${oneLine(outcome.body)}`
}

function oneLine(body: string): string {
  const line = body.replace(/(?<!\s)\s*\n\s*/g, ' ')
  if (line.length <= MAX_BODY_CHARACTERS) return line
  return `${line.slice(0, MAX_BODY_CHARACTERS)}… (${line.length} characters)`
}
