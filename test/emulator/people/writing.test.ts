import {describe, expect} from 'vitest'
import {test} from '../asking.ts'
import {ada, documented, openActing, shapeOf} from './acting.ts'

describe('what a person writes', () => {
  test('arrives as the text, signed, and opens the window', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    const {mid} = await act('say', {text: 'Grüße'})
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented('messages.text'))
    expect(event).toMatchObject({sender: {id: ada}, message: {mid, text: 'Grüße'}})
  })

  test('carries the payload of a quick reply, and the message it answers', async ({start}) => {
    const {act, send, next} = await openActing(await start())
    const asked = await send({text: 'Which size?'})
    await act('say', {text: 'Large', payload: 'SIZE_L'})
    expect(shapeOf(await next())).toEqual(await documented('messages.quick_reply'))
    const {mid} = await act('say', {text: 'Yes, that one', reply_to: asked})
    const reply = await next()
    expect(shapeOf(reply)).toEqual(await documented('messages.reply_to'))
    expect(reply.message.reply_to).toEqual({mid: asked, is_self_reply: false})
    await act('say', {text: 'I meant the blue one', reply_to: mid})
    expect((await next()).message.reply_to).toEqual({mid, is_self_reply: true})
  })

  test('names the commands of the Page that stand in it', async ({start}) => {
    const asking = await start()
    const commands = ['menu', 'hours'].map(name => ({name, description: 'x'}))
    await asking.ask('POST /v26.0/me/messenger_profile', {
      body: {commands: [{locale: 'default', commands}]},
    })
    const {act, next} = await openActing(asking)
    await act('say', {text: '/menu please, then /hours, not /other or a/menu'})
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented('messages.text.commands'))
    expect(event.message.commands).toEqual([{name: 'menu'}, {name: 'hours'}])
  })

  test.for([
    ['image', 'messages.attachments.image'],
    ['video', 'messages.attachments.video'],
    ['audio', 'messages.attachments.audio'],
    ['file', 'messages.attachments.file'],
  ])('may be a file by its address: %s', async ([type = '', sample = ''], {start}) => {
    const {act, next} = await openActing(await start())
    const url = 'https://scontent.example/a?b=1'
    await act('say', {attachments: [{type, url}]})
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented(sample))
    expect(event.message.attachments).toEqual([{type, payload: {url}}])
  })

  test('may be a shared link with its text, or something that cannot be shown', async ({start}) => {
    const {act, next} = await openActing(await start())
    const url = 'https://news.example.test/story/42'
    await act('say', {text: url, attachments: [{type: 'fallback', url, title: 'A story about otters'}]})
    expect(shapeOf(await next())).toEqual(await documented('messages.attachments.fallback'))
    await act('say', {attachments: [{type: 'fallback'}]})
    expect(shapeOf(await next())).toEqual(await documented('messages.attachments.fallback.empty'))
  })

  test('is refused in plain words where something is missing', async ({start}) => {
    const {act, pending} = await openActing(await start())
    await expect(act('say')).rejects.toThrow('The parameter text is required')
    await expect(act('say', {text: 'a', reply_to: 'm_none'})).rejects.toThrow('has no message m_none')
    await expect(act('say', {attachments: [{type: 'song', url: 'x'}]})).rejects.toThrow(
      'attachments[0].type must be one of image, video',
    )
    await expect(act('say', {text: {}})).rejects.toThrow('text must be a text')
    await expect(act('dance')).rejects.toThrow('A person cannot dance; acts: attach, say, ')
    expect(await pending()).toBe(0)
  })
})

describe('a sticker', () => {
  test.for([
    ['2026-05-31', 'messages.attachments.sticker.legacy'],
    ['2026-08-01', 'messages.attachments.sticker.transition'],
    ['2026-11-22', 'messages.attachments.sticker'],
  ])('comes on %s as %s', async ([asOf = '', sample = ''], {start}) => {
    const {act, next} = await openActing(await start({asOf}))
    await act('sticker')
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented(sample))
    expect(event.message.attachments[0].payload.sticker_id).toBe(369239263222822)
  })
})

