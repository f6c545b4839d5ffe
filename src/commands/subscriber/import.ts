import {basename} from 'node:path'
import type {Command} from 'commander'
import type {Api} from '../../api/index.ts'
import {
  declareInvalidRows,
  type InvalidRowsFlags,
  type Rejects,
  withRejects,
} from '../../audience/file-rows.ts'
import {declareSheet} from '../../audience/list-flags.ts'
import {freezeAudienceImport} from '../../bulk/audience-import/draft.ts'
import type {ImportAudience} from '../../bulk/audience-import/manifest.ts'
import {fileStore} from '../../bulk/file-store/file-store.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, UnauthorisedError, UsageError} from '../../errors.ts'
import {type AudienceColumn, audienceColumns, MAX_AUDIENCE_ROWS} from '../../platform/custom-audiences.ts'
import {type CustomAudienceId, isNumericId} from '../../platform/ids.ts'
import {hashFile} from '../../system/file-bytes.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {refuseFileFlags} from '../shared/arguments/resumed-import.ts'
import {pageOf} from '../shared/arguments/run-page.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  audienceImportsOf,
  audiencesNamed,
  columnKinds,
  extraKinds,
  importAudience,
  keyKinds,
} from './import/import-run.ts'
import {
  type AudienceImport,
  type AudienceImportPlan,
  audienceExitCode,
  audienceView,
  planLines,
  planView,
} from './import/result.ts'
import {type ContactFlags, newTally, readContacts} from './shared/contact-rows.ts'

interface ImportOptions extends InvalidRowsFlags, Omit<ContactFlags, 'skipInvalid'> {
  readonly audience?: string
  readonly name?: string
  readonly resume?: string
  readonly recording?: string
}

export function declare(command: Command): void {
  declareInvalidRows(
    declareSheet(command)
      .addArgument(
        completedArgument(
          'files',
          '[file]',
          'CSV or Excel with the columns email or phone, and first_name, last_name; or one address or number per line',
        ),
      )
      .addOption(
        completedOption(
          'audiences',
          '--audience <id>',
          'add the people to this custom audience instead of a new one',
        ),
      )
      .option('--name <name>', 'the name of the new audience (default: that of the file)')
      .option('--country-code <digits>', 'the country of phone numbers that begin with 0: 43')
      .option(
        '--email-column <name>',
        'the column with the e-mail addresses, when msgr does not recognize it',
      )
      .option('--phone-column <name>', 'the column with the phone numbers')
      .addOption(
        completedOption(
          'audienceImports',
          '--resume <run>',
          'resume an interrupted import; last is the newest',
        ),
      )
      .addOption(
        completedOption(
          ['recordings', 'files'],
          '--recording <file>',
          'report how many people were matched, from events that listen --record kept; last is the newest',
        ),
      ),
  ).addHelpText(
    'after',
    `
Adds people who agreed to get messages of the business to a custom audience; whom Meta matches, and who may be written to, becomes a
subscriber within a day. Addresses and numbers are hashed on this machine and are written to no file but that of
--rejects. The whole file is checked first; then msgr asks, and uploads ${MAX_AUDIENCE_ROWS.toLocaleString('en-US')} rows per call. To continue an interrupted import, the
file must be where and as it was. Adding people twice is harmless.`,
  )
  addExamples(
    command,
    'msgr subscriber import customers.csv --country-code 43',
    'msgr subscriber import customers.csv --audience 6301110000000001 --yes',
    'msgr subscriber import --resume last',
  )
}

type Result = AudienceImport | AudienceImportPlan

const ONLY_OWNER = 0o600

/** Checks the file, asks, saves where it is and what it is, and uploads it. A dry run ends with the plan from the file. */
export async function run(
  context: Context,
  file: string | undefined,
  options: ImportOptions,
): Promise<Result> {
  if ((file === undefined) === (options.resume === undefined)) {
    throw new UsageError(file === undefined ? 'No file is named' : 'A resumed import already has its file', {
      hint: 'Type: msgr subscriber import customers.csv, or: msgr subscriber import --resume last',
    })
  }
  if (options.resume !== undefined) {
    refuseFileFlags(options, fileFlags)
    const hint = 'Start an import with a file: msgr subscriber import customers.csv'
    const run = await findRun(fileStore(await audienceImportsOf(context)), options.resume, {hint})
    return importAudience(context, run, options.recording)
  }
  checkFlags(file ?? '', options)
  return withRejects(context, options, rejects => importFile(context, file ?? '', options, rejects), {
    mode: ONLY_OWNER,
  })
}

