import type {PageError} from '../../shared/arguments/targets.ts'

/** How many failed Pages are named; the rest are counted. */
const MOST_NAMED = 5
const MAX_REASON_LENGTH = 120

interface FailedPage {
  readonly page: string
  readonly reason: string
}

/** `28 to change, 0 matching the file, 2 failed: shop (the token has expired), staging (…)` */
export function lastWord(counted: Readonly<Record<string, number>>, failed: readonly FailedPage[]): string {
  const counts = Object.entries(counted).map(([what, number]) => `${number} ${what}`)
  const named = failed.slice(0, MOST_NAMED).map(({page, reason}) => `${page} (${shortened(reason)})`)
  const others = failed.length - named.length
  const which = [...named, ...(others > 0 ? [`and ${others} more`] : [])].join(', ')
  return [...counts, `${failed.length} failed${which === '' ? '' : `: ${which}`}`].join(', ')
}

/** The Pages that failed as a whole. */
export const failedPages = (
  pages: readonly {readonly page: string; readonly error: PageError | undefined}[],
): readonly FailedPage[] =>
  pages.flatMap(({page, error}) => (error === undefined ? [] : [{page, reason: error.message}]))

function shortened(reason: string): string {
  const [first = ''] = reason.split('\n', 1)
  return first.length <= MAX_REASON_LENGTH ? first : `${first.slice(0, MAX_REASON_LENGTH - 1).trimEnd()}…`
}
