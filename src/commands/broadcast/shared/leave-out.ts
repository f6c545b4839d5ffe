import type {Command} from 'commander'
import {readFileRows} from '../../../audience/file-rows.ts'
import type {SheetFlags} from '../../../audience/list-flags.ts'
import {leaveOutLabelled} from '../../../audience/opt-out-label.ts'
import {openOptOuts, optedOut} from '../../../audience/opt-outs.ts'
import {refusalOf, subscriberColumns, valuesOf} from '../../../audience/subscribers.ts'
import {KnownPeople, readPeopleWritten} from '../../../bulk/people-written.ts'
import type {RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {isNumericId} from '../../../platform/ids.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {findNamedRun} from './run-argument.ts'

/** People who get nothing although they are selected. */
export interface LeaveOutFlags {
  readonly notInRun?: readonly string[]
  readonly notTo?: readonly string[]
  readonly notToSheet?: string
}

const repeatable = (value: string, values: readonly string[] = []) => [...values, value]

export function declareLeaveOut(command: Command): void {
  command
    .addOption(
      completedOption('runs', '--not-in-run <run>', 'nobody whom this run wrote to; repeatable').argParser(
        repeatable,
      ),
    )
    .addOption(
      completedOption(
        'files',
        '--not-to <file>',
        'nobody in this file, which is like that of --to; repeatable',
      ).argParser(repeatable),
    )
    .option('--not-to-sheet <name>', 'the sheet of a workbook of --not-to, like --sheet')
}

interface Rule {
  readonly people: Pick<KnownPeople, 'has'>
  readonly skip: NonNullable<RecipientRow['skip']>
}

/** What the rows of `--not-to` depend on. */
interface LeaveOutNeeds {
  /** Whether people may be named by subscription tokens. */
  readonly isMarketing?: boolean
  readonly onExcluded?: ((row: RecipientRow) => void) | undefined
}

/**
 * The same rows; those of the people to leave out say why: those who opted out, and those whom the flags name.
 * @throws {MsgrError} if the list of people who opted out is damaged; {UsageError} if there is no such run, {InvalidInputError} if a row of `--not-to` names nobody: it may mean anybody.
 */
export async function leaveOut(
  context: Context,
  rows: AsyncIterable<RecipientRow>,
  {notInRun = [], notTo = [], notToSheet: sheet}: LeaveOutFlags,
  needs: LeaveOutNeeds = {},
): Promise<AsyncIterable<RecipientRow>> {
  if (sheet !== undefined && notTo.length === 0)
    throw new UsageError('--not-to-sheet works only with a file', {hint: 'Name one: --not-to people.xlsx'})
  const rules: Rule[] = []
  const optOuts = await openOptOuts(context, {isMarketing: needs.isMarketing})
  if (optOuts.count > 0) rules.push({people: optOuts, skip: optedOut})
  for (const name of notInRun) {
    const {run, stored} = await findNamedRun(context, name)
    const skip = {reason: 'inRun', detail: `got the message of the run ${run}`}
    rules.push({people: await readPeopleWritten(stored), skip})
  }
  for (const file of notTo)
    rules.push({
      people: await readPeople(context, file, {...needs, sheet}),
      skip: {reason: 'notTo', detail: `is in ${file}`},
    })
  const left = rules.length === 0 ? rows : judged(rows, rules)
  return leaveOutLabelled(context, left)
}

async function* judged(
  rows: AsyncIterable<RecipientRow>,
  rules: readonly Rule[],
): AsyncGenerator<RecipientRow> {
  for await (const row of rows) {
    const rule = row.skip === undefined ? rules.find(({people}) => people.has(row)) : undefined
    yield rule === undefined ? row : {...row, skip: rule.skip}
  }
}

async function readPeople(
  context: Context,
  file: string,
  {isMarketing = false, onExcluded, sheet}: LeaveOutNeeds & SheetFlags,
): Promise<KnownPeople> {
  const people = new KnownPeople()
  // Who is hidden in this list still gets nothing.
  const options = {sheet, readsHidden: true}
  const marketing = {columns: subscriberColumns, reasonOf: refusalOf}
  for await (const row of readFileRows(context, file, {...options, ...(isMarketing && marketing)})) {
    onExcluded?.(row)
    for (const value of isMarketing ? valuesOf(row) : [row.psid])
      people.add(isNumericId(value) ? {psid: value} : {psid: value, token: value})
  }
  return people
}
