import {readFileSync} from 'node:fs'

/** A body from a public program, with its ids, hosts and words replaced, and the expected result. */
export interface CorpusCase {
  readonly id: string
  readonly verdict: string
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  readonly body: any
}

/** The platform accepts an empty list of quick replies and nulls, contrary to their verdicts. */
const taken = ['send/082', 'send/087']

export const isRefused = ({id, verdict}: CorpusCase): boolean =>
  verdict.startsWith('refused') && !taken.includes(id)

export const readCorpus = (name: 'send' | 'profile' | 'webhook'): readonly CorpusCase[] =>
  readFileSync(new URL(`../fixtures/corpus/${name}.ndjson`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as CorpusCase)

/**
 * The body as an untyped program writes it: each scalar as an equivalent of another JSON type, a null in each
 * object, and an empty list of quick replies.
 */
export function looselyTyped(value: unknown, place?: string): unknown {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? '1' : 'False'
  if (typeof value === 'string') return scalarOf(value)
  if (Array.isArray(value)) return value.map(each => looselyTyped(each))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, looselyTyped(each, key)])
  return {...(place === 'message' ? {quick_replies: []} : {}), nothing: null, ...Object.fromEntries(entries)}
}

function scalarOf(text: string): string | number | boolean {
  if (/^(true|false)$/.test(text)) return text === 'true'
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text
}

/** The body as a form client sends it: each parameter a string, together with what the client adds to every call. */
export function asParameters(body: object): object {
  const texts = Object.entries(body).map(([key, value]) => [
    key,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  ])
  const ofCall = {appsecret_proof: 'f00d', format: 'json', pretty: 0, debug: 'all', platform: 'MESSENGER'}
  return {...Object.fromEntries(texts), ...ofCall}
}
