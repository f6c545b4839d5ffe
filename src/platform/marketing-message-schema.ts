import * as z from 'zod'
import {defaultAction, postbackButton, urlButton} from './buttons-schema.ts'
import {exactlyOne, id, isObject, list, mediaUrl, type Report, text, url, withRule} from './fields-schema.ts'
import {marketingMessageLimits as limits} from './marketing-messages.ts'
import {mediaAttachment, quickReply} from './message-schema.ts'
import {messageLimits} from './messages.ts'
import {couponFields, mediaTemplate, productTemplate, receiptTemplate} from './templates-schema.ts'

const appButton = withRule(
  z.strictObject({
    type: z.literal('app').describe('Opens an app, or its page in a store'),
    title: text(20).describe('The text on the button').optional(),
    android_url: url.describe('What is opened on Android').optional(),
    ios_url: url.describe('What is opened on iOS').optional(),
  }),
  (value, report) => {
    if (value['android_url'] === undefined && value['ios_url'] === undefined)
      report('choice', [], 'needs `android_url` or `ios_url`')
  },
)

/** Buttons of marketing messages. */
export const marketingButton = z.discriminatedUnion('type', [urlButton, postbackButton, appButton])

const element = withRule(
  z.strictObject({
    title: text(limits.title).describe('The title; may contain {{first_name}}'),
    subtitle: text(limits.subtitle, {none: 'warning'})
      .describe('The line below the title; may contain {{first_name}}')
      .optional(),
    image_url: mediaUrl.describe('A picture').optional(),
    image_urls: list(
      z.strictObject({
        url: mediaUrl.describe('A picture'),
        is_hero_image: z.boolean().describe('Whether it is the large one; at most one is').optional(),
      }),
      limits.images,
    )
      .describe('Several pictures of a single card, instead of image_url')
      .optional(),
    media_type: z.enum(['image', 'video']).describe('What the card shows').optional(),
    video_id: id.describe('A video of the ad account (advideos), with media_type video').optional(),
    default_action: defaultAction.describe('What a tap on the card does').optional(),
    buttons: list(marketingButton, limits.buttons, {fewest: 1, none: 'warning'})
      .describe('Its buttons')
      .optional(),
  }),
  (value, report) => {
    checkImages(value, report)
    checkVideo(value, report)
  },
)

type Keys = Readonly<Record<string, unknown>>

function checkImages({image_url: one, image_urls: many}: Keys, report: Report): void {
  if (one !== undefined && many !== undefined)
    report('choice', ['image_urls'], 'cannot be used together with `image_url`')
  const heroes = Array.isArray(many)
    ? many.filter(image => isObject(image) && image['is_hero_image'] === true)
    : []
  if (heroes.length > 1)
    report('count', ['image_urls'], `${heroes.length} hero images, at most 1`, {limit: 1})
}

function checkVideo({media_type: type, video_id: video, buttons}: Keys, report: Report): void {
  if (type !== 'video') {
    if (video !== undefined) report('choice', ['video_id'], 'is only allowed with `media_type: video`')
    return
  }
  if (video === undefined) report('missing', ['video_id'], 'is missing: `media_type: video` needs it')
  for (const [index, button] of (Array.isArray(buttons) ? buttons : []).entries()) {
    if (isObject(button) && button['type'] === 'postback')
      report('choice', ['buttons', index, 'type'], '`postback` is not allowed on a card with a video')
  }
}

const generic = withRule(
  z.strictObject({
    template_type: z.literal('generic').describe('Cards with a picture or a video, a title and buttons'),
    text: text(limits.text, {over: 'warning'})
      .describe('A greeting, sent before the cards; may contain {{first_name}}')
      .optional(),
    elements: list(element, limits.elements).describe('The cards, side by side'),
    image_aspect_ratio: z.enum(['horizontal', 'square']).describe('The form of the pictures').optional(),
  }),
  ({elements}, report) => {
    if (!Array.isArray(elements) || elements.length < 2) return
    for (const [index, card] of elements.entries()) {
      if (isObject(card) && card['image_urls'] !== undefined)
        report('choice', ['elements', index, 'image_urls'], 'is only allowed on a single card')
    }
  },
)

const buttons = z.strictObject({
  template_type: z.literal('button').describe('A text with buttons below'),
  text: text(limits.text).describe('The text above the buttons'),
  buttons: list(marketingButton, limits.buttons).describe('Its buttons'),
})

const coupon = z.strictObject({
  ...couponFields,
  coupon_code: couponFields.coupon_code.unwrap(),
  coupon_url: couponFields.coupon_url.unwrap(),
})

/** The payload of an attachment of the type `template` in a marketing message. */
export const marketingTemplate = z.discriminatedUnion('template_type', [
  generic,
  buttons,
  coupon,
  mediaTemplate,
  productTemplate,
  receiptTemplate,
])

/** The `message` of a marketing message. */
export const marketingMessage = withRule(
  z.strictObject({
    text: text(limits.text).describe('The text').optional(),
    attachment: z
      .discriminatedUnion('type', [
        mediaAttachment,
        z.strictObject({
          type: z.literal('template').describe('A template'),
          payload: marketingTemplate.describe('The template: template_type and its fields'),
        }),
      ])
      .describe('A file or a template')
      .optional(),
    quick_replies: list(quickReply, limits.quickReplies, {fewest: 1, none: 'warning'})
      .describe('Buttons above the composer that disappear when one is tapped')
      .optional(),
    metadata: text(messageLimits.metadata, {min: 0, edge: true})
      .describe('Comes back in the echo of the message; people do not see it')
      .optional(),
  }),
  (value, report) => exactlyOne(value, ['text', 'attachment'], report, 'message-missing'),
)

/** A request that sends a marketing message. Rules beyond its form are in marketing-messages-check.ts. */
export const marketingRequestSchema = z.strictObject({
  message_id: id.describe('The campaign').optional(),
  messenger_delivery_data: z
    .strictObject({subscription_token: text(1000).describe('The token of the subscriber')})
    .describe('Who gets it')
    .optional(),
  message: marketingMessage.describe('The message to send').optional(),
  min_conversation_gap_seconds: z
    .int()
    .min(1)
    .describe('Not sent when the conversation moved within so many seconds')
    .optional(),
})
