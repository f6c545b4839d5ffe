import type {PageError} from '../commands/shared/arguments/targets.ts'

/** What became of one Page, as `--json` prints it: `result` and `error` are both there, one of them null. */
export interface PrintedPageResult {
  /** Its name in the settings, or its id. */
  readonly page: string
  /** What the command prints for one Page, or one item of a long list, which is read in parts; with `--dry-run`, its requests. */
  readonly result: unknown
  readonly error: PageError | undefined
}
