import type {DryRunRequest} from '../api/core/options.ts'
import type {CsvForm} from '../terminal/csv.ts'
import type {View} from '../terminal/view.ts'

/** What a command prints instead of its result under `--dry-run`. */
export interface DryRun {
  readonly dryRun: true
  readonly requests: readonly DryRunRequest[]
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
