import {expect, test} from 'vitest'
import {lackingMarketingScopes} from '../../src/platform/debug-token.ts'
import {canGetMarketing, isMarketingCountry} from '../../src/platform/marketing-eligibility.ts'
import {checkMarketingRequest, judgeMarketingRequest} from '../../src/platform/marketing-messages-check.ts'
import {permissions} from '../../src/platform/permissions.ts'

const today = '2026-11-29'
const target = {message_id: '120200000000001', messenger_delivery_data: {subscription_token: 'TOKEN'}}
const url = 'https://shop.example/sale'
const link = {type: 'web_url', title: 'Shop', url}
const card = {title: 'Sale, {{first_name}}', subtitle: '20 % off', image_url: 'https://shop.example/a.png'}
const images = (count: number) =>
  Array.from({length: count}, (_, index) => ({url: `https://shop.example/${index}.png`}))

const template = (payload: object) => ({attachment: {type: 'template', payload}})
const cards = (...elements: readonly object[]) => template({template_type: 'generic', elements})
const coupon = (more: object) =>
  template({template_type: 'coupon', title: 'Sale', coupon_code: 'SAVE20', coupon_url: url, ...more})

const faultsOf = (message: unknown) =>
  checkMarketingRequest({...target, message}, {today}).map(
    ({path, message, severity}) => `${severity === 'warning' ? '(warning) ' : ''}${path}: ${message}`,
  )

const accepted: Readonly<Record<string, object>> = {
  'a text of 640 characters': {text: 'x'.repeat(640)},
  'a text with quick replies': {text: 'Sale', quick_replies: [{content_type: 'user_email'}]},
  'a card without a button': cards(card),
  'a card with three kinds of buttons': cards({
    ...card,
    buttons: [
      link,
      {type: 'postback', title: 'Remind me', payload: 'REMIND'},
      {type: 'app', android_url: 'https://play.google.com/store/apps/details?id=x'},
    ],
  }),
  'a card with an action and no button': cards({...card, default_action: {type: 'web_url', url}}),
  'a greeting before the cards': template({
    template_type: 'generic',
    text: 'Hi {{full_name}}!',
    elements: [card, card],
  }),
  'six images on one card': cards({
    title: 'Sale',
    image_urls: images(6).map((image, index) => ({...image, is_hero_image: index === 0})),
  }),
  'a video with a link': cards({title: 'Sale', media_type: 'video', video_id: '77', buttons: [link]}),
  'text and buttons': template({template_type: 'button', text: 'x'.repeat(640), buttons: [link]}),
  'a coupon with a running offer': coupon({
    coupon_pre_message: 'For you, {{first_name}}',
    coupon_url_button_title: 'Shop',
    expire_time: '2026-12-24 18:00:00',
  }),
  'a saved image': {attachment: {type: 'image', payload: {attachment_id: '77'}}},
  'numbers for ids, as programs write them': cards({title: 'Sale', media_type: 'video', video_id: 77}),
}

test('what the platform takes has no fault', () => {
  for (const [what, message] of Object.entries(accepted)) expect(faultsOf(message), what).toEqual([])
})

