import {expect, test} from 'vitest'
import {peopleOf, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const sentBy = ({emulator}: EmulatedWorld) => sentIn(emulator)

/** Somebody who wrote a moment ago, and somebody who wrote long ago. */
function reachOf({emulator}: EmulatedWorld) {
  const people = peopleOf(emulator).filter(({hasBlockedPage}) => !hasBlockedPage)
  const byAction = people.sort((one, other) => (other.lastActionMs ?? 0) - (one.lastActionMs ?? 0))
  return {recent: byAction[0]?.psid ?? '', old: byAction.at(-1)?.psid ?? ''}
}

test('send text sends a text', async () => {
  const world = await createWorld()
  const {recent} = reachOf(world)

  const {code, json} = await world.msgr(['send', 'text', recent, 'Hello Ann', '--json'])

  expect(code).toBe(0)
  expect(json()).toEqual({
    recipientId: recent,
    messageId: expect.stringMatching(/^m_/),
    attachmentId: null,
  })
  expect(sentBy(world)).toEqual([expect.objectContaining({id: json().messageId, text: 'Hello Ann'})])
})

test('send text takes the text from standard input', async () => {
  const world = await createWorld()

  const {code, out} = await world.msgr(['send', 'text', reachOf(world).recent, '-'], {stdin: 'two\nlines\n'})

  expect(code).toBe(0)
  expect(out).toMatch(/Accepted for \d+: m_/)
  expect(sentBy(world)[0]?.text).toBe('two\nlines')
})

test('a text that is too long is refused before anything is sent', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['send', 'text', reachOf(world).recent, 'x'.repeat(2001)])

  expect(code).toBe(2)
  expect(err).toContain('message.text')
  expect(sentBy(world)).toEqual([])
})

test('a person who wrote long ago is out of reach, and the hint says who may write', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['send', 'text', reachOf(world).old, 'Still there?', '--json'])

  expect(code).toBe(1)
  expect(JSON.parse(err).error).toMatchObject({
    hint: expect.stringContaining('HUMAN_AGENT'),
    graph: {code: 10, subcode: 2018278},
  })
})

test('a tag is sent as a tagged message, and a tag that ended is refused with the day', async () => {
  const world = await createWorld()
  const {recent} = reachOf(world)

  const dry = await world.msgr(['send', 'text', recent, 'Hi', '--tag', 'human_agent', '--dry-run', '--json'])
  const ended = await world.msgr(['send', 'text', recent, 'Hi', '--tag', 'ACCOUNT_UPDATE'])

  expect(dry.json().requests[0].body).toEqual({
    recipient: {id: recent},
    messaging_type: 'MESSAGE_TAG',
    message: {text: 'Hi'},
    tag: 'HUMAN_AGENT',
  })
  expect(ended.code).toBe(2)
  expect(ended.err).toContain('2026-04-27')
})

test.each([
  [['--user-ref', 'box-1', 'Hi'], {user_ref: 'box-1'}],
  [['--comment', '1001_55', 'Hi'], {comment_id: '1001_55'}],
  [['Hi', '--post', '1001_77'], {post_id: '1001_77'}],
])('send text %j writes to somebody without a PSID', async (argv, recipient) => {
  const world = await createWorld()

  const {json} = await world.msgr(['send', 'text', ...argv, '--dry-run', '--json'])

  expect(json().requests[0].body).toMatchObject({recipient, message: {text: 'Hi'}})
})

test('a reply, a persona and another type travel beside the message', async () => {
  const world = await createWorld()
  const flags = ['--reply-to', 'm_1', '--persona', '77', '--type', 'update']

  const {json} = await world.msgr(['send', 'text', '7001', 'Hi', ...flags, '--dry-run', '--json'])

  expect(json().requests[0].body).toMatchObject({
    messaging_type: 'UPDATE',
    reply_to: {mid: 'm_1'},
    persona_id: '77',
  })
})

