import type {HttpResponse} from './transport.ts'

/** How much of the allowance of calls is used up. */
export interface Usage {
  /** The highest percentage of all reported limits; 100 and more means throttled. */
  readonly percent: number
  /** How long the platform asks to wait, in milliseconds; 0 when it does not. */
  readonly waitMs: number
}

const MINUTE_MS = 60_000
const percentKeys = ['call_count', 'total_time', 'total_cputime'] as const

/**
 * Reads the three usage headers; undefined when there is none, as on most answers.
 * Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function parseUsage(headers: HttpResponse['headers']): Usage | undefined {
  const {'x-app-usage': app, 'x-page-usage': page, 'x-business-use-case-usage': business} = headers
  if (app === undefined && page === undefined && business === undefined) return undefined
  const entries = [
    parseHeader(app),
    parseHeader(page),
    ...Object.values(parseHeader(business) ?? {}).flat(),
  ].filter(isRecord)
  if (entries.length === 0) return undefined
  return {
    percent: Math.max(...entries.flatMap(entry => percentKeys.map(key => numberIn(entry, key)))),
    waitMs: Math.max(...entries.map(entry => numberIn(entry, 'estimated_time_to_regain_access'))) * MINUTE_MS,
  }
}

function parseHeader(header: string | readonly string[] | undefined): Record<string, unknown> | undefined {
  if (typeof header !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(header)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function numberIn(entry: Record<string, unknown>, key: string): number {
  const value = entry[key]
  return typeof value === 'number' && value > 0 ? value : 0
}
