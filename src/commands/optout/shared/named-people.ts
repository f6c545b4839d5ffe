import {basename} from 'node:path'
import type {Command} from 'commander'
import {declareInvalidRows, type InvalidRowsFlags, readFileRows} from '../../../audience/file-rows.ts'
import {declarePsidColumn, type PsidColumnFlags} from '../../../audience/list-flags.ts'
import {nobodyIsNamed, parsePsid} from '../../../audience/people.ts'
import {isPersonId, type OptOutEntry, optOutSources} from '../../../bulk/opt-outs/entry.ts'
import {malformedReason, type RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Context} from '../../../context.ts'
import {isoToMs} from '../../../system/clock.ts'
import {completedArgument, completedOption} from '../../shared/arguments/completed.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'

export interface PeopleFileFlags extends InvalidRowsFlags, PsidColumnFlags {}

/** The flags for a file of people. */
export const declarePeopleFile = <Declared extends Command>(command: Declared): Declared =>
  declareInvalidRows(declarePsidColumn(command))

/** People on the command line, in a file, or both. */
export interface NamedFlags extends PeopleFileFlags {
  readonly from?: string
}

/** The people of a command, and the flags for a file of them. */
export const declareNamed = (command: Command): Command =>
  declarePeopleFile(
    command
      .addArgument(
        completedArgument('people', '[psid...]', 'the people, by PSID or by the name sub_… in a report'),
      )
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'people from a file: CSV with a column psid, or one PSID per line; - reads standard input',
        ),
      ),
  )

/**
 * An entry for each person who is named on the command line or in a file. Of a file that `msgr optout export` wrote, the times and
 * sources are kept.
 * @throws {UsageError} if somebody is not an id, or nobody is named; the errors of `readFileRows`.
 */
export async function readNamed(
  context: Context,
  event: OptOutEntry['event'],
  given: readonly string[],
  file: string | undefined,
  flags: PeopleFileFlags = {},
): Promise<readonly OptOutEntry[]> {
  const at = await targetNow(context)
  const entries: OptOutEntry[] = given.map(text => ({
    event,
    psid: isPersonId(text) ? text : parsePsid(text),
    at,
    source: 'command',
  }))
  if (file !== undefined) {
    const detail = file === '-' ? undefined : basename(file)
    const toEntry = ({psid, fields}: RecipientRow): OptOutEntry => ({
      ...{event, psid, at, source: 'file', detail},
      ...(event === 'out' ? originOf(fields, at) : undefined),
    })
    const reasonOf = (row: RecipientRow) => (isPersonId(row.psid) ? undefined : malformedReason(row))
    // A filter of a workbook hides nobody who said stop.
    const options = {...flags, reasonOf, readsHidden: event === 'out'}
    for await (const row of readFileRows(context, file, options)) entries.push(toEntry(row))
  }
  if (entries.length === 0) throw nobodyIsNamed('psid')
  return entries
}

/** When and how somebody opted out, by the columns of an export; undefined where a row does not say. */
function originOf(
  fields: RecipientRow['fields'],
  nowMs: number,
): Pick<OptOutEntry, 'at' | 'source' | 'detail'> | undefined {
  const at = isoToMs(fields['opted_out_at'] ?? '')
  const source = optOutSources.find(each => each === fields['source'])
  if (at === undefined || source === undefined) return undefined
  return {at: Math.min(at, nowMs), source, detail: fields['detail'] || undefined}
}
