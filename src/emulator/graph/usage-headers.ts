/** One kind of allowance in the header for businesses: percent used, and minutes until calls are accepted again. */
interface Usage {
  readonly percent: number
  /** 0: calls are accepted. */
  readonly minutes: number
}

/**
 * The header that reports how much of a Page's allowance is used.
 * Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function businessUsage(pageId: string, {percent, minutes}: Usage): Readonly<Record<string, string>> {
  const value = {
    [pageId]: [{type: 'messenger', ...shares(percent), estimated_time_to_regain_access: minutes}],
  }
  return {'x-business-use-case-usage': JSON.stringify(value)}
}

/** The same for an app without a Page; it reports no time. */
export function appUsage(percent: number): Readonly<Record<string, string>> {
  return {'x-app-usage': JSON.stringify(shares(percent))}
}

/** The time of the calls is not measured: reports a quarter of their share. */
function shares(percent: number): Readonly<Record<string, number>> {
  const quarter = Math.floor(percent / 4)
  return {call_count: percent, total_cputime: quarter, total_time: quarter}
}
