import {readdirSync, readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import type {RuleFault} from '../../src/platform/faults.ts'
import type {Message, SendRequest} from '../../src/platform/messages.ts'
import {checkAttachmentUpload, checkSendRequest} from '../../src/platform/messages-check.ts'

const today = '2026-11-22'
const person = {recipient: {id: '6411223344556677'}}

const told = (faults: readonly RuleFault[]) =>
  faults.map(
    ({path, message, severity}) => `${severity === 'warning' ? '(warning) ' : ''}${path}: ${message}`,
  )

const check = (request: unknown, day = today) => told(checkSendRequest(request, {today: day}))
const checkMessage = (message: unknown) => check({...person, messaging_type: 'RESPONSE', message})
const checkTemplate = (payload: unknown) => checkMessage({attachment: {type: 'template', payload}})

function documented(path: string): {name: string; body: unknown}[] {
  const folder = new URL(path, import.meta.url)
  return readdirSync(folder).map(name => {
    const {request} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {request: {body: unknown}}
    return {name, body: request.body}
  })
}

test.each(documented('../../src/platform/message-samples/'))(
  'the documented request $name has no fault',
  ({name, body}) => {
    const isRetired = name === 'template-one-time-notif-req.json'
    expect(check(body)).toEqual(
      isRetired ? [expect.stringContaining('`one_time_notif_req` is no longer documented as working')] : [],
    )
  },
)

test.each(documented('../fixtures/attachments/'))('the documented upload $name has no fault', ({body}) => {
  expect(checkAttachmentUpload(body)).toEqual([])
})

test('the faults of a request are told all at once, each with its path', () => {
  const request = {
    recipient: {id: '1', user_ref: 'x'},
    messaging_type: 'RESPONCE',
    mesage: {},
    message: {
      text: 'x'.repeat(2001),
      attachment: {type: 'image', payload: {}},
      metadata: 'm'.repeat(1001),
      quick_replies: [
        ...Array(13).fill({content_type: 'text', title: 'Yes', payload: 'Y'}),
        {content_type: 'txt'},
      ],
    },
  }

  expect(check(request)).toEqual([
    'recipient: has `id` and `user_ref`; only one of them is allowed',
    'messaging_type: `RESPONCE` is not known; did you mean `RESPONSE`?',
    'message.text: 2001 characters, at most 2000',
    'message.quick_replies[13].content_type: `txt` is not known; did you mean `text`?',
    'message.quick_replies: 14 items, at most 13',
    'message.metadata: 1001 characters, at most 1000',
    'message: has `text` and `attachment`; only one of them is allowed',
    'mesage: is not known here; did you mean `message`?',
    'message.attachment.payload: needs one of `url`, `attachment_id`',
  ])
})

describe('recipient', () => {
  test.each([
    [undefined, 'recipient: is missing'],
    [{}, 'recipient: needs one of `id`, `user_ref`, `comment_id`, `post_id`'],
    [{id: [123]}, 'recipient.id: is a list, must be a text'],
    [{id: 'ada'}, 'recipient.id: `ada` is not an id: digits only'],
    [{idd: '1'}, 'recipient.idd: is not known here; did you mean `id`?'],
    [
      {notification_messages_token: 'T'},
      'recipient.notification_messages_token: `notification_messages_token` ended on 2026-02-10; send a marketing message from an ad account, or an approved utility template',
    ],
  ])('%j is refused', (recipient, fault) => {
    expect(check({recipient, messaging_type: 'UPDATE', message: {text: 'Hi'}})[0]).toBe(fault)
  })

  test.each([
    [
      'a number as the only way to the person',
      {phone_number: '+1(212)555-2368', name: {first_name: 'Ada', last_name: 'Lovelace'}},
      ['(warning) recipient.phone_number: is no longer documented as working'],
    ],
    [
      'a number beside an id',
      {id: '1', phone_number: '+1(212)555-2368'},
      [
        'recipient: has `id` and `phone_number`; only one of them is allowed',
        '(warning) recipient.phone_number: is no longer documented as working',
      ],
    ],
    [
      'a name without a number',
      {name: {first_name: 'Ada', last_name: 'Lovelace'}},
      ['recipient: needs one of `id`, `user_ref`, `comment_id`, `post_id`'],
    ],
  ])('%s: every fault', (_, recipient, faults) => {
    expect(check({recipient, messaging_type: 'UPDATE', message: {text: 'Hi'}})).toEqual(faults)
  })

  test('a message for many people needs none', () => {
    const faults = checkSendRequest(
      {messaging_type: 'UPDATE', message: {text: 'Hi'}},
      {today, needsRecipient: false},
    )

    expect(faults).toEqual([])
  })
})

describe('message tags', () => {
  const tagged = (tag: string) => ({...person, messaging_type: 'MESSAGE_TAG', tag, message: {text: 'Hi'}})

  test.each([
    [
      'ACCOUNT_UPDATE',
      '2026-04-27',
      'tag: `ACCOUNT_UPDATE` ended on 2026-04-27; send an approved utility template',
    ],
    [
      'SHIPPING_UPDATE',
      '2020-03-04',
      'tag: `SHIPPING_UPDATE` ended on 2020-03-04; send an approved utility template',
    ],
  ])('%s is refused from %s on', (tag, day, fault) => {
    expect(check(tagged(tag), day)).toEqual([fault])
  })

  test('a tag is accepted while it lives, with a warning in its last 90 days', () => {
    expect(check(tagged('SHIPPING_UPDATE'), '2019-06-01')).toEqual([])
    expect(check(tagged('ACCOUNT_UPDATE'), '2025-06-01')).toEqual([])
    expect(check(tagged('ACCOUNT_UPDATE'), '2026-04-01')).toEqual([
      '(warning) tag: `ACCOUNT_UPDATE` ends on 2026-04-27; then: send an approved utility template',
    ])
  })

  test('a slip in a tag is recognised', () => {
    expect(check(tagged('HUMAN_AGNT'))).toEqual([
      'tag: `HUMAN_AGNT` is not known; did you mean `HUMAN_AGENT`?',
    ])
  })

  test('a tag, its messaging type and its template belong together', () => {
    expect(check({...person, messaging_type: 'MESSAGE_TAG', message: {text: 'Hi'}})).toEqual([
      'tag: is missing: `MESSAGE_TAG` needs one of `HUMAN_AGENT`, `CUSTOMER_FEEDBACK`',
    ])
    expect(check({...person, messaging_type: 'RESPONSE', tag: 'HUMAN_AGENT', message: {text: 'Hi'}})).toEqual(
      ['(warning) tag: only has an effect with `messaging_type: MESSAGE_TAG`'],
    )
    expect(check(tagged('CUSTOMER_FEEDBACK'))).toEqual([
      'tag: `CUSTOMER_FEEDBACK` is only allowed with the template `customer_feedback`',
    ])
    expect(check({...person, messaging_type: 'UTILITY', message: {text: 'Hi'}})).toEqual([
      'message.template: is missing: `UTILITY` sends an approved utility template',
    ])
  })
})

describe('sender actions', () => {
  test.each([
    [{sender_action: 'typing_no'}, 'sender_action: `typing_no` is not known; did you mean `typing_on`?'],
    [
      {sender_action: 'typing_on', message: {text: 'Hi'}},
      'sender_action: cannot be sent together with `message`: make two requests',
    ],
    [{}, ': needs `message` or `sender_action`'],
    [
      {sender_action: 'react', payload: {message_id: 'm_1'}},
      'payload.reaction: is missing: the emoji to react with',
    ],
    [{sender_action: 'unreact'}, 'payload: is missing: `unreact` needs its `message_id`'],
    [
      {sender_action: 'mark_seen', payload: {message_id: 'm'}},
      'payload: is only allowed with `react` and `unreact`',
    ],
  ])('%j is refused', (action, fault) => {
    expect(check({...person, ...action})).toEqual([fault])
  })

  test('upper case is accepted', () => {
    expect(check({...person, sender_action: 'TYPING_ON'})).toEqual([])
  })
})

describe('content', () => {
  const image = {type: 'image', payload: {url: 'https://shop.example/a.png'}}

  test.each([
    [{}, 'message: needs one of `text`, `attachment`, `attachments`, `sticker_id`, `template`'],
    [{text: ''}, 'message.text: is empty'],
    [{text: [5]}, 'message.text: is a list, must be a text'],
    [{attachments: Array(31).fill(image)}, 'message.attachments: 31 items, at most 30'],
    [{attachments: [{...image, type: 'video'}]}, 'message.attachments[0].type: `video`, must be `image`'],
    [
      {attachment: {type: 'imge', payload: {}}},
      'message.attachment.type: `imge` is not known; did you mean `image`?',
    ],
    [
      {attachment: {type: 'image', payload: {url: 'a.png'}}},
      'message.attachment.payload.url: `a.png` is not a URL: https://…',
    ],
    [
      {attachment: {type: 'image', payload: {url: 'https://x.example/', attachment_id: '1'}}},
      'message.attachment.payload: has `url` and `attachment_id`; only one of them is allowed',
    ],
    [
      {text: 'Where?', quick_replies: [{content_type: 'location'}]},
      'message.quick_replies[0].content_type: `location` ended in 2019; ask for the place in words',
    ],
    [
      {text: 'Which?', quick_replies: [{content_type: 'text', title: '', payload: 'A'}]},
      'message.quick_replies[0].title: is empty, which is only allowed with an `image_url`',
    ],
    [
      {text: 'Which?', quick_replies: [{content_type: 'text', title: 'A', payload: 'p'.repeat(1001)}]},
      'message.quick_replies[0].payload: 1001 characters, at most 1000',
    ],
  ])('%j is refused', (message, fault) => {
    expect(checkMessage(message)).toContain(fault)
  })

  test('a quick reply title that the platform would cut is a warning', () => {
    const quickReplies = [{content_type: 'text', title: 'a'.repeat(21), payload: 'A'}]

    expect(checkMessage({text: 'Which?', quick_replies: quickReplies})).toEqual([
      '(warning) message.quick_replies[0].title: 21 characters, at most 20',
    ])
  })

  test('an emoji counts as one character, with a warning where that decides', () => {
    expect(checkMessage({text: '👋'.repeat(1000)})).toEqual([])
    expect(checkMessage({text: '👋'.repeat(1001)})).toEqual([
      '(warning) message.text: 2002 characters when an emoji counts as two, at most 2000',
    ])
    expect(checkMessage({text: '👋'.repeat(2001)})).toEqual(['message.text: 2001 characters, at most 2000'])
  })

  test('an attachment whose file travels beside the request has no source of its own', () => {
    const upload = (payload: unknown) => ({
      ...person,
      messaging_type: 'RESPONSE',
      message: {attachment: {type: 'file', payload}},
    })

    expect(checkSendRequest(upload({is_reusable: true}), {today, isUpload: true})).toEqual([])
    expect(told(checkSendRequest(upload({attachment_id: '1'}), {today, isUpload: true}))).toEqual([
      'message.attachment.payload: already has a source: the file to upload',
    ])
  })
})

describe('templates', () => {
  const at = 'message.attachment.payload'
  const postback = {type: 'postback', title: 'Buy', payload: 'BUY'}
  const hat = {title: 'Hat', subtitle: 'Wool'}
  const grid = (images: readonly unknown[]) => ({template_type: 'image_grid', elements: [{images}]})
  const picture = {url: 'https://shop.example/1.png'}
  const question = {id: 'q', type: 'csat'}
  const feedback = (more: object) => ({
    template_type: 'customer_feedback',
    title: 'Rate us',
    subtitle: 'Please',
    button_title: 'Rate',
    feedback_screens: [{questions: [{...question, ...more}]}],
    business_privacy: {url: 'https://shop.example/privacy'},
  })

  test.each([
    [
      {template_type: 'generik', elements: []},
      `${at}.template_type: \`generik\` is not known; did you mean \`generic\`?`,
    ],
    [{elements: []}, `${at}.template_type: is missing: one of \`generic\`, \`button\``],
    [
      {template_type: 'list', elements: []},
      `${at}.template_type: \`list\` ended on 2019-07-29; send a generic template with several elements`,
    ],
    [{template_type: 'generic', elements: Array(11).fill(hat)}, `${at}.elements: 11 items, at most 10`],
    [
      {template_type: 'generic', elements: [{title: 'Hat'}]},
      `${at}.elements[0]: needs something besides \`title\``,
    ],
    [
      {template_type: 'generic', elements: [{...hat, title: 'h'.repeat(81)}]},
      `${at}.elements[0].title: 81 characters, at most 80`,
    ],
    [
      {
        template_type: 'generic',
        elements: [hat, {...hat, buttons: [postback, {...postback, type: 'postbak'}]}],
      },
      `${at}.elements[1].buttons[1].type: \`postbak\` is not known; did you mean \`postback\`?`,
    ],
    [
      {template_type: 'generic', elements: [{...hat, buttons: [{...postback, title: 'b'.repeat(21)}]}]},
      `${at}.elements[0].buttons[0].title: 21 characters, at most 20`,
    ],
    [
      {
        template_type: 'generic',
        elements: [{...hat, default_action: {type: 'web_url', url: 'https://x.example/', urll: 'No'}}],
      },
      `${at}.elements[0].default_action.urll: is not known here; did you mean \`url\`?`,
    ],
    [
      {template_type: 'button', text: 't'.repeat(641), buttons: [postback]},
      `${at}.text: 641 characters, at most 640`,
    ],
    [
      {template_type: 'button', text: 'Hi', buttons: Array(4).fill(postback)},
      `${at}.buttons: 4 items, at most 3`,
    ],
    [{template_type: 'button', text: 'Hi', buttons: []}, `${at}.buttons: 0 items, at least 1`],
    [
      {template_type: 'button', text: 'Hi', buttons: [{type: 'phone_number', title: 'Call', payload: '123'}]},
      `${at}.buttons[0].payload: \`123\` is not a number like +15105551234`,
    ],
    [
      {
        template_type: 'button',
        text: 'Hi',
        buttons: [{type: 'web_url', title: 'A', url: 'http://a.example/', messenger_extensions: true}],
      },
      `${at}.buttons[0].url: must start with https:// because of \`messenger_extensions\``,
    ],
    [
      {template_type: 'media', elements: [{media_type: 'image', url: 'https://shop.example/a.png'}]},
      `${at}.elements[0].url: \`https://shop.example/a.png\` is not a photo or video on Facebook; upload the file and send its attachment_id`,
    ],
    [
      {template_type: 'media', elements: [{media_type: 'image'}]},
      `${at}.elements[0]: needs one of \`attachment_id\`, \`url\``,
    ],
    [grid([picture]), `${at}.elements[0].images: 1 item, at least 2`],
    [grid(Array(7).fill(picture)), `${at}.elements[0].images: 7 items, at most 6`],
    [
      grid(Array(2).fill({...picture, is_hero_image: true})),
      `${at}.elements[0].images: 2 hero images, at most 1`,
    ],
    [{template_type: 'receipt', currency: 'usd'}, `${at}.currency: \`usd\` is not a currency code like EUR`],
    [{template_type: 'receipt', summary: {}}, `${at}.summary.total_cost: is missing`],
    [{template_type: 'product', elements: Array(11).fill({id: '1'})}, `${at}.elements: 11 items, at most 10`],
    [{template_type: 'coupon', title: 'Deal'}, `${at}: needs \`coupon_code\` or \`coupon_url\``],
    [
      {template_type: 'coupon', title: 'Deal', coupon_code: 'A B'},
      `${at}.coupon_code: \`A B\` must not be empty or contain a space`,
    ],
    [
      feedback({type: 'nps', score_option: 'five_stars'}),
      `${at}.feedback_screens[0].questions[0].score_option: \`five_stars\` does not go with the type \`nps\``,
    ],
    [feedback({title: 'Why?'}), `${at}.feedback_screens[0].questions[0].title: 4 characters, at least 5`],
    [{...feedback({}), title: 'See www.shop.example'}, `${at}.title: must not contain a URL`],
  ])('%j is refused', (payload, fault) => {
    expect(checkTemplate(payload).some(line => line.startsWith(fault))).toBe(true)
  })

  test('a template that has ended is accepted as of a day when it lived', () => {
    const request = {
      ...person,
      messaging_type: 'RESPONSE',
      message: {attachment: {type: 'template', payload: {template_type: 'list'}}},
    }

    expect(check(request, '2019-01-01')).toEqual([])
  })
})

test('a request written against the exported types has no fault', () => {
  const message: Message = {text: 'Hi', quick_replies: [{content_type: 'text', title: 'Yes', payload: 'YES'}]}
  const request: SendRequest = {recipient: {id: '1'}, messaging_type: 'RESPONSE', message}

  expect(check(request)).toEqual([])
})

test('what is no object at all is one fault', () => {
  expect(check('hello')).toEqual([': is a text, must be an object'])
})

test.each([
  [{recipient: {notification_messages_token: 'T'}, message: {text: 'Hi'}}, '2025-06-01', []],
  [
    {...person, message: {sticker_id: 1}},
    '2026-05-31',
    ['message.sticker_id: `sticker_id` begins on 2026-06-01'],
  ],
  [
    {...person, message: {text: 'Hi'}, reply_to: {mid: 'm_1'}},
    '2025-01-01',
    ['reply_to: `reply_to` begins on 2025-07-15'],
  ],
  [{...person, message: {text: 'Hi'}, reply_to: {mid: 'm_1'}}, '2025-07-15', []],
])('%j on %s', (request, day, faults) => {
  expect(check({messaging_type: 'RESPONSE', ...request}, day)).toEqual(faults)
})
