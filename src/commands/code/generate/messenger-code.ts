import {extname} from 'node:path'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {
  messengerCodeLimits as limits,
  messengerCodesRoutes as routes,
} from '../../../platform/messenger-codes.ts'
import {demandAlive} from '../../shared/arguments/force.ts'
import {outFileIfNamed} from '../../shared/files/write-out.ts'
import {parsePixels} from './look.ts'
import type {CodeOptions, GeneratedCode} from './options.ts'

/** A round code drawn by the platform; the picture is fetched immediately, because its address is temporary. */
export async function generateMessengerCode(context: Context, options: CodeOptions): Promise<GeneratedCode> {
  await demandAlive(context, routes.create, options)
  const {ref, out, overwrite} = options
  check(options)
  const file = await outFileIfNamed(context, out, {overwrite})
  const pixels = parsePixels(options.size)
  const {messengerCodes} = await context.api()
  const code = await messengerCodes.create({
    type: 'standard',
    ...(ref === undefined ? {} : {data: {ref}}),
    image_size: pixels,
  })
  if (!context.globals.dryRun) await file?.write(await messengerCodes.picture(code, context.signal))
  return {
    link: undefined,
    uri: code.uri,
    ref,
    file: out === undefined ? undefined : context.io.resolve(out),
  }
}

function check(options: CodeOptions): void {
  const {ref, out, username, text, errorCorrection, from} = options
  if (username === true)
    throw new UsageError('A Messenger Code has no link, so --username does not work with it')
  if ([text, errorCorrection, from].some(flag => flag !== undefined))
    throw new UsageError('--text, --error-correction and --from are for QR codes, not for Messenger Codes')
  if (out !== undefined && extname(out).toLowerCase() !== '.png')
    throw new UsageError(`--out ${out} does not end in .png, and a Messenger Code is a PNG picture`)
  if (ref === undefined) return
  if (ref.length > limits.refLength)
    throw new UsageError(`--ref has ${ref.length} characters; a Messenger Code allows ${limits.refLength}`)
  if (!limits.ref.test(ref))
    throw new UsageError('--ref of a Messenger Code takes only a-z A-Z 0-9 and +/=-.:_')
}
