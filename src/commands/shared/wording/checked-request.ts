import type {UploadFile} from '../../../api/core/upload.ts'
import {inWords} from '../../../cli/hints/faults.ts'
import type {Context} from '../../../context.ts'
import type {Input} from '../../../errors.ts'
import type {SendRequest} from '../../../platform/messages.ts'
import {type ForceOptions, forgive} from '../arguments/force.ts'
import {isEmulated, today} from '../arguments/target-time.ts'
import {judge, type StrictOptions, strictly} from './faults.ts'

export interface CheckOptions extends ForceOptions, StrictOptions {
  /** Where the request is from; not `input`, which is a flag of every command. Default: flags and arguments. */
  readonly given?: Input | undefined
  /** Sent along with the request. */
  readonly file?: UploadFile | undefined
}

/** The input where no file was given. */
export const flagged: Input = {name: 'The message'}

/**
 * The request as it will be sent: without nulls and tokens, with scalars of the expected types.
 * @throws {InvalidInputError} with every fault of a request.
 */
export async function checkRequest(
  context: Context,
  request: unknown,
  {force = false, strict = false, file, given = flagged}: CheckOptions = {},
): Promise<SendRequest> {
  const {judgeSendRequest} = await import('../../../platform/messages-check.ts')
  const known = {
    today: await today(context),
    isUpload: file !== undefined,
    isEmulated: await isEmulated(context),
  }
  const judged = judgeSendRequest(request, known)
  judge(context.io, given, strictly(forgive(inWords(judged.faults), force), {strict}))
  return judged.request
}
