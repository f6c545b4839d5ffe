import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import {actForms} from '../../../src/commands/emulator/person/acts.ts'
import {verifySignedRequest} from '../../../src/platform/signature.ts'
import {appOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'

// biome-ignore lint/suspicious/noExplicitAny: events have every shape
type Item = any

/** A bot at the callback of the app; `items` are the events that came. */
async function startBot(world: EmulatedWorld, ...fields: string[]) {
  const items: Item[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    response.end(new URL(request.url ?? '/', 'http://bot').searchParams.get('hub.challenge') ?? '')
    if (text !== '') items.push(...JSON.parse(text).entry[0].messaging)
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`
  const chosen = fields.length === 0 ? [] : ['--fields', fields.join(',')]
  await world.msgr(['webhook', 'set', url, '--verify-token', 'x', ...chosen])
  await world.msgr(['webhook', 'subscribe', ...fields])
  const settled = async (count: number) => {
    while (items.length < count) await new Promise(resolve => setTimeout(resolve, 5))
    return items
  }
  return {url, settled}
}

const person = async (world: EmulatedWorld, ...words: string[]) => {
  const {code, out, err} = await world.msgr(['emulator', 'person', ...words, '--json'])
  return {code, err, told: code === 0 ? JSON.parse(out) : undefined}
}

describe('emulator person', () => {
  test('lets a person do what can be done in Messenger, by words and options', async ({world}) => {
    const bot = await startBot(world)
    const {told: said} = await person(world, 'say', ada, 'Large', '--payload', 'SIZE_L')
    await person(
      world,
      'say',
      ada,
      '--attach',
      'image=https://x.example/a=b.png',
      '--reply-to',
      said.messageId,
    )
    await person(world, 'edit', ada, 'Huge', '--mid', said.messageId)
    await person(world, 'tap', ada, 'HOURS', '--title', 'Hours')
    await person(world, 'react', ada, '👍', '--mid', said.messageId)
    await person(world, 'refer', ada, '--source', 'ads', '--ad-id', '7', '--ad-title', 'Lamps')
    await person(world, 'opt-in', ada, '--topic', 'Offers', '--payload', 'OFFERS')
    await person(world, 'link', ada, 'ac_1')
    const items = await bot.settled(8)
    expect(
      items.map(
        item =>
          item.message ??
          item.message_edit ??
          item.postback ??
          item.reaction ??
          item.referral ??
          item.optin ??
          item.account_linking,
      ),
    ).toEqual([
      {mid: said.messageId, text: 'Large', quick_reply: {payload: 'SIZE_L'}},
      expect.objectContaining({
        reply_to: {mid: said.messageId, is_self_reply: true},
        attachments: [{type: 'image', payload: {url: 'https://x.example/a=b.png'}}],
      }),
      {mid: said.messageId, text: 'Huge', num_edit: 1},
      expect.objectContaining({title: 'Hours', payload: 'HOURS'}),
      {mid: said.messageId, action: 'react', reaction: 'like', emoji: '👍'},
      expect.objectContaining({ad_id: '7', source: 'ADS', ads_context_data: {ad_title: 'Lamps'}}),
      expect.objectContaining({type: 'notification_messages', payload: 'OFFERS', title: 'Offers'}),
      {status: 'linked', authorization_code: 'ac_1'},
    ])
  })

  test('says what the built-in NLP reads out of a text, as words or as the event has it', async ({world}) => {
    const bot = await startBot(world)
    const text = 'Hi, mail ada@shop.example'
    const say = (...words: string[]) => person(world, 'say', ada, text, ...words)
    const whole = {traits: {wit$bye: [{value: 'true', confidence: 1}]}}

    await say('--nlp', 'greetings', '--nlp', 'email=ada@shop.example', '--nlp', 'sentiment=negative@0.8')
    await say('--nlp', JSON.stringify(whole))
    await say('--nlp', JSON.stringify({nlpv2: whole}))

    const [words, object, second] = (await bot.settled(3)).map(({message}) => message)
    const place = {start: 9, end: 25, body: 'ada@shop.example'}
    expect(words.nlp).toMatchObject({
      intents: [],
      entities: {
        'wit$email:email': [{name: 'wit$email', role: 'email', value: 'ada@shop.example', ...place}],
      },
      traits: {
        wit$greetings: [{value: 'true', confidence: 0.99}],
        wit$sentiment: [{value: 'negative', confidence: 0.8}],
      },
    })
    expect(object.nlp).toEqual(whole)
    expect(second).toMatchObject({text, nlpv2: whole})
    expect(second.nlp).toBeUndefined()

    for (const [given, said] of [
      [['--nlp', 'greting'], 'Did you mean greetings?'],
      [['--nlp', 'colour'], 'has no colour'],
      [['--nlp', '{"a'], '--nlp is not JSON'],
      [['--nlp', '{}', '--nlp', 'bye'], 'one object or words, not both'],
      [['--nlp', '@'], 'is not an entity or trait'],
    ] as const)
      expect(await say(...given), said).toMatchObject({code: 2, err: expect.stringContaining(said)})
    await world.msgr('nlp set --model CUSTOM')
    expect(await say('--nlp', 'colour=red')).toMatchObject({code: 0})
    await world.msgr('nlp set --disable')
    expect((await say('--nlp', 'bye')).err).toContain('msgr nlp set --enable')
  })

  test('taps what is on screen by its title or payload, and sends what it sends', async ({world}) => {
    const bot = await startBot(world, 'messages', 'messaging_postbacks')
    const send = (...words: string[]) => world.msgr(['send', ...words])
    const template = {
      recipient: {id: ada},
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'button',
            text: 'What now?',
            buttons: [
              {type: 'postback', title: 'Hours', payload: 'HOURS_OF_TODAY'},
              {type: 'phone_number', title: 'Call', payload: '+15105551234'},
            ],
          },
        },
      },
    }
    await person(world, 'say', ada, 'Hi')
    await world.write('buttons.json', JSON.stringify(template))
    await send('raw', 'buttons.json')
    await send('quick-replies', ada, 'Which size?', '--reply', 'Small=SIZE_S', '--reply', 'Large=SIZE_L')

    expect(await person(world, 'tap', ada, '--title', 'Huge')).toMatchObject({
      code: 2,
      err: expect.stringContaining('On screen: Small, Large, Hours, Call'),
    })
    expect((await person(world, 'tap', ada, 'Call')).err).toContain('a button of type phone_number')
    await person(world, 'tap', ada, 'Large')
    await person(world, 'tap', ada, 'HOURS_OF_TODAY')
    const gone = await person(world, 'tap', ada, 'Small')

    const [, large, hours, small] = await bot.settled(4)
    expect(large.message).toMatchObject({text: 'Large', quick_reply: {payload: 'SIZE_L'}})
    expect(hours.postback).toMatchObject({title: 'Hours', payload: 'HOURS_OF_TODAY'})
    // A quick reply is gone once the person has answered; what is on no screen is a payload, as it was typed.
    expect(small.postback).toMatchObject({title: 'Small', payload: 'Small'})
    expect(gone.err).toContain('"Small" is not on screen')
    expect((await person(world, 'tap', ada)).code).toBe(2)
  })

  test('attaches a file of this machine', async ({world}) => {
    const bot = await startBot(world)
    await world.write('photo.png', 'PNG')
    expect((await person(world, 'attach', ada, 'photo.png')).code).toBe(0)
    const [item] = await bot.settled(1)
    const [{type, payload}] = item.message.attachments
    expect(type).toBe('image')
    expect(payload.url).toMatch(/\/photo\.png$/)
    expect(await (await fetch(payload.url)).text()).toBe('PNG')
    expect(await person(world, 'attach', ada, 'none.png')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be read'),
    })
  })

  test('adds somebody, changes them, lists and deletes them', async ({world}) => {
    const {told} = await person(world, 'add', 'Zoe', 'Miller', '--locale', 'de_AT', '--timezone', '1')
    await person(world, 'change', told.psid, '--last-name', 'Meier')
    const {told: rows} = await person(world)
    expect(rows).toContainEqual({
      lastActionAt: null,
      psid: told.psid,
      name: 'Zoe Meier',
      locale: 'de_AT',
      blocked: false,
    })
    expect(await person(world, 'change', told.psid, '--locale', 'german')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not a locale; write de_DE'),
    })
    expect((await person(world, 'delete', told.psid)).told).toMatchObject({psid: told.psid, did: 'delete'})
    expect((await person(world)).told).not.toContainEqual(expect.objectContaining({psid: told.psid}))
    expect(await person(world, 'delete', told.psid)).toMatchObject({
      err: expect.stringContaining('does not exist'),
    })
  })

  test('answers the questions of a feedback template', async ({world}) => {
    const bot = await startBot(world, 'messaging_feedback')
    const questions = [
      {id: 'q_service', type: 'csat', title: 'How was our answer?', follow_up: {type: 'free_form'}},
    ]
    const payload = {
      template_type: 'customer_feedback',
      title: 'Rate us',
      subtitle: 'It takes a minute',
      button_title: 'Rate',
      feedback_screens: [{questions}],
      business_privacy: {url: 'https://shop.example.test/privacy'},
    }
    const message = JSON.stringify({attachment: {type: 'template', payload}})
    const sent = await world.msgr([
      'api',
      'POST',
      'me/messages',
      `recipient={"id":"${ada}"}`,
      'messaging_type=RESPONSE',
      `message=${message}`,
    ])
    expect(sent.err).toBe('')
    const {code, err} = await person(
      world,
      'feedback',
      ada,
      '--answer',
      'q_service=5',
      '--follow-up',
      'q_service=Quick = good',
    )
    expect([code, err]).toEqual([0, ''])
    const [item] = await bot.settled(1)
    expect(item.messaging_feedback.feedback_screens[0].questions.q_service).toEqual({
      type: 'csat',
      payload: '5',
      follow_up: {type: 'free_form', payload: 'Quick = good'},
    })
  })

  test('prints the signed request of a web page with Messenger Extensions', async ({world}) => {
    const url = 'https://shop.example.test/cart'
    const menu = [
      {
        locale: 'default',
        call_to_actions: [{type: 'web_url', title: 'Cart', url, messenger_extensions: true}],
      },
    ]
    const profile = {
      get_started: {payload: 'GO'},
      whitelisted_domains: ['https://shop.example.test'],
      persistent_menu: menu,
    }
    await world.write('profile.json', JSON.stringify(profile))
    await world.msgr('profile set profile.json')
    const {out} = await world.msgr(['emulator', 'person', 'open', ada, url])
    const [, signed = ''] = / (\S+)\n$/.exec(out) ?? []
    const {appSecret} = await world.emulator.connection()
    expect(verifySignedRequest(signed, appSecret, {nowMs: world.clock.now()})).toMatchObject({
      isValid: true,
      payload: {psid: ada},
    })
    const plain = await world.msgr(['emulator', 'person', 'open', ada, 'https://shop.example.test/'])
    expect(plain.out, 'without extensions the address').toContain(`${ada}: open https://shop.example.test/`)
  })

  test.for([
    [['dance', ada], 'A person cannot dance.'],
    [['sayy', ada], 'Did you mean say?'],
    [['say'], 'say needs a person'],
    [['tap', ada], 'tap needs the title or payload'],
    [['read', ada, 'now'], 'read takes no word'],
    [['read', ada, '--title', 'x'], '--title does not go with read.'],
    [['list', '--title', 'x'], 'list takes no words'],
    [['say', ada, 'hi', '--title', 'x'], 'say takes --payload, --reply-to, --attach'],
    [['say', ada, '--attach', 'image'], '--attach image is not a pair.'],
    [['feedback', ada, '--answer', '5'], 'Write it as --answer q_service=5'],
  ] as const)('says what is wrong with %o', async ([words, told], {world}) => {
    const {code, err} = await person(world, ...words)
    expect([code, JSON.parse(err).error.message + JSON.parse(err).error.hint]).toEqual([
      2,
      expect.stringContaining(told),
    ])
  })

  test('knows every act of the emulator', async ({world}) => {
    const refusal = await world.emulator.admin('POST', `people/${ada}/dance`).catch(error => String(error))
    const [, names = ''] = /A person cannot dance; acts: ([a-z, -]*)/.exec(String(refusal)) ?? []
    expect(names.split(', ').toSorted()).toEqual(
      Object.keys(actForms)
        .filter(act => !['add', 'change', 'delete'].includes(act))
        .toSorted(),
    )
  })
})