const at = 'message.attachment.payload'
const refused: readonly (readonly [what: string, message: object, fault: string])[] = [
  ['a long text', {text: 'x'.repeat(641)}, 'message.text: 641 characters, at most 640'],
  [
    'a macro in a text',
    {text: 'Hi {{first_name}}'},
    'message.text: {{first_name}} is only filled in in titles, subtitles, the greeting of cards and `coupon_pre_message`',
  ],
  ['nothing', {}, 'message: needs one of `text`, `attachment`'],
  [
    'a sticker',
    {text: 'Hi', sticker_id: '1'},
    'message.sticker_id: is not known here, only `text`, `attachment`, `quick_replies`, `metadata`',
  ],
  [
    'fourteen quick replies',
    {text: 'Hi', quick_replies: Array.from({length: 14}, () => ({content_type: 'user_email'}))},
    'message.quick_replies: 14 items, at most 13',
  ],
  [
    'a long text above buttons',
    template({template_type: 'button', text: 'x'.repeat(641), buttons: [link]}),
    `${at}.text: 641 characters, at most 640`,
  ],
  [
    'four buttons',
    template({template_type: 'button', text: 'Hi', buttons: [link, link, link, link]}),
    `${at}.buttons: 4 items, at most 3`,
  ],
  [
    'a call button',
    cards({...card, buttons: [{type: 'phone_number', title: 'Call', payload: '+15105551234'}]}),
    `${at}.elements[0].buttons[0].type: \`phone_number\` is not one of \`web_url\`, \`postback\`, \`app\``,
  ],
  [
    'an app button that opens nothing',
    cards({...card, buttons: [{type: 'app'}]}),
    `${at}.elements[0].buttons[0]: needs \`android_url\` or \`ios_url\``,
  ],
  [
    'a button without a title',
    cards({...card, buttons: [{type: 'web_url', url}]}),
    `${at}.elements[0].buttons[0].title: is missing`,
  ],
  [
    'a macro in a button',
    cards({...card, buttons: [{...link, title: '{{first_name}}'}]}),
    `${at}.elements[0].buttons[0].title: {{first_name}} is only filled in in titles, subtitles, the greeting of cards and \`coupon_pre_message\``,
  ],
  [
    'a misspelled macro',
    cards({title: 'Hi {{firstname}}'}),
    `${at}.elements[0].title: {{firstname}} is not filled in by the platform, only {{first_name}}, {{last_name}}, {{full_name}}`,
  ],
  ['eleven cards', cards(...Array.from({length: 11}, () => card)), `${at}.elements: 11 items, at most 10`],
  ['a long title', cards({title: 'x'.repeat(81)}), `${at}.elements[0].title: 81 characters, at most 80`],
  [
    'a long subtitle',
    cards({title: 'x', subtitle: 'x'.repeat(81)}),
    `${at}.elements[0].subtitle: 81 characters, at most 80`,
  ],
  ['no title', cards({subtitle: 'x'}), `${at}.elements[0].title: is missing`],
  [
    'image_url and image_urls',
    cards({...card, image_urls: images(2)}),
    `${at}.elements[0].image_urls: cannot be used together with \`image_url\``,
  ],
  [
    'seven images',
    cards({title: 'x', image_urls: images(7)}),
    `${at}.elements[0].image_urls: 7 items, at most 6`,
  ],
  [
    'two heroes',
    cards({title: 'x', image_urls: images(2).map(image => ({...image, is_hero_image: true}))}),
    `${at}.elements[0].image_urls: 2 hero images, at most 1`,
  ],
  [
    'several images in a carousel',
    cards(card, {title: 'x', image_urls: images(2)}),
    `${at}.elements[1].image_urls: is only allowed on a single card`,
  ],
  [
    'a video without its id',
    cards({title: 'x', media_type: 'video'}),
    `${at}.elements[0].video_id: is missing: \`media_type: video\` needs it`,
  ],
  [
    'an id without a video',
    cards({title: 'x', video_id: '7'}),
    `${at}.elements[0].video_id: is only allowed with \`media_type: video\``,
  ],
  [
    'a video with a postback',
    cards({
      title: 'x',
      media_type: 'video',
      video_id: '7',
      buttons: [link, {type: 'postback', title: 'x', payload: 'x'}],
    }),
    `${at}.elements[0].buttons[1].type: \`postback\` is not allowed on a card with a video`,
  ],
  ['a coupon without a code', coupon({coupon_code: undefined}), `${at}.coupon_code: is missing`],
  ['a coupon without a page', coupon({coupon_url: undefined}), `${at}.coupon_url: is missing`],
  ['a long coupon', coupon({title: 'x'.repeat(81)}), `${at}.title: 81 characters, at most 80`],
  [
    'an end in ISO 8601',
    coupon({expire_time: '2026-12-24T18:00:00Z'}),
    `${at}.expire_time: \`2026-12-24T18:00:00Z\` is not a time like 2026-12-24 18:00:00`,
  ],
  [
    'a day that does not exist',
    coupon({expire_time: '2027-02-30 18:00:00'}),
    `${at}.expire_time: \`2027-02-30 18:00:00\` is a time that does not exist`,
  ],
  [
    'an hour that does not exist',
    coupon({expire_time: '2027-02-20 24:00:00'}),
    `${at}.expire_time: \`2027-02-20 24:00:00\` is a time that does not exist`,
  ],
  [
    'an offer that has ended',
    coupon({expire_time: '2026-11-27 18:00:00'}),
    `${at}.expire_time: \`2026-11-27 18:00:00\` has passed`,
  ],
  [
    'an offer of yesterday',
    coupon({expire_time: '2026-11-28 18:00:00'}),
    `(warning) ${at}.expire_time: \`2026-11-28 18:00:00\` has passed in most time zones`,
  ],
  [
    'an opt-in request',
    template({template_type: 'notification_messages', title: 'Offers'}),
    `${at}.template_type: \`notification_messages\` is not one of \`generic\`, \`button\`, \`coupon\`, \`media\`, \`product\`, \`receipt\``,
  ],
  [
    'an image of this machine',
    cards({title: 'x', image_url: 'http://localhost/a.png'}),
    `${at}.elements[0].image_url: \`http://localhost/a.png\` is at localhost, which the platform cannot reach: use a public https address, or upload the file itself`,
  ],
  [
    'two sources',
    {attachment: {type: 'image', payload: {attachment_id: '77', url}}},
    'message.attachment.payload: has `url` and `attachment_id`; only one of them is allowed',
  ],
]