/** Flags that a resumed import does not need: it was planned with them. */
const fileFlags = {
  audience: '--audience',
  name: '--name',
  countryCode: '--country-code',
  emailColumn: '--email-column',
  phoneColumn: '--phone-column',
  sheet: '--sheet',
  skipInvalid: '--skip-invalid',
  rejects: '--rejects',
} satisfies Partial<Record<keyof ImportOptions, string>>

/** @throws {UsageError} for flags that contradict each other, and for values that cannot be used. */
function checkFlags(file: string, {audience, name, countryCode}: ImportOptions): void {
  if (file === '-') {
    throw new UsageError('The list cannot come from standard input, which cannot be read again', {
      hint: 'Write it to a file that only you can read',
    })
  }
  if (audience !== undefined && name !== undefined)
    throw new UsageError('--name is for a new audience', {hint: 'Leave out --name or --audience'})
  if (audience !== undefined && !isNumericId(audience))
    throw new UsageError(`--audience ${audience} is not the id of a custom audience`)
  if (countryCode !== undefined && !/^[1-9]\d{0,2}$/.test(countryCode)) {
    throw new UsageError(`--country-code ${countryCode} is not the code of a country`, {
      hint: 'Write its digits alone, like --country-code 43',
    })
  }
}

async function importFile(
  context: Context,
  file: string,
  options: ImportOptions,
  rejects: Rejects | undefined,
): Promise<Result> {
  const {countryCode, emailColumn, phoneColumn, skipInvalid, sheet} = options
  const flags: ContactFlags = {countryCode, emailColumn, phoneColumn, skipInvalid, sheet}
  const tally = newTally()
  for await (const _row of readContacts(context, file, {
    keys: keyKinds,
    extras: extraKinds,
    flags,
    rejects,
    tally,
  })) {
    // Read to the end first: nothing is done because of the first rows.
  }
  const schema = audienceColumns.filter(column => tally.kinds.has(columnKinds[column]))
  const total = tally.rows - tally.invalid
  const {name = basename(file).replace(/\.[^.]+$/, '')} = options
  const plan: AudienceImportPlan = {
    rows: tally.rows,
    invalid: tally.invalid,
    schema,
    requests: Math.ceil(total / MAX_AUDIENCE_ROWS) + (options.audience === undefined ? 1 : 0),
    audience: options.audience ?? name,
  }
  if (context.globals.dryRun) return plan
  const {adAccount} = await context.connection()
  if (adAccount === undefined)
    throw new UnauthorisedError('No ad account is configured', {reason: 'noAdAccount'})
  const api = await context.api()
  const audience = await audienceFor(api, options.audience, name)
  context.io.note(planLines(plan))
  await context.prompt.agree('Import?')
  const path = context.io.resolve(file)
  const run = await freezeAudienceImport({
    runsFolder: await audienceImportsOf(context),
    nowMs: context.clock.now(),
    random: context.random,
    target: (await context.connection()).target,
    page: await pageOf(context),
    adAccount,
    source: {path, hash: await hashFile(path), reading: readingOf(flags, context)},
    audience,
    schema: schema as readonly AudienceColumn[],
    rows: {total, invalid: tally.invalid},
  })
  return importAudience(context, run, options.recording)
}

async function audienceFor(api: Api, id: string | undefined, name: string): Promise<ImportAudience> {
  return id === undefined ? {name, others: await audiencesNamed(api, name)} : {id: id as CustomAudienceId}
}

/** How the file is read, to read it the same way again. */
function readingOf(
  flags: ContactFlags,
  {globals: {encoding}}: Context,
): Readonly<Record<string, string | boolean>> {
  const all = {...flags, encoding}
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

export const view: View<Result> = (result, style) =>
  'run' in result ? audienceView(result, style) : planView(result, style)

export const exitCode = (result: Result): ExitCode | undefined =>
  'run' in result ? audienceExitCode(result) : exitCodes.done
