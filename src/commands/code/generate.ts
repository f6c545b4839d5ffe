import {extname} from 'node:path'
import {type Command, Option} from 'commander'
import {declareInvalidRows} from '../../audience/file-rows.ts'
import {declareSheet} from '../../audience/list-flags.ts'
import type {Context} from '../../context.ts'
import type {PictureKind} from '../../drawing/code/picture.ts'
import {invertBlocks, viewDrawing} from '../../drawing/code/terminal.ts'
import {UsageError} from '../../errors.ts'
import {MAX_REF_LENGTH, portableRef, portableRefRule, refFault, toMeLink} from '../../platform/m-me-links.ts'
import {
  messengerCodeLimits as limits,
  messengerCodesRoutes as routes,
} from '../../platform/messenger-codes.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {declareForce} from '../shared/arguments/force.ts'
import {outFileIfNamed} from '../shared/files/write-out.ts'
import {parseLook} from './generate/look.ts'
import type {CodeOptions, GeneratedCode} from './generate/options.ts'
import {pageInLink} from './generate/page-in-link.ts'

/**
 * A drawing is for a terminal alone.
 * @public
 */
export type Printed = Omit<GeneratedCode, 'drawing'> | readonly Omit<GeneratedCode, 'drawing'>[]

export const json = {usual: 'document', with: {'--from': 'array'}} as const
export const csv = {columns: ['ref', 'link', 'uri', 'file']}

export function declare(command: Command): void {
  command
    .option('--ref <ref>', 'the ref in the webhook event when somebody uses this code')
    .addOption(completedOption('files', '--out <file>', 'write it to a .png or .svg file'))
    .option(
      '--size <pixels>',
      `width of the picture, and height without a line under it, ${limits.smallestPixels} to ${limits.largestPixels} (default: ${limits.defaultPixels})`,
    )
    .option('--text <label>', 'a line under the code in the file')
    .addOption(
      new Option(
        '--error-correction <level>',
        'how much damage the code tolerates: L 7 %, M 15 %, Q 25 % or H 30 % (default: M)',
      ).choices(['L', 'M', 'Q', 'H']),
    )
    .option('--username', 'use the username of the Page in the link instead of its id')
    .option('--invert', 'without colours: draw for a light terminal')
    .addOption(
      completedOption(
        'files',
        '--from <file>',
        'many codes: CSV or Excel with a column ref and optionally name; - reads standard input',
      ),
    )
    .addOption(
      completedOption(
        'files',
        '--out-dir <folder>',
        'with --from: the folder for the files (default: codes)',
      ),
    )
    .addOption(
      new Option('--kind <kind>', 'with --from: the kind of the files (default: png)').choices([
        'png',
        'svg',
      ]),
    )
  declareInvalidRows(declareSheet(command)).addOption(
    new Option('--via <api>', 'messenger-codes: the round codes of Messenger').choices(['messenger-codes']),
  )
  declareForce(command, routes.create).addHelpText(
    'after',
    `
Without --via, draws a QR code of the link m.me/PAGE. The link works when the Page has a Get Started button and
is subscribed to messaging_postbacks and messaging_referrals. A ref has at most ${MAX_REF_LENGTH} characters; letters, digits and
-_= work everywhere. With --from, each file is named after the column name, else after the ref; nothing is written if a row is invalid.

Examples:
  $ msgr code generate --ref billboard-ad
  $ msgr code generate --ref billboard-ad --out billboard.svg --text "Scan me"
  $ msgr code generate --from refs.csv --out-dir codes --size 500`,
  )
}

export async function run(
  context: Context,
  options: CodeOptions,
): Promise<GeneratedCode | readonly GeneratedCode[]> {
  if (options.via !== undefined) {
    const {generateMessengerCode} = await import('./generate/messenger-code.ts')
    return generateMessengerCode(context, options)
  }
  if (options.from !== undefined) return generateMany(context, options.from, options)
  const {outDir, kind, skipInvalid, rejects, sheet} = options
  if ([outDir, kind, skipInvalid, rejects, sheet].some(flag => flag !== undefined))
    throw new UsageError('--out-dir, --kind, --sheet, --skip-invalid and --rejects work only with --from')
  return generateOne(context, options)
}

async function generateMany(
  context: Context,
  file: string,
  options: CodeOptions,
): Promise<readonly GeneratedCode[]> {
  if ([options.ref, options.out, options.invert].some(flag => flag !== undefined)) {
    throw new UsageError('--from makes many codes, so it cannot be used with --ref, --out or --invert', {
      hint: 'Put the refs into the file, and name the folder: --out-dir codes',
    })
  }
  const {generateFromFile} = await import('./generate/from-file.ts')
  return generateFromFile(context, file, options)
}

async function generateOne(context: Context, options: CodeOptions): Promise<GeneratedCode> {
  const {io, globals} = context
  const {ref, out, overwrite} = options
  const kind = out === undefined ? undefined : parseKind(out)
  const file = await outFileIfNamed(context, out, {overwrite})
  const look = parseLook(options, kind)
  if (ref !== undefined) await checkRef(context, ref)
  const link = toMeLink(await pageInLink(context, options), ref)
  const {drawQrCode} = await import('../../drawing/code/qr-code.ts')
  const code = drawQrCode(link, look.level)
  if (kind !== undefined) {
    const {refuseUnknownLetters, toPicture} = await import('../../drawing/code/picture.ts')
    await refuseUnknownLetters(kind, look)
    await file?.write(await toPicture(kind, code, link, look))
  }
  const result = {
    link,
    uri: undefined,
    ref,
    file: out === undefined || globals.dryRun ? undefined : io.resolve(out),
  }
  if (!io.isOutTerminal || globals.json) return result
  const {toBlocks, squaresOf} = await import('../../drawing/code/qr-code.ts')
  if (squaresOf(code) > io.columns) {
    io.note(`The code is ${squaresOf(code)} columns wide, too wide for this terminal`)
    return result
  }
  const drawing = toBlocks(code)
  return {...result, drawing: options.invert ? invertBlocks(drawing) : drawing}
}

function parseKind(out: string): PictureKind {
  const kind = extname(out).toLowerCase()
  if (kind === '.png') return 'png'
  if (kind === '.svg') return 'svg'
  throw new UsageError(`--out ${out} ends neither in .png nor in .svg`)
}

async function checkRef(context: Context, ref: string): Promise<void> {
  const {io} = context
  const {secretFaultOf} = await import('../shared/files/own-secrets.ts')
  const fault = refFault(ref) ?? (await secretFaultOf(context))(ref)
  if (fault !== undefined) throw new UsageError(`--ref ${fault}`)
  if (!portableRef.test(ref)) io.warn(portableRefRule)
}

export const isVerbatim = true

export const view: View<GeneratedCode | readonly GeneratedCode[]> = (result, style) => {
  if ('length' in result) {
    return {
      columns: ['ref', 'link', 'file'],
      rows: result.map(({ref, link, file}) => [ref, link, file]),
      whole: ['link', 'file'],
      leaveOut: ['link'],
    }
  }
  const {link, uri, file, drawing} = result
  return [
    ...(drawing === undefined ? [] : [viewDrawing(drawing, style)]),
    ...(link === undefined ? [] : [link]),
    ...(uri === undefined || file !== undefined ? [] : [uri]),
    ...(file === undefined ? [] : [`${style.good('✔')} Wrote ${file}`]),
  ].join('\n')
}
