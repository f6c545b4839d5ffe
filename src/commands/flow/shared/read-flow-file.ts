import type {Context} from '../../../context.ts'
import type {SendMessageOptions} from '../../../platform/messages-check.ts'
import type {NormalBody} from '../../../platform/normal-body.ts'
import {isEmulated, today} from '../../shared/arguments/target-time.ts'
import {readPlaced} from '../../shared/files/placed-document.ts'
import {judge} from '../../shared/wording/faults.ts'

/**
 * The flow or the change in a file, as the platform reads it.
 * @throws {UsageError} if the file cannot be read; {InvalidInputError} with every fault and its line.
 */
export async function readFlowFile<Body>(
  context: Context,
  file: string,
  judgeBody: (document: unknown, options: SendMessageOptions) => NormalBody<Body>,
): Promise<Body> {
  const {data, input} = await readPlaced(context, file)
  const {faults, value} = judgeBody(data, {
    today: await today(context),
    isEmulated: await isEmulated(context),
  })
  judge(context.io, input, faults)
  return value
}
