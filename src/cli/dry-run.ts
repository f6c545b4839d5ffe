import type {DryRunRequest} from '../api/core/options.ts'
import type {CsvForm} from '../terminal/csv.ts'
import type {View} from '../terminal/view.ts'

/** What a command prints instead of its result under `--dry-run`. */
export interface DryRun {
  readonly dryRun: true
  /** `body` is undefined where a request has none. */
  readonly requests: readonly Required<DryRunRequest>[]
}

/** With all keys of each request; `body` is null where it has none. */
export const resultOf = (requests: readonly DryRunRequest[]): DryRun => ({
  dryRun: true,
  requests: requests.map(({method, url, headers, body}) => ({method, url, headers, body})),
})

export const csv: CsvForm = {rows: ({requests}: DryRun) => requests}

export const view: View<DryRun> = ({requests}, style) =>
  requests
    .map(({method, url, body}) => {
      const head = `${style.bold(method)} ${url}`
      return body === undefined ? head : `${head}\n${indented(JSON.stringify(body, null, 2))}`
    })
    .join('\n')

const indented = (text: string) => text.replace(/^/gm, '  ')

/** Whether something is written after something was read: what was read is not known here. */
export function dependsOnReads(requests: readonly DryRunRequest[]): boolean {
  const firstRead = requests.findIndex(({method}) => method === 'GET')
  return firstRead !== -1 && requests.slice(firstRead).some(({method}) => method !== 'GET')
}

/** @param comparedBy the command that shows what really differs. */
export const emptyPageNote = (comparedBy: string | undefined): string =>
  `A dry run reads nothing, so this is as if the Page were empty${comparedBy === undefined ? '' : `: ${comparedBy} shows the difference`}`
