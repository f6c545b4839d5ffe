import * as z from 'zod'
import {mediaTypes} from './attachments.ts'
import {exactlyOne, id, list, mediaUrl, text, withRule} from './fields-schema.ts'
import {messageLimits as limits} from './messages.ts'
import {templatePayload} from './templates-schema.ts'

const quickReplyFields = {
  title: text(limits.quickReplyTitle, {min: 0, over: 'warning'}).describe(
    `The text of the reply, cut after ${limits.quickReplyTitle} characters`,
  ),
  payload: z
    .union([text(limits.quickReplyPayload, {min: 0}), z.number()])
    .describe('Sent to the webhook when it is tapped'),
  image_url: mediaUrl.describe('A picture beside the title').optional(),
}

/** A button above the composer. */
export const quickReply = z.discriminatedUnion('content_type', [
  withRule(
    z.strictObject({
      content_type: z.literal('text').describe('Sends its title as a message'),
      ...quickReplyFields,
    }),
    (value, report) => {
      if (value['title'] === '' && value['image_url'] === undefined)
        report('empty', ['title'], 'is empty, which is only allowed with an `image_url`')
    },
  ),
  z.strictObject({
    content_type: z
      .enum(['user_phone_number', 'user_email'])
      .describe('Offers the phone number or the email address of the person'),
    title: quickReplyFields.title.optional(),
    payload: quickReplyFields.payload.optional(),
    image_url: quickReplyFields.image_url,
  }),
])

/** Where a media attachment comes from; which of the two it must be, the request decides. */
export const mediaPayload = z.strictObject({
  url: mediaUrl.describe('Where the platform fetches the file').optional(),
  attachment_id: id.describe('A file saved before: msgr attachment upload').optional(),
  is_reusable: z.boolean().describe('Whether the file is saved for later messages').optional(),
})

/** An image, audio, video or file. */
export const mediaAttachment = z.strictObject({
  type: z.enum(mediaTypes).describe('The kind of file'),
  payload: mediaPayload.describe('Where the file comes from: exactly one of url and attachment_id'),
})

const attachment = z.discriminatedUnion('type', [
  mediaAttachment,
  z.strictObject({
    type: z.literal('template').describe('A template'),
    payload: templatePayload.describe('The template: template_type and its fields'),
  }),
])

const parameter = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text').describe('A text'),
    parameter_name: z.string().describe('The placeholder, in a template with named ones').optional(),
    text: z.string().describe('The text in its place'),
  }),
  z.strictObject({
    type: z.literal('URL').describe('The end of the address of a button'),
    url: z.string().describe('The text in the address'),
  }),
  z.strictObject({
    type: z.literal('POSTBACK').describe('The payload of a button'),
    payload: z.string().describe('The text in the payload'),
  }),
  z.looseObject({type: z.literal('image').describe('The image of the header')}),
])

const utilityTemplate = z.strictObject({
  name: z.string().min(1).describe('The name of an approved template: msgr template list'),
  language: z
    .strictObject({code: z.string().min(2).describe('Such as en or en_US')})
    .describe('The language of the template'),
  components: z
    .array(
      z.strictObject({
        type: z.enum(['header', 'body', 'buttons']).describe('The part that is filled in'),
        parameters: z.array(parameter).describe('The values of its placeholders, in order').optional(),
      }),
    )
    .describe('The values to fill in')
    .optional(),
})

/** The keys of which a message has exactly one. */
const contents = ['text', 'attachment', 'attachments', 'sticker_id', 'template']

/** The `message` of a request to the Send API. */
export const message = withRule(
  z.strictObject({
    text: text(limits.text)
      .describe('The text; for many people it may contain {{first_name|there}}')
      .optional(),
    attachment: attachment.describe('A file or a template').optional(),
    attachments: list(
      z.strictObject({
        type: z.literal('image').describe('Only images can go together'),
        payload: mediaPayload.describe('Where the image comes from: exactly one of url and attachment_id'),
      }),
      limits.images,
    )
      .describe('Several images in one message')
      .optional(),
    sticker_id: z.union([z.number(), id]).describe('A sticker: msgr sticker search').optional(),
    template: utilityTemplate
      .describe('An approved utility template, with messaging_type UTILITY')
      .optional(),
    quick_replies: list(quickReply, limits.quickReplies, {fewest: 1, none: 'warning'})
      .describe('Buttons above the composer that disappear when one is tapped')
      .optional(),
    metadata: text(limits.metadata, {min: 0, edge: true})
      .describe('Comes back in the echo of the message; people do not see it')
      .optional(),
  }),
  (value, report) => exactlyOne(value, contents, report, 'message-missing'),
)