test.each([
  [['send', 'text'], 'The recipient is missing'],
  [['send', 'text', '7001'], 'The text is missing'],
  [['send', 'text', '7001', 'Hi', '--comment', '1_2'], 'A PSID and another recipient'],
  [['send', 'text', 'Hi', '--comment', '1_2', '--post', '1_3'], 'exclude each other'],
  [['send', 'attachment', '7001', '1857', '--reusable'], '--kind'],
  [['send', 'attachment', '7001', 'a.png', '--kind', 'picture'], '--kind picture is not a kind'],
  [['send', 'attachment', '7001', './no-such.png'], 'no-such.png cannot be read'],
  [['send', 'action', '7001', 'typng_on'], 'Did you mean typing_on?'],
  [['send', 'action', '7001', 'react', '--reaction', '😍'], 'message_id'],
])('%j is misused, and nothing is sent', async (argv, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(argv)

  expect(err).toContain(message)
  expect(code).toBe(2)
  expect(sentBy(world)).toEqual([])
})

test('send quick-replies offers answers', async () => {
  const world = await createWorld()
  const {recent} = reachOf(world)

  const {code} = await world.msgr([
    ...['send', 'quick-replies', recent, 'Which size?'],
    ...['--reply', 'S=SIZE_S', '--reply', 'Large', '--ask-email'],
  ])

  expect(code).toBe(0)
  expect(sentBy(world)[0]?.message).toMatchObject({
    text: 'Which size?',
    quick_replies: [
      {content_type: 'text', title: 'S', payload: 'SIZE_S'},
      {content_type: 'text', title: 'Large', payload: 'Large'},
      {content_type: 'user_email'},
    ],
  })
})

test('send attachment uploads a file and keeps it on demand', async () => {
  const world = await createWorld()
  await world.write('hat.png', Buffer.from('89504e470d0a1a0a', 'hex'))

  const {code, json} = await world.msgr([
    ...['send', 'attachment', reachOf(world).recent, 'hat.png', '--reusable', '--json'],
  ])

  expect(code).toBe(0)
  expect(json().attachmentId).toMatch(/^\d+$/)
  const again = ['send', 'attachment', reachOf(world).recent, json().attachmentId, '--kind', 'image']
  expect((await world.msgr(again)).code).toBe(0)
})

test.each([
  ['https://example.com/clip.mp4?x=1', {type: 'video', payload: {url: 'https://example.com/clip.mp4?x=1'}}],
  ['https://example.com/terms', {type: 'file', payload: {url: 'https://example.com/terms'}}],
])('send attachment %s names its kind by the ending', async (url, attachment) => {
  const world = await createWorld()

  const {json} = await world.msgr(['send', 'attachment', '7001', url, '--dry-run', '--json'])

  expect(json().requests[0].body.message).toEqual({attachment})
})

test('send template sends what a YAML file holds', async () => {
  const world = await createWorld()
  const button = 'buttons:\n  - {type: postback, title: Yes, payload: "YES"}\n'
  await world.write('ask.yaml', `template_type: button\ntext: Do you agree?\n${button}`)

  const {code} = await world.msgr(['send', 'template', reachOf(world).recent, 'ask.yaml'])

  expect(code).toBe(0)
  expect(sentBy(world)[0]?.message).toMatchObject({
    attachment: {type: 'template', payload: {template_type: 'button', text: 'Do you agree?'}},
  })
})

test('a template file with faults is refused with all of them', async () => {
  const world = await createWorld()
  await world.write('bad.json', '{"template_type":"button","buttons":[{"type":"postback","title":"Yes"}]}')

  const {code, err} = await world.msgr(['send', 'template', '7001', 'bad.json', '--json'])

  expect(code).toBe(2)
  const paths = JSON.parse(err).error.faults.map(({path}: {path: string}) => path)
  expect(paths).toEqual(
    expect.arrayContaining([expect.stringMatching(/text$/), expect.stringMatching(/payload$/)]),
  )
})

test('send action shows typing', async () => {
  const world = await createWorld()
  const {recent} = reachOf(world)

  const {code, json} = await world.msgr(['send', 'action', recent, 'typing-on', '--json'])

  expect(code).toBe(0)
  expect(json()).toEqual({recipientId: recent, messageId: null, attachmentId: null})
})

test('send raw sends a whole request', async () => {
  const world = await createWorld()
  const request = {recipient: {id: reachOf(world).recent}, messaging_type: 'UPDATE', message: {text: 'raw'}}

  const {code} = await world.msgr(['send', 'raw', '-'], {stdin: JSON.stringify(request)})

  expect(code).toBe(0)
  expect(sentBy(world)[0]?.text).toBe('raw')
})
