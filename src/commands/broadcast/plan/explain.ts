import type {Exclusion} from '../../../audience/filters.ts'
import type {PlannedRecipient} from '../../../bulk/plan.ts'
import type {Context} from '../../../context.ts'
import {commaSeparated, csvOptionsOf} from '../../../terminal/table.ts'
import {type OutFileOptions, outFile} from '../../shared/files/write-out.ts'

/** Writes who gets a broadcast and who does not. */
export interface Explanation {
  readonly add: (recipient: PlannedRecipient) => Promise<void>
  readonly exclude: (psid: string, why: Exclusion) => Promise<void>
  /** Puts the file in place; until then, nothing has its name. */
  readonly finish: () => Promise<void>
  /** Keeps the previous file; does nothing after `finish`. */
  readonly abandon: () => Promise<void>
}

const reasons: Readonly<Record<Exclusion, string>> = {
  notUnderLabel: 'without the label',
  underNotLabel: 'with an excluded label',
  notActive: 'the conversation was not active in that time',
}

const columns = ['psid', 'included', 'reason']
const BUFFER_ROWS = 500

/** Opens a CSV file with a line for everybody who was considered; only its owner can read it. */
export async function openExplanation(
  context: Context,
  file: string,
  options: OutFileOptions,
): Promise<Explanation> {
  const out = await (await outFile(context, file, {...options, mode: 0o600})).open()
  let rows: (readonly string[])[] = []
  let isFirst = true
  const flush = async () => {
    await out.write(commaSeparated({columns, rows}, {...csvOptionsOf(context.globals), hasHeader: isFirst}))
    isFirst = false
    rows = []
  }
  const write = async (row: readonly string[]) => {
    rows.push(row)
    if (rows.length === BUFFER_ROWS) await flush()
  }
  return {
    add: ({psid, skip, detail}) =>
      write(skip === undefined ? [psid, 'yes', ''] : [psid, 'no', detail ?? skip]),
    exclude: (psid, why) => write([psid, 'no', reasons[why]]),
    finish: async () => {
      await flush()
      await out.finish()
    },
    abandon: out.abandon,
  }
}
