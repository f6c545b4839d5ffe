import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {type InvalidRowsFlags, readFileRows} from '../../../audience/file-rows.ts'
import type {SheetFlags} from '../../../audience/list-flags.ts'
import {columnNamed} from '../../../bulk/id-column.ts'
import {faultAt, formatPlace, type RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Context} from '../../../context.ts'
import {refuseUnknownLetters, toPicture} from '../../../drawing/code/picture.ts'
import {drawQrCode} from '../../../drawing/code/qr-code.ts'
import {InvalidInputError, UsageError} from '../../../errors.ts'
import {portableRef, portableRefRule} from '../../../platform/m-me-links.ts'
import {makeFolder} from '../../../system/folder.ts'
import {fileNamed} from '../../shared/files/file-named.ts'
import {secretFaultOf} from '../../shared/files/own-secrets.ts'
import {agreeToOverwrite, writeOut} from '../../shared/files/write-out.ts'
import {type LookOptions, parseLook} from './look.ts'
import type {CodesOptions, GeneratedCode} from './options.ts'
import {pageInLink} from './page-in-link.ts'
import {createPlanner, type PlannedCode, sameFile} from './plan.ts'

/**
 * One file for each ref of a CSV file, an NDJSON file or a list. All of it is checked before the first is written.
 * @throws {InvalidInputError} with every row that does not produce a code, or whose file is that of another row.
 */
export async function generateFromFile(
  context: Context,
  file: string,
  options: CodesOptions & LookOptions & {readonly username?: boolean},
): Promise<readonly GeneratedCode[]> {
  const {io, globals} = context
  const {kind = 'png', outDir = 'codes', overwrite = false} = options
  const look = parseLook(options, kind)
  await refuseUnknownLetters(kind, look)
  const page = await pageInLink(context, options)
  const codes = await planAll(context, file, {...options, wanted: {page, kind, look}})
  const folder = io.resolve(outDir)
  if (!overwrite) await agreeToReplace(context, folder, codes, file)
  if (!globals.dryRun) await makeOutFolder(folder, outDir)
  const written: GeneratedCode[] = []
  const bar = context.progress.start('Drawing')
  try {
    for (const {ref, link, fileName} of codes) {
      context.signal.throwIfAborted()
      const out = join(folder, fileName)
      await writeOut(context, out, await toPicture(kind, drawQrCode(link, look.level), link, look), {
        overwrite: true,
      })
      written.push({ref, link, uri: undefined, file: out})
      bar.update(`${written.length} of ${codes.length} codes`)
    }
  } finally {
    bar.stop()
  }
  return written
}

async function planAll(
  context: Context,
  file: string,
  {
    wanted,
    skipInvalid,
    rejects,
    overwrite,
    sheet,
  }: InvalidRowsFlags & SheetFlags & {readonly wanted: Parameters<typeof createPlanner>[0]},
): Promise<readonly PlannedCode[]> {
  const plan = createPlanner(wanted)
  const planned = new Map<RecipientRow, PlannedCode>()
  const secretFault = await secretFaultOf(context)
  const reasonOf = (row: RecipientRow): string | undefined => {
    const fault = secretFault(row.psid)
    if (fault !== undefined) return `the ref ${fault}`
    const code = plan(row)
    if (typeof code === 'string') return code
    planned.set(row, code)
    return undefined
  }
  const risky: string[] = []
  const flags = {columns: columnNamed('ref'), reasonOf, skipInvalid, rejects, overwrite, sheet}
  for await (const row of readFileRows(context, file, flags))
    if (!portableRef.test(row.psid)) risky.push(formatPlace(row.place))
  const [first] = risky
  if (first !== undefined) {
    const which = risky.length === 1 ? `one, in ${first}` : `${risky.length}, the first in ${first}`
    context.io.warn(`${portableRefRule}: ${which}`)
  }
  return [...planned.values()]
}

/** Asks about all files at once. @throws {InvalidInputError} with each row whose file exists, when nobody can be asked. */
async function agreeToReplace(
  context: Context,
  folder: string,
  codes: readonly PlannedCode[],
  file: string,
): Promise<void> {
  const there = new Set((await readdir(folder).catch(() => [])).map(sameFile))
  const replaced = codes.filter(({fileName}) => there.has(sameFile(fileName)))
  const names = replaced.map(({fileName}) => fileName)
  const faults = replaced.map(({fileName, place}) =>
    faultAt(place, fileNamed(file), {path: '', message: `${fileName} already exists`}),
  )
  if (faults.length === 0) return
  const refusal = new InvalidInputError(file, faults, {
    hint: 'Use another --out-dir, or replace them: --overwrite',
  })
  await agreeToOverwrite(context, names, refusal)
}

async function makeOutFolder(folder: string, outDir: string): Promise<void> {
  try {
    await makeFolder(folder)
  } catch (error) {
    throw new UsageError(`Cannot create ${outDir}: ${(error as Error).message}`, {cause: error})
  }
}
