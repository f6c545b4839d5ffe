import * as z from 'zod'
import {exactlyOne, formed, id, text, withRule} from './fields-schema.ts'
import {mediaAttachment, message} from './message-schema.ts'
import {messageTags, newsTag} from './message-tags.ts'
import {messagingTypes, notificationTypes, senderActions} from './messages.ts'

const nodeId = formed(/^[0-9]{1,32}(_[0-9]{1,32})*$/, 'is not an id like 123_456')

const recipient = withRule(
  z.strictObject({
    id: id.describe('A person, by their id on the Page').optional(),
    user_ref: text(1000).describe('A person who ticked the checkbox plugin').optional(),
    comment_id: nodeId.describe('The author of a comment').optional(),
    post_id: nodeId.describe('The author of a post').optional(),
    one_time_notif_token: text(1000)
      .describe('A person who agreed to one notification; may no longer work')
      .optional(),
    phone_number: formed(/^\+[0-9 ()-]{6,30}$/, 'is not a number like +1(212)555-2368')
      .describe('A person by their number; may no longer work')
      .optional(),
    name: z
      .strictObject({
        first_name: z.string().describe('Their first name'),
        last_name: z.string().describe('Their last name'),
      })
      .describe('Whose number it is')
      .optional(),
  }),
  (value, report) => {
    const unclear = ['one_time_notif_token', 'phone_number'].filter(key => value[key] !== undefined)
    exactlyOne(value, ['id', 'user_ref', 'comment_id', 'post_id', ...unclear], report)
    for (const key of unclear)
      report('unclear', [key], 'is no longer documented as working', {severity: 'warning'})
  },
)

const upperCase = senderActions.map(action => action.toUpperCase() as Uppercase<typeof action>)

/** A request to the Send API as it is today. Rules about dates and about several fields are in messages-check.ts. */
export const sendRequestSchema = z.strictObject({
  recipient: recipient.describe('The recipient; a message for many people has none').optional(),
  messaging_type: z.enum(messagingTypes).describe('Why it is sent').optional(),
  message: message.describe('The message to send').optional(),
  tag: z
    .enum([...messageTags.map(({name}) => name), newsTag])
    .describe('Why it may be sent outside of 24 hours, with messaging_type MESSAGE_TAG')
    .optional(),
  notification_type: z.enum(notificationTypes).describe('How loudly the phone announces it').optional(),
  sender_action: z
    .enum([...senderActions, ...upperCase])
    .describe('An action instead of a message')
    .optional(),
  payload: z
    .strictObject({
      message_id: z.string().min(1).describe('The message that is reacted to'),
      reaction: z.string().min(1).describe('The emoji to react with').optional(),
    })
    .describe('The target of the sender actions react and unreact')
    .optional(),
  reply_to: z
    .strictObject({mid: z.string().min(1).describe('The id of that message')})
    .describe('The message that this one replies to')
    .optional(),
  persona_id: id.describe('The persona that sends it: msgr persona list').optional(),
  thread_control: z
    .strictObject({
      control_type: z.enum(['pass', 'release']).describe('Passes it to another app, or releases it'),
      app_id: id.describe('The app that it is passed to').optional(),
    })
    .describe('Who controls the conversation afterwards')
    .optional(),
  suggestion_action: z.string().describe('Passed on to the platform unchanged').optional(),
  folder: z.string().describe('The folder of the inbox that the conversation goes to').optional(),
})

/** A request that saves an attachment for later messages. */
export const attachmentUploadSchema = z.strictObject({
  message: z.strictObject({attachment: mediaAttachment}),
  platform: z.enum(['MESSENGER', 'INSTAGRAM', 'messenger', 'instagram']).optional(),
})
