import {describe, expect} from 'vitest'
import {attachmentsOf} from '../helpers/probe.ts'
import {closeAtEnd, test} from './conversing.ts'
import {ended, quickReplies, sampled} from './every-template.ts'

closeAtEnd()

/** The texts that a person is to read, wherever they stand in a template. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const shown = [
    'title',
    'subtitle',
    'text',
    'recipient_name',
    'order_number',
    'payment_method',
    'button_title',
    'street_1',
  ]
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'questions' || key === 'feedback_screens') return []
    if (key === 'action') return []
    if (shown.includes(key) && typeof inner === 'string') return [inner]
    return textsIn(inner)
  })
}

describe('every template shows its texts', () => {
  test('those of today', async ({open}) => {
    const {page, send, emulator} = await open()
    const saved = attachmentsOf(emulator)[0]?.id ?? ''

    for (const [name, message] of sampled) {
      const fitted =
        name === 'media'
          ? JSON.parse(JSON.stringify(message).replace(/"attachment_id":"\d+"/, `"attachment_id":"${saved}"`))
          : message
      const {message_id: mid} = await send(fitted)
      const line = page.locator(`[data-mid="${mid}"]`)
      for (const text of textsIn(message))
        await line
          .getByText(text)
          .first()
          .waitFor({state: 'attached'})
          .catch(() => expect.soft(`${name} without ${text}`).toBe(''))
    }

    expect(sampled.length).toBeGreaterThan(6)
  })

  test('those that ended, on the days when they lived', async ({open}) => {
    const {page, send} = await open({asOf: '2019-06-01'})

    for (const [text, message] of ended.slice(0, -1)) {
      const {message_id: mid} = await send(message)
      await page.locator(`[data-mid="${mid}"]`).getByText(text).first().waitFor()
    }
    await send(ended.at(-1)?.[1])
    await send({text: 'Still here'})

    await page.getByRole('article').getByText('Still here').waitFor()
  })
})

test('a utility message shows the buttons of its template, which carry its values', async ({open}) => {
  const {page, psid, call, send} = await open()
  await call('POST', 'me/message_templates', {
    name: `order_${psid}`,
    language: 'en',
    category: 'UTILITY',
    components: [
      {type: 'BODY', text: 'Order {{1}} is on its way to you.', example: {body_text: [['1']]}},
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track',
            url: 'https://shop.example/o/{{1}}',
            example: {url_suffix_example: 'https://shop.example/o/9'},
          },
          {type: 'POSTBACK', text: 'Help', payload: 'help_{{2}}'},
        ],
      },
    ],
  })

  await send(
    {
      template: {
        name: `order_${psid}`,
        language: {code: 'en'},
        components: [
          {type: 'body', parameters: [{type: 'text', text: '566701'}]},
          {
            type: 'buttons',
            parameters: [
              {type: 'URL', url: '566701'},
              {type: 'POSTBACK', payload: '566701'},
            ],
          },
        ],
      },
    },
    {messaging_type: 'UTILITY'},
  )

  await page.getByRole('article').getByText('Order 566701 is on its way to you.').waitFor()
  await page.getByRole('button', {name: 'Help'}).waitFor()
  await page.getByRole('button', {name: 'Track'}).click()
  await page.getByRole('dialog').getByText('https://shop.example/o/566701').waitFor()
})

test('what the platform does without a word is shown where it happens', async ({open}) => {
  const {page, send} = await open()

  await send(quickReplies)

  const replies = page.getByRole('group', {name: 'Quick replies'})
  await replies.getByText('Longer than the plat…').waitFor()
  await replies.getByText(/title: cut at 20/).waitFor()
  await replies.getByRole('button', {name: 'nora.lund@example.test'}).waitFor()
})
