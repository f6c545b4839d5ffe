import * as z from 'zod'
import {button, defaultAction, gridButton, mediaButton} from './buttons-schema.ts'
import {exactlyOne, formed, id, isObject, list, mediaUrl, text, url, withRule} from './fields-schema.ts'
import {isDay} from './pacific-day.ts'
import {templateLimits as limits} from './templates.ts'

const someText = z.string().min(1)
const sharable = z.boolean().describe('Whether people can pass the message on').optional()
const buttonList = list(button, limits.buttons).describe('Its buttons')
const someButtons = list(button, limits.buttons, {fewest: 1, none: 'warning'}).describe('Its buttons')
const image = mediaUrl.describe('A picture')

const generic = z.strictObject({
  template_type: z.literal('generic').describe('Cards with a picture, a title and buttons'),
  elements: list(
    withRule(
      z.strictObject({
        title: text(limits.generic.title).describe('The title'),
        subtitle: text(limits.generic.subtitle, {none: 'warning'})
          .describe('The line below the title')
          .optional(),
        image_url: image.optional(),
        item_url: url.describe('The old name of the URL of default_action').optional(),
        default_action: defaultAction.describe('What a tap on the card does').optional(),
        buttons: someButtons.optional(),
      }),
      (element, report) => {
        if (element['item_url'] !== undefined && element['default_action'] !== undefined)
          report('title-url', ['item_url'], 'cannot be used with `default_action`, which replaced it')
        else if (element['item_url'] !== undefined)
          report(
            'old-name',
            ['item_url'],
            'is an old name: write `default_action: {type: web_url, url: …}`',
            {severity: 'warning'},
          )
        if (
          !['subtitle', 'image_url', 'item_url', 'default_action', 'buttons'].some(
            key => element[key] !== undefined,
          )
        )
          report(
            'choice',
            [],
            'needs something besides `title`: `subtitle`, `image_url`, `default_action` or `buttons`',
          )
      },
    ),
    limits.generic.elements,
  ).describe('The cards, side by side'),
  sharable,
  image_aspect_ratio: z.enum(['horizontal', 'square']).describe('The form of the pictures').optional(),
})

const buttons = z.strictObject({
  template_type: z.literal('button').describe('A text with buttons below'),
  text: text(limits.button.text).describe('The text above the buttons'),
  buttons: buttonList,
  sharable,
})

const facebookUrl = formed(
  /^https:\/\/([a-z0-9-]+\.)*facebook\.com\//i,
  'is not a photo or video on Facebook; upload the file and send its attachment_id',
  'media-url',
)

/** A template of the Send API that marketing messages have too. */
export const mediaTemplate = z.strictObject({
  template_type: z.literal('media').describe('An image or video with buttons'),
  elements: list(
    withRule(
      z.strictObject({
        media_type: z.enum(['image', 'video']).describe('What it is'),
        attachment_id: id.describe('A file saved before: msgr attachment upload').optional(),
        url: facebookUrl.describe('A photo or video on Facebook').optional(),
        buttons: list(mediaButton, limits.buttons, {fewest: 1, none: 'warning'})
          .describe('Its buttons')
          .optional(),
      }),
      (element, report) => exactlyOne(element, ['attachment_id', 'url'], report, 'media-source'),
    ),
    1,
  ).describe('The image or video'),
  sharable,
})

const gridImage = z.strictObject({
  url: mediaUrl.describe('The image'),
  is_hero_image: z.boolean().describe('Whether it is the large one; at most one is').optional(),
  action: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('web_url').describe('Opens a web page'),
        url: url.describe('The page that is opened'),
      }),
      z.strictObject({
        type: z.literal('postback').describe('Sends its payload to the webhook'),
        payload: text(1000).describe('Sent to the webhook'),
        text: someText.describe('The text that appears as the reply of the person'),
      }),
    ])
    .describe('What a tap on the image does')
    .optional(),
})

