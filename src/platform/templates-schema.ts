import * as z from 'zod'
import {button, defaultAction, gridButton, mediaButton} from './buttons-schema.ts'
import {exactlyOne, formed, id, isObject, list, text, url, withRule} from './fields-schema.ts'
import {templateLimits as limits} from './templates.ts'

const someText = z.string().min(1)
const sharable = z.boolean().optional()

const generic = z.strictObject({
  template_type: z.literal('generic'),
  elements: list(
    withRule(
      z.strictObject({
        title: text(limits.generic.title),
        subtitle: text(limits.generic.subtitle).optional(),
        image_url: url.optional(),
        default_action: defaultAction.optional(),
        buttons: list(button, limits.buttons).optional(),
      }),
      (element, report) => {
        if (!['subtitle', 'image_url', 'default_action', 'buttons'].some(key => element[key] !== undefined))
          report(
            'choice',
            [],
            'needs something besides `title`: `subtitle`, `image_url`, `default_action` or `buttons`',
          )
      },
    ),
    limits.generic.elements,
  ),
  sharable,
  image_aspect_ratio: z.enum(['horizontal', 'square']).optional(),
})

const buttons = z.strictObject({
  template_type: z.literal('button'),
  text: text(limits.button.text),
  buttons: list(button, limits.buttons),
  sharable,
})

const facebookUrl = formed(
  /^https:\/\/([a-z0-9-]+\.)*facebook\.com\//i,
  'is not a photo or video on Facebook; send a file of your own with its attachment_id: msgr attachment upload',
  'media-url',
)

const media = z.strictObject({
  template_type: z.literal('media'),
  elements: list(
    withRule(
      z.strictObject({
        media_type: z.enum(['image', 'video']),
        attachment_id: id.optional(),
        url: facebookUrl.optional(),
        buttons: list(mediaButton, limits.buttons).optional(),
      }),
      (element, report) => exactlyOne(element, ['attachment_id', 'url'], report, 'media-source'),
    ),
    1,
  ),
  sharable,
})

const gridImage = z.strictObject({
  url,
  is_hero_image: z.boolean().optional(),
  action: z
    .discriminatedUnion('type', [
      z.strictObject({type: z.literal('web_url'), url}),
      z.strictObject({type: z.literal('postback'), payload: text(1000), text: someText}),
    ])
    .optional(),
})

const imageGrid = z.strictObject({
  template_type: z.literal('image_grid'),
  elements: list(
    withRule(
      z.strictObject({
        title: text(limits.imageGrid.title).optional(),
        subtitle: text(limits.imageGrid.subtitle).optional(),
        images: list(gridImage, limits.imageGrid.images, limits.imageGrid.fewestImages),
        buttons: list(gridButton, limits.buttons).optional(),
      }),
      ({images}, report) => {
        const heroes = Array.isArray(images)
          ? images.filter(image => isObject(image) && image['is_hero_image'] === true)
          : []
        if (heroes.length > 1)
          report('count', ['images'], `${heroes.length} hero images, at most 1`, {limit: 1})
      },
    ),
    1,
  ),
})

const receipt = z.strictObject({
  template_type: z.literal('receipt'),
  recipient_name: someText,
  order_number: someText,
  currency: formed(/^[A-Z]{3}$/, 'is not a currency code like EUR'),
  payment_method: someText,
  summary: z.strictObject({
    total_cost: z.number(),
    subtotal: z.number().optional(),
    shipping_cost: z.number().optional(),
    total_tax: z.number().optional(),
  }),
  merchant_name: z.string().optional(),
  timestamp: formed(/^[0-9]+$/, 'is not a time in Unix seconds').optional(),
  order_url: url.optional(),
  elements: list(
    z.strictObject({
      title: someText,
      price: z.number(),
      subtitle: z.string().optional(),
      quantity: z.number().optional(),
      currency: z.string().optional(),
      image_url: url.optional(),
    }),
    limits.receipt.elements,
    0,
  ).optional(),
  address: z
    .strictObject({
      street_1: someText,
      street_2: z.string().optional(),
      city: someText,
      postal_code: someText,
      state: someText,
      country: someText,
    })
    .optional(),
  adjustments: z
    .array(z.strictObject({name: z.string().optional(), amount: z.number().optional()}))
    .optional(),
  sharable,
})

