import * as z from 'zod'
import {exactlyOne, formed, id, text, withRule} from './fields-schema.ts'
import {mediaAttachment, message} from './message-schema.ts'
import {messageTags, newsTag} from './message-tags.ts'
import {messagingTypes, notificationTypes, senderActions} from './messages.ts'

const nodeId = formed(/^[0-9]{1,32}(_[0-9]{1,32})*$/, 'is not an id like 123_456')

const recipient = withRule(
  z.strictObject({
    id: id.optional(),
    user_ref: text(1000).optional(),
    comment_id: nodeId.optional(),
    post_id: nodeId.optional(),
    one_time_notif_token: text(1000).optional(),
    phone_number: formed(/^\+[0-9 ()-]{6,30}$/, 'is not a number like +1(212)555-2368').optional(),
    name: z.strictObject({first_name: z.string(), last_name: z.string()}).optional(),
  }),
  (value, report) => {
    const keys = ['id', 'user_ref', 'comment_id', 'post_id']
    const unclear = ['one_time_notif_token', 'phone_number'].filter(key => value[key] !== undefined)
    if (Object.keys(value).every(key => [...keys, ...unclear].includes(key)))
      exactlyOne(value, [...keys, ...unclear], report)
    for (const key of unclear)
      report('unclear', [key], 'is not documented as working any more', {severity: 'warning'})
  },
)

const upperCase = senderActions.map(action => action.toUpperCase() as Uppercase<typeof action>)

/** A request to the Send API as it is today. Rules about dates and about several fields are in messages-check.ts. */
export const sendRequestSchema = z.strictObject({
  recipient: recipient.optional(),
  messaging_type: z.enum(messagingTypes).optional(),
  message: message.optional(),
  tag: z.enum([...messageTags.map(({name}) => name), newsTag]).optional(),
  notification_type: z.enum(notificationTypes).optional(),
  sender_action: z.enum([...senderActions, ...upperCase]).optional(),
  payload: z.strictObject({message_id: z.string().min(1), reaction: z.string().min(1).optional()}).optional(),
  reply_to: z.strictObject({mid: z.string().min(1)}).optional(),
  persona_id: id.optional(),
  thread_control: z
    .strictObject({control_type: z.enum(['pass', 'release']), app_id: id.optional()})
    .optional(),
  suggestion_action: z.string().optional(),
  folder: z.string().optional(),
})

/** A request that saves an attachment for later messages. */
export const attachmentUploadSchema = z.strictObject({
  message: z.strictObject({attachment: mediaAttachment}),
  platform: z.enum(['MESSENGER', 'INSTAGRAM', 'messenger', 'instagram']).optional(),
})
