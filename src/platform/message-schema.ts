import * as z from 'zod'
import {mediaTypes} from './attachments.ts'
import {exactlyOne, id, list, text, url, withRule} from './fields-schema.ts'
import {messageLimits as limits} from './messages.ts'
import {templatePayload} from './templates-schema.ts'

const quickReplyFields = {
  title: text(limits.quickReplyTitle, {min: 0, over: 'warning'}),
  payload: z.union([text(limits.quickReplyPayload, {min: 0}), z.number()]),
  image_url: url.optional(),
}

const quickReply = z.discriminatedUnion('content_type', [
  withRule(z.strictObject({content_type: z.literal('text'), ...quickReplyFields}), (value, report) => {
    if (value['title'] === '' && value['image_url'] === undefined)
      report('empty', ['title'], 'is empty, which is only allowed with an `image_url`')
  }),
  z.strictObject({
    content_type: z.enum(['user_phone_number', 'user_email']),
    title: quickReplyFields.title.optional(),
    payload: quickReplyFields.payload.optional(),
    image_url: quickReplyFields.image_url,
  }),
])

/** Where a media attachment comes from; which of the two it must be, the request decides. */
export const mediaPayload = z.strictObject({
  url: url.optional(),
  attachment_id: id.optional(),
  is_reusable: z.boolean().optional(),
})

/** An image, audio, video or file. */
export const mediaAttachment = z.strictObject({type: z.enum(mediaTypes), payload: mediaPayload})

const attachment = z.discriminatedUnion('type', [
  mediaAttachment,
  z.strictObject({type: z.literal('template'), payload: templatePayload}),
])

const utilityTemplate = z.strictObject({
  name: z.string().min(1),
  language: z.strictObject({code: z.string().min(2)}),
  components: z
    .array(
      z.strictObject({
        type: z.enum(['header', 'body', 'buttons']),
        parameters: z.array(z.looseObject({})).optional(),
      }),
    )
    .optional(),
})

/** The keys of which a message has exactly one. */
export const contents = ['text', 'attachment', 'attachments', 'sticker_id', 'template']

/** The `message` of a request to the Send API. */
export const message = withRule(
  z.strictObject({
    text: text(limits.text).optional(),
    attachment: attachment.optional(),
    attachments: list(
      z.strictObject({type: z.literal('image'), payload: mediaPayload}),
      limits.images,
    ).optional(),
    sticker_id: z.union([z.number(), id]).optional(),
    template: utilityTemplate.optional(),
    quick_replies: list(quickReply, limits.quickReplies).optional(),
    metadata: text(limits.metadata, {min: 0}).optional(),
  }),
  (value, report) => exactlyOne(value, contents, report, 'message-missing'),
)