describe('trigger with the emulator', () => {
  test('goes through it, so that its log shows the event and how it was signed', async ({world}) => {
    const bot = await startBot(world)
    for (const signature of ['valid', 'wrong'])
      expect((await world.msgr(['trigger', 'messages.text', '--signature', signature])).code).toBe(0)
    await bot.settled(2)
    const {entries} = await world.emulator.admin('GET', 'activity?kind=event')
    expect(entries).toMatchObject(
      [1, 2].map(() => ({name: 'messages', status: 200, outcome: 'ok', attempts: 1, url: bot.url})),
    )
    const details = (await Promise.all(
      entries.map(({id}) => world.emulator.admin('GET', `activity/${id}`)),
    )) as {signature: string; request: {body: string}}[]
    const {appSecret} = await world.emulator.connection()
    const {signBody} = await import('../../../src/platform/signature.ts')
    expect(
      details.map(({signature, request}) => signature === signBody(Buffer.from(request.body), appSecret)),
    ).toEqual([true, false])
  })

  test('says that nobody answers', async ({world}) => {
    await startBot(world)
    const app = appOf(world.emulator)
    if (app?.callback !== undefined) app.callback = {...app.callback, url: 'http://127.0.0.1:1/webhook'}
    const {code, err} = await world.msgr('trigger messages.text')
    expect([code, err]).toEqual([8, expect.stringContaining('The callback does not answer')])
  })
})
