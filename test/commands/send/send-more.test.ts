import {expect, test} from 'vitest'
import {messagesIn, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const ada = '6411223344556677'
/** Wrote weeks ago. */
const kavita = '6411223354556707'
const sentBy = ({emulator}: EmulatedWorld) => sentIn(emulator)

test('sticker search finds one, and send sticker sends it', async () => {
  const world = await createWorld()

  const found = await world.msgr(['sticker', 'search', 'thanks', '--json'])
  const [{id}] = found.json()
  const {code} = await world.msgr(['send', 'sticker', ada, id])

  expect(code).toBe(0)
  expect(sentBy(world).map(({message}) => message)).toEqual([{sticker_id: Number(id)}])
})

test('send reaction reacts to a message, and takes it back', async () => {
  const world = await createWorld()
  const wrote = messagesIn(world.emulator).find(({conversationId}) => conversationId === `t_${ada}`)
  const mid = wrote?.id ?? ''

  const react = await world.msgr(['send', 'reaction', ada, mid, '😍', '--json'])
  expect(wrote?.reaction).toBe('😍')
  const remove = await world.msgr(['send', 'reaction', ada, mid, '--remove'])

  expect(react.json()).toEqual({recipientId: ada, messageId: null, attachmentId: null})
  expect(remove.code).toBe(0)
  expect(wrote?.reaction).toBeUndefined()
})

test('a comment is answered in private, once', async () => {
  const world = await createWorld()

  const told = await world.msgr(['emulator', 'person', 'comment', kavita, 'How much?', '--json'])
  const {commentId: comment} = told.json()
  const reply = ['send', 'text', '--comment', comment, 'Ten euros']
  const first = await world.msgr([...reply, '--json'])
  const second = await world.msgr(reply)

  expect(first.json()).toMatchObject({recipientId: kavita})
  expect(second.code).toBe(1)
  expect(second.err).toContain('already')
  expect(sentBy(world)).toHaveLength(1)
})

test('who ticked a checkbox plugin is written to by its reference', async () => {
  const world = await createWorld()
  await world.msgr(['emulator', 'person', 'tick', kavita, 'cart-55'])

  const {json} = await world.msgr(['send', 'text', '--user-ref', 'cart-55', 'Thanks', '--json'])

  expect(json()).toMatchObject({recipientId: null, messageId: expect.stringMatching(/^m_/)})
})

test('a feedback template goes out for seven days under its tag', async () => {
  const world = await createWorld()
  await world.write(
    'rate.yaml',
    `template_type: customer_feedback
title: Rate us
subtitle: It takes a second
button_title: Rate
feedback_screens: [{questions: [{id: q1, type: csat}]}]
business_privacy: {url: "https://shop.example/privacy"}
`,
  )
  const hiro = '6411223351556698'

  const untagged = await world.msgr(['send', 'template', hiro, 'rate.yaml'])
  const tagged = await world.msgr(['send', 'template', hiro, 'rate.yaml', '--tag', 'CUSTOMER_FEEDBACK'])

  expect(untagged.code).toBe(1)
  expect(tagged.code).toBe(0)
})

test.each([
  [['send', 'sticker', ada], 'The sticker is missing'],
  [['send', 'sticker', ada, 'thumb'], 'thumb is not the id of a sticker'],
  [['send', 'reaction', ada, 'm_1'], 'The emoji is missing'],
  [['send', 'reaction', ada, 'm_1', '😍', '--remove'], '--remove takes no emoji'],
  [['send', 'utility', ada], 'The template is missing'],
  [['send', 'utility', ada, 'order_update', '--param', 'order_id'], 'is not key=value'],
  [['template', 'list', '--status', 'done'], '--status done is not a status'],
])('%j is misused', async (argv, message) => {
  const {code, err} = await (await createWorld()).msgr(argv)

  expect(err).toContain(message)
  expect(code).toBe(2)
})