describe('an edit', () => {
  test('changes the text under the same id, five times at most', async ({start}) => {
    const asking = await start()
    const {act, send, next} = await openActing(asking)
    const {mid} = await act('say', {text: 'On Sundays?'})
    await next()
    for (const num_edit of [1, 2, 3, 4, 5]) {
      await act('edit', {mid, text: `On Sundays or Mondays? ${num_edit}`})
      const event = await next()
      expect(shapeOf(event)).toEqual(await documented('message_edits'))
      expect(event.message_edit).toEqual({mid, text: `On Sundays or Mondays? ${num_edit}`, num_edit})
    }
    await expect(act('edit', {mid, text: 'more'})).rejects.toThrow('can be edited only 5 times')
    await expect(act('edit', {mid: await send({text: 'hi'}), text: 'more'})).rejects.toThrow(
      'can edit only their own texts',
    )
    const view = await asking.emulator.admin('GET', `chat/${ada}`)
    expect(view.messages.find(message => message.mid === mid)).toMatchObject({
      text: 'On Sundays or Mondays? 5',
      editedMs: expect.any(Number),
    })
  })
})

describe('an uploaded file', () => {
  test('arrives by an address under which it can be fetched, and nothing in it runs', async ({start}) => {
    const asking = await start()
    const {next} = await openActing(asking)
    const bytes = Buffer.from('<svg onload="alert(1)"/>')
    const answer = await fetch(`${asking.emulator.url}/_msgr/people/${ada}/attach?name=../a%20b.svg`, {
      method: 'POST',
      headers: {'content-type': 'image/svg+xml'},
      body: bytes,
    })
    expect(answer.status).toBe(200)
    const [attachment] = (await next()).message.attachments
    expect(attachment).toEqual({type: 'image', payload: {url: expect.any(String)}})
    const file = await fetch(attachment.payload.url)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes)
    expect(file.headers.get('content-type')).toBe('image/svg+xml')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    const {body} = await asking.ask(`GET /v26.0/t_${ada}?fields=messages{attachments}`)
    // Signed for a day, as the addresses in conversations are.
    expect(body.messages.data[0].attachments.data[0].image_data.url).toContain(attachment.payload.url)
    expect(body.messages.data[0].attachments.data[0].image_data.url).toMatch(/\?oe=[0-9A-F]{8}$/)
  })

  test('is kept beside the state, is there after a restart, and goes with a reset', async ({
    folder,
    start,
  }) => {
    const first = await start({isEphemeral: false})
    const put = (url: string) =>
      fetch(`${url}/_msgr/people/${ada}/attach?name=a.pdf`, {
        method: 'POST',
        headers: {'content-type': 'application/pdf'},
        body: 'PDF',
      })
    await put(first.emulator.url)
    await first.emulator.close()
    const {emulator} = await start({isEphemeral: false, folder})
    const view = await emulator.admin('GET', `chat/${ada}`)
    const message = view.messages.at(-1)?.message ?? {}
    const path = (message['attachments'] as {payload: {url: string}}[] | undefined)?.[0]?.payload.url
    const file = await fetch(emulator.url + path)
    expect(await file.text()).toBe('PDF')
    expect(file.headers.get('content-disposition')).toBe('attachment')
    await emulator.admin('POST', 'reset')
    expect((await fetch(emulator.url + path)).status).toBe(404)
  })

  test('is refused when it is empty or of no type', async ({start}) => {
    const {emulator} = await start()
    const put = async (body: string, type: string) => {
      const answer = await fetch(`${emulator.url}/_msgr/people/${ada}/attach`, {
        method: 'POST',
        headers: {'content-type': type},
        body,
      })
      return [answer.status, ((await answer.json()) as {error: {message: string}}).error.message]
    }
    expect(await put('', 'image/png')).toEqual([400, 'The file is missing, or empty'])
    expect(await put('x', 'picture')).toEqual([
      400,
      expect.stringContaining('"picture" is not a content type'),
    ])
  })
})