test('what the platform refuses has one fault, with its path', () => {
  for (const [what, message, fault] of refused) expect(faultsOf(message), what).toEqual([fault])
})

test('the campaign and the subscriber are named, except in a message for many', () => {
  const draft = {message: {text: 'Sale'}}
  expect(checkMarketingRequest(draft, {today}).map(({path}) => path)).toEqual([
    'message_id',
    'messenger_delivery_data',
  ])
  expect(checkMarketingRequest(draft, {today, needsTarget: false})).toEqual([])
  expect(
    checkMarketingRequest({...target, ...draft, min_conversation_gap_seconds: 0}, {today}),
  ).toMatchObject([{path: 'min_conversation_gap_seconds', rule: 'range'}])
})

test('a request as programs write it is read as the platform reads it', () => {
  const written = {
    message_id: 120200000000001,
    messenger_delivery_data: '{"subscription_token":"TOKEN"}',
    message: '{"text":"Sale"}',
    min_conversation_gap_seconds: '86400',
    access_token: 'EMUAD',
  }
  const {request, faults} = judgeMarketingRequest(written, {today})

  expect(request).toEqual({...target, message: {text: 'Sale'}, min_conversation_gap_seconds: 86_400})
  expect(faults.filter(({severity}) => severity !== 'warning')).toEqual([])
})

test('countries of businesses and of people are not the same', () => {
  expect(isMarketingCountry('au')).toBe(true)
  expect(canGetMarketing('AU')).toBe(false)
  expect(isMarketingCountry('AT')).toBe(false)
  expect(canGetMarketing('AT')).toBe(false)
  expect(canGetMarketing('CH')).toBe(true)
})

test('one of two permissions is enough for marketing messages', () => {
  const scopes = ['ads_management', 'pages_messaging']
  expect(lackingMarketingScopes({scopes})).toEqual([
    'paid_marketing_messages or marketing_messages_messenger',
  ])
  for (const scope of ['paid_marketing_messages', 'marketing_messages_messenger']) {
    expect(permissions, scope).toContain(scope)
    expect(lackingMarketingScopes({scopes: [...scopes, scope]}), scope).toEqual([])
  }
})
