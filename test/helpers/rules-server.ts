import {readFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'
import {caseFile} from './case-file.ts'

/** One answer for the calls that match; the first matching rule answers. */
interface Rule {
  readonly method?: string
  /** A pattern for path and query, decoded. */
  readonly path: string
  /** A pattern for the body, decoded. */
  readonly body_has?: string
  /** How often it answers; default: always. */
  readonly times?: number
  readonly status?: number
  /** A string is sent as it is, anything else as JSON; `$N` becomes the number of answers of the rule so far. */
  readonly answer: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface RulesServer {
  /** The environment that makes a command use it as the platform, with a token and the Page 109876543210987. */
  readonly env: Readonly<Record<string, string>>
  /** `POST /v26.0/me/messages {"recipient":…}`, in order of arrival. */
  readonly calls: readonly string[]
  /** The header `authorization` of each. */
  readonly authorizations: readonly (string | undefined)[]
}

export interface RulesOptions {
  /**
   * The time of its clock, `2026-11-28T11:00:00Z`; default: that of this machine. The times in its answers stay
   * as they are.
   */
  readonly now?: string
}

/**
 * A Graph server that answers by rules: given ones, or those of a file under `fixtures/cases`. Closed when the
 * test ends.
 */
export async function startRules(
  given: string | readonly Rule[],
  {now}: RulesOptions = {},
): Promise<RulesServer> {
  const rules: readonly Rule[] =
    typeof given === 'string' ? JSON.parse(await readFile(caseFile(given), 'utf8')) : given
  const answered = rules.map(() => 0)
  const calls: string[] = []
  const authorizations: (string | undefined)[] = []
  const server = createServer(async (request, response) => {
    const body = decoded(Buffer.concat(await request.toArray()).toString())
    const url = decoded(request.url ?? '/')
    calls.push(`${request.method} ${url} ${body}`.trim())
    authorizations.push(request.headers.authorization)
    const index = rules.findIndex(
      ({method, path, body_has, times = Number.POSITIVE_INFINITY}, at) =>
        (method === undefined || method === request.method) &&
        new RegExp(path).test(url) &&
        (body_has === undefined || new RegExp(body_has).test(body)) &&
        (answered[at] ?? 0) < times,
    )
    if (index !== -1) answered[index] = (answered[index] ?? 0) + 1
    const {status, answer, headers} = rules[index] ?? noRule(`${request.method} ${url}`)
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
    response.writeHead(status ?? 200, {
      'content-type': 'application/json; charset=UTF-8',
      'facebook-api-version': 'v26.0',
      ...(now !== undefined && {date: new Date(now).toUTCString()}),
      ...headers,
    })
    response.end(text.replaceAll('$N', String(answered[index] ?? 0)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  return {
    env: {
      MSGR_GRAPH_URL: `http://127.0.0.1:${port}`,
      MSGR_PAGE_TOKEN: 'EAABfake',
      MSGR_PAGE_ID: '109876543210987',
    },
    calls,
    authorizations,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function noRule(call: string): Rule {
  const error = {message: `no rule for ${call}`, type: 'GraphMethodException', code: 100, error_subcode: 33}
  return {path: '', status: 400, answer: {error}}
}