const imageGrid = z.strictObject({
  template_type: z.literal('image_grid').describe('Several images in a grid'),
  elements: list(
    withRule(
      z.strictObject({
        title: text(limits.imageGrid.title).describe('The title').optional(),
        subtitle: text(limits.imageGrid.subtitle).describe('The line below the title').optional(),
        images: list(gridImage, limits.imageGrid.images, limits.imageGrid.fewestImages).describe(
          'The images',
        ),
        buttons: list(gridButton, limits.buttons, {fewest: 1, none: 'warning'})
          .describe('Its buttons')
          .optional(),
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
  ).describe('The grid'),
})

export const receiptTemplate = z.strictObject({
  template_type: z.literal('receipt').describe('The confirmation of an order'),
  recipient_name: someText.describe('The name of the customer'),
  order_number: someText.describe('The number of the order, which must be unique'),
  currency: formed(/^[A-Z]{3}$/, 'is not a currency code like EUR').describe(
    'The currency of all amounts, such as EUR',
  ),
  payment_method: someText.describe('How it was paid, in words'),
  summary: z
    .strictObject({
      total_cost: z.number().describe('The amount paid'),
      subtotal: z.number().describe('The price of all items').optional(),
      shipping_cost: z.number().describe('The cost of shipping').optional(),
      total_tax: z.number().describe('The taxes in it').optional(),
    })
    .describe('The amounts'),
  merchant_name: z.string().describe('The seller').optional(),
  timestamp: formed(/^[0-9]+$/, 'is not a time in Unix seconds')
    .describe('When it was ordered, in Unix seconds, as a text')
    .optional(),
  order_url: url.describe('A page about the order').optional(),
  elements: list(
    z.strictObject({
      title: someText.describe('The ordered items'),
      price: z.number().describe('Its price; 0 for a gift'),
      subtitle: z.string().describe('The line below it').optional(),
      quantity: z.number().describe('The quantity').optional(),
      currency: z.string().describe('The currency of its price').optional(),
      image_url: image.optional(),
    }),
    limits.receipt.elements,
    0,
  )
    .describe('The ordered items')
    .optional(),
  address: z
    .strictObject({
      street_1: someText.describe('Street and number'),
      street_2: z.string().describe('More about the street').optional(),
      city: someText.describe('The city'),
      postal_code: someText.describe('The postal code'),
      state: someText.describe('The state or region'),
      country: someText.describe('The country, in two letters'),
    })
    .describe('Where it is sent')
    .optional(),
  adjustments: z
    .array(
      z.strictObject({
        name: z.string().describe('Its name').optional(),
        amount: z.number().describe('The amount it takes off').optional(),
      }),
    )
    .describe('The discounts')
    .optional(),
  sharable,
})

export const productTemplate = z.strictObject({
  template_type: z.literal('product').describe('Products of the catalogue'),
  elements: list(
    z.strictObject({id: id.describe('The id of the product in the catalogue')}),
    limits.product.elements,
  ).describe('The products, side by side'),
})

/** The fields of a coupon. */
export const couponFields = {
  template_type: z.literal('coupon').describe('A coupon'),
  title: text(limits.coupon.title).describe('The title'),
  subtitle: text(limits.coupon.subtitle).describe('The line below the title').optional(),
  coupon_code: formed(/^\S+$/, 'must not be empty or contain a space')
    .describe('The code to copy')
    .optional(),
  coupon_url: url.describe('Where the coupon is used').optional(),
  coupon_url_button_title: someText.describe('The text on the button to that page').optional(),
  coupon_pre_message: someText.describe('The text before the coupon').optional(),
  image_url: image.optional(),
  payload: z.string().describe('Sent to the webhook when the code is shown').optional(),
  expire_time: formed(
    /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$/,
    'is not a time like 2026-12-24 18:00:00',
    'format',
    value => (isTime(value) ? undefined : {rule: 'format', message: 'is a time that does not exist'}),
  )
    .describe('When the offer ends: YYYY-MM-DD HH:MM:SS')
    .optional(),
}

/** Whether a text of the form `YYYY-MM-DD HH:MM:SS` is a moment of some clock. */
function isTime(text: string): boolean {
  const [day = '', clock = ''] = text.split(' ')
  return isDay(day) && /^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/.test(clock)
}

const coupon = withRule(z.strictObject(couponFields), (value, report) => {
  if (value['coupon_code'] === undefined && value['coupon_url'] === undefined)
    report('choice', [], 'needs `coupon_code` or `coupon_url`')
})

const plainText = (max: number, min = 1) =>
  text(max).superRefine((value, context) => {
    const report = (message: string, rule: string) =>
      context.addIssue({code: 'custom', message, params: {rule}, continue: true})
    if (/https?:\/\/|www\./i.test(value)) report('must not contain a URL', 'format')
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
    id: formed(/^[A-Za-z0-9_]{1,80}$/, 'must be 1 to 80 letters, digits or _').describe(
      'Identifies the answer',
    ),
    type: z.enum(['csat', 'nps', 'ces', 'free_form']).describe('What is measured'),
    title: plainText(limits.customerFeedback.question, limits.customerFeedback.shortestQuestion)
      .describe('The question')
      .optional(),
    score_label: z
      .enum(['neg_pos', 'hard_easy', 'unlike_like', 'dis_sat', 'poor_great', 'none'])
      .describe('The labels at the ends of the scale')
      .optional(),
    score_option: z
      .enum(['five_stars', 'one_to_five', 'five_emojis', 'zero_to_ten', 'one_to_seven'])
      .describe('The scale')
      .optional(),
    follow_up: z
      .strictObject({
        type: z.literal('free_form').describe('A text'),
        placeholder: text(limits.customerFeedback.placeholder)
          .describe('The text in the empty field')
          .optional(),
      })
      .describe('The follow-up question')
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
  template_type: z.literal('customer_feedback').describe('Asks how satisfied the person is'),
  title: plainText(limits.customerFeedback.title).describe('The title'),
  subtitle: plainText(limits.customerFeedback.subtitle).describe('The line below the title'),
  button_title: plainText(limits.customerFeedback.buttonTitle).describe('The text on the button'),
  feedback_screens: list(z.strictObject({questions: list(question, 1).describe('The question')}), 1).describe(
    'What is asked',
  ),
  business_privacy: z.strictObject({url: url.describe('Its address')}).describe('Your privacy policy'),
  expires_in_days: z
    .int()
    .min(1)
    .max(limits.customerFeedback.days)
    .describe('How long it can be answered')
    .optional(),
})

const overrides = z.record(
  z.string(),
  z.strictObject({
    label: z.string().describe('The label of the field').optional(),
    required: z.boolean().describe('Whether it must be filled in').optional(),
  }),
)

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template */
const customerInformation = z.strictObject({
  template_type: z.literal('customer_information').describe('Asks for an address and contact data'),
  business_privacy: z.strictObject({url: url.describe('Its address')}).describe('Your privacy policy'),
  countries: z.array(z.string()).describe('The countries of the addresses, in two letters').optional(),
  expires_in_days: z.int().min(1).max(7).describe('How long it can be answered; 1 by default').optional(),
  purpose: z.literal('SHIPPING').describe('What the data is for').optional(),
  address_overrides: z
    .array(
      z.strictObject({
        country: z.string().describe('For which country').optional(),
        overrides: overrides.describe('The fields of the address').optional(),
      }),
    )
    .describe('How the fields of an address differ by country')
    .optional(),
  contact_overrides: z
    .union([z.array(overrides), overrides])
    .describe('The fields of the contact data')
    .optional(),
})

/** Asks for the permission to send marketing messages; sending to its token without an ad account ended. */
const notificationMessages = z.strictObject({
  template_type: z.literal('notification_messages').describe('Asks whether marketing messages may be sent'),
  title: text(65).describe('The topic of the messages').optional(),
  image_url: image.optional(),
  payload: text(1000).describe('Sent to the webhook when the person agrees').optional(),
  notification_messages_timezone: z.string().describe('Such as Europe/Vienna').optional(),
  notification_messages_frequency: z.string().describe('An old key: how often').optional(),
  notification_messages_reoptin: z.string().describe('An old key: whether it is asked again').optional(),
  notification_messages_cta_text: z.string().describe('The text on the button').optional(),
})

const callingOptin = z.strictObject({
  template_type: z.literal('calling_optin').describe('Asks whether the Page may call'),
})

const instantForm = z.strictObject({
  template_type: z.literal('instant_form').describe('An Instant Form of lead ads in the conversation'),
  form_id: id.describe('The id of the form'),
})

const oneTimeRequest = z.strictObject({
  template_type: z.literal('one_time_notif_req').describe('Asks whether one notification may be sent'),
  title: text(65).describe('The topic of the notification'),
  payload: text(1000).describe('Sent to the webhook when the person agrees'),
})

/** The payload of an attachment of the type `template`. */
export const templatePayload = z.discriminatedUnion('template_type', [
  generic,
  buttons,
  mediaTemplate,
  imageGrid,
  receiptTemplate,
  productTemplate,
  coupon,
  customerFeedback,
  customerInformation,
  oneTimeRequest,
  notificationMessages,
  callingOptin,
  instantForm,
])
