import {extname} from 'node:path'
import {type Command, Option} from 'commander'
import type {Context} from '../../context.ts'
import {MsgrError, UsageError} from '../../errors.ts'
import {MAX_REF_LENGTH, safeRef, toMeLink} from '../../platform/m-me-links.ts'
import {
  messengerCodeLimits as limits,
  messengerCodesRoutes as routes,
} from '../../platform/messenger-codes.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../count.ts'
import {declareForce, type ForceOptions} from '../ended.ts'
import {writeOut} from './write-out.ts'

export interface CodeOptions extends ForceOptions {
  readonly ref?: string
  readonly out?: string
  readonly size?: string
  readonly username?: boolean
  readonly via?: 'messenger-codes'
}

/** A code with what is in it. */
export interface GeneratedCode {
  /** What a camera that reads the QR code opens; of a Messenger Code it is not known. */
  readonly link?: string
  /** Where the platform keeps the picture of a Messenger Code, for a short time. */
  readonly uri?: string
  readonly ref?: string
  /** The file that was written; absolute. */
  readonly out?: string
  /** The code in characters, where a person sees it. */
  readonly drawing?: string
}

export function declare(command: Command): void {
  command
    .option('--ref <ref>', 'what the webhook event says when somebody comes by this code')
    .option('--out <file>', 'write it to a .png or .svg file')
    .option('--size <pixels>', `width and height of a .png, at most (default: ${limits.defaultPixels})`)
    .option('--username', 'name the Page by its username in the link, instead of by its id')
    .addOption(
      new Option('--via <api>', 'messenger-codes: the round codes of Messenger').choices(['messenger-codes']),
    )
  declareForce(command, routes.create).addHelpText(
    'after',
    `
Without --via it is a QR code of the link m.me/PAGE, drawn here. The link works when the Page has a Get Started button and
is subscribed to messaging_postbacks and messaging_referrals.

Examples:
  msgr code generate --ref billboard-ad
  msgr code generate --ref billboard-ad --out billboard.svg`,
  )
}

export async function run(context: Context, options: CodeOptions): Promise<GeneratedCode> {
  const pixels = parseCount(options.size, '--size') ?? limits.defaultPixels
  if (options.via !== undefined) {
    const {generateMessengerCode} = await import('./messenger-code.ts')
    return generateMessengerCode(context, options, pixels)
  }
  const {ref, out} = options
  const kind = out === undefined ? undefined : parseKind(out)
  if (ref !== undefined) checkRef(context, ref)
  const link = toMeLink(await pageOf(context, options), ref)
  const {drawQrCode, toPng, toSvg, toText} = await import('./qr-code.ts')
  const code = drawQrCode(link)
  const {io, globals} = context
  if (out !== undefined) await writeOut(context, out, kind === '.svg' ? toSvg(code) : toPng(code, pixels))
  return {
    link,
    ...(ref === undefined ? {} : {ref}),
    ...(out === undefined ? {} : {out: io.resolve(out)}),
    ...(io.isOutTerminal && !globals.json ? {drawing: toText(code)} : {}),
  }
}

function parseKind(out: string): '.png' | '.svg' {
  const kind = extname(out).toLowerCase()
  if (kind === '.png' || kind === '.svg') return kind
  throw new UsageError(`--out ${out} ends neither in .png nor in .svg`)
}

function checkRef({io}: Context, ref: string): void {
  if (ref.length > MAX_REF_LENGTH)
    throw new UsageError(`--ref has ${ref.length} characters, at most ${MAX_REF_LENGTH}`)
  if (!safeRef.test(ref))
    io.warn(
      'Some apps of Messenger lose a ref that is longer than 250 characters or has others than a-z A-Z 0-9 +/=-.:_',
    )
}

/** How the link names the Page: by the id that the settings know or the platform tells, or by its username. */
async function pageOf(context: Context, {username: isByUsername = false}: CodeOptions): Promise<string> {
  const {pageId} = await context.connection()
  if (pageId !== undefined && !isByUsername) return pageId
  const {page} = await context.api()
  const {id, username} = await page.get(['id', 'username'])
  if (!isByUsername) return id
  if (username !== undefined) return username
  if (context.globals.dryRun) return 'USERNAME'
  throw new MsgrError('The Page has no username', {hint: 'Leave out --username: the id does as well'})
}

export const view: View<GeneratedCode> = ({link, uri, out, drawing}, {good}) =>
  [
    ...(drawing === undefined ? [] : [drawing]),
    ...(link === undefined ? [] : [link]),
    ...(uri === undefined || out !== undefined ? [] : [uri]),
    ...(out === undefined ? [] : [`${good('✔')} Wrote ${out}`]),
  ].join('\n')