const product = z.strictObject({
  template_type: z.literal('product'),
  elements: list(z.strictObject({id}), limits.product.elements),
})

const coupon = withRule(
  z.strictObject({
    template_type: z.literal('coupon'),
    title: text(limits.coupon.title),
    subtitle: text(limits.coupon.subtitle).optional(),
    coupon_code: formed(/^\S+$/, 'must not be empty or hold a space').optional(),
    coupon_url: url.optional(),
    coupon_url_button_title: someText.optional(),
    coupon_pre_message: someText.optional(),
    image_url: url.optional(),
    payload: z.string().optional(),
  }),
  (value, report) => {
    if (value['coupon_code'] === undefined && value['coupon_url'] === undefined)
      report('choice', [], 'needs `coupon_code` or `coupon_url`')
  },
)

const plainText = (max: number, min = 1) =>
  text(max).superRefine((value, context) => {
    const report = (message: string, rule: string) =>
      context.addIssue({code: 'custom', message, params: {rule}, continue: true})
    if (/https?:\/\/|www\./i.test(value)) report('must not hold a URL', 'format')
    if (value.length > 0 && value.length < min)
      report(`${value.length} characters, at least ${min}`, 'length')
  })

const scoreOptions: Readonly<Record<string, readonly string[]>> = {
  csat: ['five_stars', 'one_to_five', 'five_emojis'],
  nps: ['zero_to_ten'],
  ces: ['one_to_seven'],
}

const question = withRule(
  z.strictObject({
    id: formed(/^[A-Za-z0-9_]{1,80}$/, 'may hold 1 to 80 letters, digits and _'),
    type: z.enum(['csat', 'nps', 'ces', 'free_form']),
    title: plainText(limits.customerFeedback.question, limits.customerFeedback.shortestQuestion).optional(),
    score_label: z.enum(['neg_pos', 'hard_easy', 'unlike_like', 'dis_sat', 'poor_great', 'none']).optional(),
    score_option: z
      .enum(['five_stars', 'one_to_five', 'five_emojis', 'zero_to_ten', 'one_to_seven'])
      .optional(),
    follow_up: z
      .strictObject({
        type: z.literal('free_form'),
        placeholder: text(limits.customerFeedback.placeholder).optional(),
      })
      .optional(),
  }),
  ({type, score_option: option}, report) => {
    const allowed = scoreOptions[String(type)]
    if (typeof option === 'string' && allowed !== undefined && !allowed.includes(option))
      report(
        'choice',
        ['score_option'],
        `\`${option}\` does not go with the type \`${type}\`: ${allowed.map(each => `\`${each}\``).join(', ')}`,
      )
  },
)

const customerFeedback = z.strictObject({
  template_type: z.literal('customer_feedback'),
  title: plainText(limits.customerFeedback.title),
  subtitle: plainText(limits.customerFeedback.subtitle),
  button_title: plainText(limits.customerFeedback.buttonTitle),
  feedback_screens: list(z.strictObject({questions: list(question, 1)}), 1),
  business_privacy: z.strictObject({url}),
  expires_in_days: z.int().min(1).max(limits.customerFeedback.days).optional(),
})

const customerInformation = z.looseObject({template_type: z.literal('customer_information')})

const oneTimeRequest = z.strictObject({
  template_type: z.literal('one_time_notif_req'),
  title: text(65),
  payload: text(1000),
})

/** The payload of an attachment of the type `template`. */
export const templatePayload = z.discriminatedUnion('template_type', [
  generic,
  buttons,
  media,
  imageGrid,
  receipt,
  product,
  coupon,
  customerFeedback,
  customerInformation,
  oneTimeRequest,
])
