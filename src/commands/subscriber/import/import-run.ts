import {join} from 'node:path'
import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import {
  type AudienceEnd,
  carryOutAudienceImport,
  type HashedRow,
  type UploadOutcome,
} from '../../../bulk/audience-import/carry-out.ts'
import {
  type AudienceManifest,
  audienceImportsFolderIn,
  readAudienceManifest,
} from '../../../bulk/audience-import/manifest.ts'
import type {Context} from '../../../context.ts'
import {GraphError, MsgrError, NetworkError, UsageError} from '../../../errors.ts'
import type {AudienceColumn} from '../../../platform/custom-audiences.ts'
import {normalName} from '../../../platform/hashed-person.ts'
import type {CustomAudienceId} from '../../../platform/ids.ts'
import {refuseOtherPage} from '../../shared/arguments/run-page.ts'
import {importProgress} from '../../shared/wording/import-progress.ts'
import {callOutcomeOf} from '../../shared/wording/item-outcome.ts'
import {hashOf} from '../shared/contact.ts'
import {type Contact, type ContactFlags, type ContactKind, readContacts} from '../shared/contact-rows.ts'
import {readMatched} from './matched.ts'
import type {AudienceImport} from './result.ts'

/** The columns of an upload, and what of a contact each has. */
export const columnKinds = {
  EMAIL: 'email',
  PHONE: 'phone',
  FN: 'firstName',
  LN: 'lastName',
} as const satisfies Readonly<Record<AudienceColumn, ContactKind>>

export const keyKinds = ['email', 'phone'] as const
export const extraKinds = ['firstName', 'lastName'] as const

/** The folder with all imports. */
export async function audienceImportsOf(context: Context): Promise<string> {
  const {paths} = await context.config()
  return audienceImportsFolderIn(paths.stateFolder)
}

/** Runs an import as far as possible, with progress. @throws {MsgrError} if it belongs to another Page or ad account. */
export async function importAudience(
  context: Context,
  run: string,
  recording: string | undefined,
): Promise<AudienceImport> {
  const folder = join(await audienceImportsOf(context), run)
  const manifest = await readAudienceManifest(folder)
  await refuseOtherTarget(context, manifest)
  const bar = context.progress.start('Uploading')
  try {
    const api = await context.api()
    const end = await carryOutAudienceImport(folder, {
      rows: ({source, schema}) => hashedRows(context, source, schema),
      upload: (audience, schema, data) => upload(api, audience, {schema, data}),
      createAudience: async name => (await api.customAudiences.create({name, pageId: pageIn(manifest)})).id,
      findAudiences: name => audiencesNamed(api, name),
      clock: context.clock,
      random: context.random,
      signal: context.signal,
      onProgress: importProgress(context, bar),
    })
    return await toResult(context, manifest, end, recording)
  } catch (error) {
    if (error instanceof MsgrError || context.signal.aborted)
      context.io.note(`Continue later: ${nextOf(context, run)}`)
    throw error
  } finally {
    bar.stop()
  }
}

const pageIn = ({page}: AudienceManifest) =>
  page.id as Parameters<Api['customAudiences']['create']>[0]['pageId']

/** The ids of the audiences with a name. */
export async function audiencesNamed(
  {customAudiences}: Api,
  name: string,
): Promise<readonly CustomAudienceId[]> {
  const all = await collect(customAudiences.list({limit: 100}))
  return all.filter(each => each.name === name).map(({id}) => id)
}

async function refuseOtherTarget(context: Context, manifest: AudienceManifest): Promise<void> {
  await refuseOtherPage(context, manifest)
  const {adAccount} = await context.connection()
  if (adAccount !== undefined && adAccount !== manifest.adAccount) {
    throw new UsageError(
      `The import is for the ad account ${manifest.adAccount}, and ${adAccount} is configured`,
      {
        hint: 'Configure the other one: MSGR_AD_ACCOUNT, or adAccount of the Page in the settings',
      },
    )
  }
  const encoding = manifest.source.reading['encoding']
  if (encoding !== undefined && encoding !== context.globals.encoding) {
    throw new UsageError(`The file was read as ${encoding}`, {
      hint: `Read it the same way: --encoding ${encoding}`,
    })
  }
}

/** The rows of the file, read again. */
async function* hashedRows(
  context: Context,
  {path, reading}: AudienceManifest['source'],
  schema: readonly AudienceColumn[],
) {
  const options = {keys: keyKinds, extras: extraKinds, flags: reading as ContactFlags}
  for await (const contact of readContacts(context, path, options))
    yield {hash: () => toHashedRow(contact, schema)}
}

/** Nothing stands for what a row does not have. */
function toHashedRow({values}: Contact, schema: readonly AudienceColumn[]): HashedRow {
  return schema.map(column => {
    const kind = columnKinds[column]
    const value = values[kind]
    if (value === undefined) return ''
    const normal = kind === 'email' || kind === 'phone' ? value : normalName(value)
    return normal === undefined ? '' : hashOf(normal)
  })
}

async function upload(
  {customAudiences}: Api,
  audience: CustomAudienceId,
  rows: {readonly schema: readonly AudienceColumn[]; readonly data: readonly HashedRow[]},
): Promise<UploadOutcome> {
  try {
    const {num_invalid_entries: refused} = await customAudiences.addUsers(audience, rows)
    return {kind: 'done', refused: Number(refused ?? 0)}
  } catch (error) {
    if (error instanceof GraphError || error instanceof NetworkError) return callOutcomeOf(error)
    throw error
  }
}

async function toResult(
  context: Context,
  {run, rows}: AudienceManifest,
  {state, reason, exitCode, counts, audienceId, created}: AudienceEnd,
  recording: string | undefined,
): Promise<AudienceImport> {
  const matched =
    recording === undefined || audienceId === undefined
      ? undefined
      : await readMatched(context, recording, audienceId)
  return {
    ...{run, state, reason, audienceId, created},
    uploaded: counts.uploaded,
    invalid: rows.invalid,
    refused: counts.refused,
    remaining: counts.remaining,
    matchedAtLeast: matched?.atLeast,
    matchedAtMost: matched?.atMost,
    exitCode,
    next: state === 'done' ? undefined : nextOf(context, run),
  }
}

function nextOf({globals}: Context, run: string): string {
  const page = globals.page === undefined ? '' : ` --page ${globals.page}`
  return `msgr${globals.emulator ? ' --emulator' : ''}${page} subscriber import --resume ${run}`
}
