import {createHash} from 'node:crypto'
import {extname} from 'node:path'
import {type OutputSource, ResumableOutput} from '../../../bulk/resumable-output.ts'
import type {Context} from '../../../context.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {jsonText} from '../../../terminal/json.ts'
import {commaSeparated, csvOptionsOf} from '../../../terminal/table.ts'
import {outFile} from '../../shared/files/write-out.ts'
import {idOf, type Matched, type MatchQuery, matchGroups, readPersons} from './match-ids.ts'
import type {MatchOptions} from './options.ts'
import {viewMatches} from './view.ts'

/** The outcome of writing a file of matches. The keys are a public API. */
export interface MatchedFile {
  /** Absolute. */
  readonly file: string
  readonly people: number
  /** How many of them have a match. */
  readonly matched: number
  /** The number of people that the platform did not answer about. */
  readonly failed: number
}

type Tally = Omit<MatchedFile, 'file'>

/**
 * Matches people into a file, in parts, so that an interrupted file can be continued.
 * @throws {UsageError} if the file already exists, or was started with other people or flags.
 */
export async function matchIntoFile(
  context: Context,
  wanted: MatchQuery,
  options: MatchOptions & {readonly out: string},
): Promise<MatchedFile> {
  const {out: name, overwrite = false} = options
  const isCsv = parseIsCsv(name)
  // A file that was started is continued; any other file counts as existing.
  const isBegun = await ResumableOutput.isBegun(context.io.resolve(name))
  await outFile(context, name, {overwrite: overwrite || isBegun})
  const people = await readPersons(context, undefined, options)
  const source = await sourceOf(context, people.map(idOf), wanted, options)
  const out = context.io.resolve(name)
  const tally: Tally = {people: 0, matched: 0, failed: 0}
  const isReplacing = overwrite || !isBegun
  const output = await ResumableOutput.open(out, {name, source, tally, overwrite: isReplacing})
  if (output.tally.people > 0) context.io.note(`Continuing after ${output.tally.people} people`)
  try {
    const groups = matchGroups(context, people, wanted, {
      done: output.tally.people,
      stopsOnTemporaryFailure: true,
    })
    for await (const rows of groups) {
      const text = isCsv
        ? commaSeparated(viewMatches(rows), {...csvOptionsOf(context.globals), hasHeader: output.isEmpty})
        : toNdjson(rows)
      await output.append(text, add(output.tally, rows))
    }
  } catch (error) {
    await output.leave()
    if ((error instanceof MsgrError || context.signal.aborted) && !output.isEmpty)
      context.io.note(
        `${output.tally.people} of ${people.length} people are done; run the same command to continue`,
      )
    throw error
  }
  await output.finish()
  return {file: out, ...output.tally}
}

function parseIsCsv(out: string): boolean {
  const ending = extname(out).toLowerCase()
  if (ending === '.csv') return true
  if (ending === '.ndjson' || ending === '.jsonl') return false
  throw new UsageError(`--out ${out} ends neither in .csv nor in .ndjson`)
}

/** If any of it changes, the file would be different. */
async function sourceOf(
  context: Context,
  ids: readonly string[],
  {pages, apps}: MatchQuery,
  {asid = false}: MatchOptions,
): Promise<OutputSource> {
  const {target, pageId, appId} = await context.connection()
  return {
    target,
    '--raw-csv': String(context.globals.rawCsv),
    ...(context.globals.excelCsv !== undefined && {'--format': 'excel-csv'}),
    'list of ids': createHash('sha256').update(ids.join('\n')).digest('hex'),
    'kind of id': asid ? 'asid' : 'psid',
    [asid ? 'app' : 'Page']: (asid ? appId : pageId) ?? '',
    '--for-page': pages === undefined ? '' : (pages.page ?? 'all'),
    '--for-app': apps === undefined ? '' : (apps.app ?? 'all'),
  }
}

const toNdjson = (rows: readonly Matched[]) => rows.map(row => `${jsonText(row)}\n`).join('')

function add({people, matched, failed}: Tally, rows: readonly Matched[]): Tally {
  const count = (is: (row: Matched) => boolean) => rows.filter(is).length
  return {
    people: people + rows.length,
    matched: matched + count(({pages = [], apps = []}) => pages.length + apps.length > 0),
    failed: failed + count(row => row.reason !== undefined),
  }
}
