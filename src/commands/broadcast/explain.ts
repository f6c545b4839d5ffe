import {open} from 'node:fs/promises'
import type {PlannedRecipient} from '../../bulk/plan.ts'
import type {Io} from '../../context.ts'
import {commaSeparated} from '../../terminal/table.ts'
import type {Exclusion} from './filters.ts'

/** Writes who gets a broadcast and who not. */
export interface Explanation {
  readonly add: (recipient: PlannedRecipient) => Promise<void>
  readonly exclude: (psid: string, why: Exclusion) => Promise<void>
  readonly close: () => Promise<void>
}

const reasons: Readonly<Record<Exclusion, string>> = {
  notUnderLabel: 'not under the label',
  underNotLabel: 'under a label that is left out',
  notActive: 'the conversation did not move within the time',
}

const columns = ['psid', 'included', 'reason']
const BUFFER_ROWS = 500

/** A CSV file with a line for everybody who was looked at; only its owner can read it. */
export async function openExplanation({resolve}: Pick<Io, 'resolve'>, file: string): Promise<Explanation> {
  const handle = await open(resolve(file), 'w', 0o600)
  let rows: (readonly string[])[] = []
  let isFirst = true
  const flush = async () => {
    await handle.appendFile(commaSeparated({columns, rows}, isFirst))
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
    close: async () => {
      await flush()
      await handle.close()
    },
  }
}
