import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {attachmentLimits, type MediaType} from '../../platform/attachments.ts'
import type {AttachmentId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {isEmulated} from '../shared/arguments/target-time.ts'
import {kindOption, toMedia} from '../shared/files/media.ts'
import {uploading} from '../shared/files/uploading.ts'
import {judge} from '../shared/wording/faults.ts'

export interface SavedAttachment {
  readonly attachmentId: AttachmentId
  readonly type: MediaType
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('files', '<source>', 'a file or an https URL'))
    .option('--kind <kind>', kindOption)
    .addHelpText(
      'after',
      `
At most 25 MB; images by URL 8 MB. The attachment can be sent for ${attachmentLimits.lifeDays} days, only by this Page.

Examples:
  $ msgr attachment upload ./menu.pdf
  $ msgr attachment upload https://example.com/hat.png --json | jq -r .attachmentId`,
    )
}

export async function run(
  context: Context,
  source: string,
  options: {readonly kind?: string},
): Promise<SavedAttachment> {
  const {attachment, file} = toMedia(source, {...options, reusable: true}, context.io.resolve)
  const {type, payload} = attachment
  if (payload.attachment_id !== undefined)
    throw new UsageError(`${source} is the id of an attachment that is already saved`, {
      hint: `Send it: msgr send attachment <psid> ${source} --kind ${type}`,
    })
  const {checkAttachmentUpload} = await import('../../platform/messages-check.ts')
  const known = {isUpload: file !== undefined, isEmulated: await isEmulated(context)}
  judge(context.io, 'The attachment', checkAttachmentUpload({message: {attachment}}, known))
  const {attachments} = await context.api()
  const {attachment_id} = await (file === undefined
    ? attachments.upload(type, payload.url ?? '')
    : uploading(context, file, options => attachments.uploadFile(type, file, options)))
  return {attachmentId: attachment_id, type}
}

export const view: View<SavedAttachment> = ({attachmentId: id, type}, {good}) =>
  `${good('✔')} Saved as ${id}, for ${attachmentLimits.lifeDays} days\nSend it: msgr send attachment <psid> ${id} --kind ${type}`
