import {extname} from 'node:path'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {
  messengerCodeLimits as limits,
  messengerCodesRoutes as routes,
} from '../../platform/messenger-codes.ts'
import {demandAlive} from '../ended.ts'
import type {CodeOptions, GeneratedCode} from './generate.ts'
import {writeOut} from './write-out.ts'

/** A round code drawn by the platform; the picture is fetched at once, because its address is a temporary one. */
export async function generateMessengerCode(
  context: Context,
  options: CodeOptions,
  pixels: number,
): Promise<GeneratedCode> {
  await demandAlive(context, routes.create, options)
  const {ref, out} = options
  check(options, pixels)
  const {messengerCodes} = await context.api()
  const code = await messengerCodes.create({
    type: 'standard',
    ...(ref === undefined ? {} : {data: {ref}}),
    image_size: pixels,
  })
  if (out !== undefined && !context.globals.dryRun)
    await writeOut(context, out, await messengerCodes.picture(code))
  return {
    uri: code.uri,
    ...(ref === undefined ? {} : {ref}),
    ...(out === undefined ? {} : {out: context.io.resolve(out)}),
  }
}

function check({ref, out, username}: CodeOptions, pixels: number): void {
  const {smallestPixels, largestPixels, refLength} = limits
  if (username === true)
    throw new UsageError('A Messenger Code has no link, so --username means nothing to it')
  if (out !== undefined && extname(out).toLowerCase() !== '.png')
    throw new UsageError(`--out ${out} does not end in .png, and a Messenger Code is a PNG picture`)
  if (pixels < smallestPixels || pixels > largestPixels)
    throw new UsageError(`--size ${pixels} is not within ${smallestPixels} and ${largestPixels} pixels`)
  if (ref === undefined) return
  if (ref.length > refLength)
    throw new UsageError(`--ref has ${ref.length} characters; in a Messenger Code at most ${refLength}`)
  if (!limits.ref.test(ref))
    throw new UsageError('--ref of a Messenger Code takes only a-z A-Z 0-9 and +/=-.:_')
}
