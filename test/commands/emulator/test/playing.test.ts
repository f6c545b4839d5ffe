import {describe, expect} from 'vitest'
import {startHere} from '../../../helpers/here.ts'
import {patiently} from '../../../helpers/patience.ts'
import {timeOf} from '../../../helpers/probe.ts'
import {type Incoming, startTalkingBot, text} from '../../../helpers/talking-bot.ts'
import {type EmulatedWorld, test} from '../../../helpers/world.ts'

type Answer = (said: string, event: Incoming) => readonly Readonly<Record<string, unknown>>[] | number

const template = (payload: object) => ({message: {attachment: {type: 'template', payload}}})
const button = (title: string) => ({type: 'postback', title, payload: title.toUpperCase()})

/** Plays steps against a bot with these answers. */
async function play(world: EmulatedWorld, answer: Answer, chat: string, flags = '') {
  const bot = await startTalkingBot(world.emulator, answer)
  await world.write('chats/a.yaml', chat)
  const ran = await world.msgr(`emulator test chats --webhook ${bot.url} ${flags}`)
  return {...ran, bot}
}

const steps = (...lines: readonly string[]) =>
  `name: A\nsteps:\n${lines.map(line => `  - ${line}\n`).join('')}`

describe('a chat passes', () => {
  test('when the bot answers as expected, each step a line', async ({world}) => {
    const {code, out} = await play(
      world,
      said => [text(`You said: ${said}`)],
      'name: Echo\nperson: {name: Ada Lovelace, locale: de_DE, timezone: 1}\nsteps:\n  - say: hi\n  - expect: "You said: hi"\n  - say: ho\n  - expect: /HO$/i\n',
    )

    expect(out).toMatchInlineSnapshot(`
      "Echo  chats/a.yaml
        ✔ say: hi
        ✔ expect: "You said: hi"
        ✔ say: ho
        ✔ expect: /HO$/i
      ✔ 1 chat passed, 4 steps
      "
    `)
    expect(code).toBe(0)
  })

  test('with templates, quick replies and what is tapped on them', async ({world}) => {
    const cards = ['Lamp', 'Chair'].map(title => ({
      title,
      subtitle: 'New',
      buttons: [button('Buy'), button(title)],
    }))
    const {code, out, bot} = await play(
      world,
      said =>
        said === 'shop'
          ? [template({template_type: 'generic', elements: cards})]
          : said === 'size'
            ? [
                {
                  message: {
                    text: 'Which?',
                    quick_replies: [{content_type: 'text', title: 'S', payload: 'SMALL'}],
                  },
                },
              ]
            : [text(said)],
      steps(
        'say: shop',
        'expect: {template: generic, elements: [{title: Lamp, buttons: [Buy, Lamp]}, {subtitle: New}]}',
        'tap: {title: Buy, element: Chair}',
        'expect: BUY',
        'tap: Chair',
        'expect: CHAIR',
        'say: size',
        'expect: {text: Which?, quick_replies: [S]}',
        'tap: S',
        'expect: S',
      ),
    )

    expect(out).toContain('1 chat passed')
    expect(code).toBe(0)
    expect(bot.heard.at(-1)?.message).toMatchObject({text: 'S', quick_reply: {payload: 'SMALL'}})
  })

  test('with a menu, ice breakers, Get Started and a referral', async ({world}) => {
    const profile = {
      get_started: {payload: 'START'},
      ice_breakers: [{locale: 'default', call_to_actions: [{question: 'Where are you?', payload: 'WHERE'}]}],
      persistent_menu: [{locale: 'default', call_to_actions: [button('Help')]}],
    }
    await world.write('profile.json', JSON.stringify(profile))
    await world.msgr('profile set profile.json')

    const {code, out, bot} = await play(
      world,
      (said, event) => [text(said || `came by ${(event['referral'] as {ref: string}).ref}`)],
      `${steps(
        'start: summer',
        'expect: START',
        'menu: Help',
        'expect: HELP',
        'refer: winter',
        'expect: came by winter',
      )}---\nname: B\nsteps: [{ice-breaker: Where are you?}, {expect: WHERE}]\n`,
    )

    expect(out).toContain('2 chats passed')
    expect(code).toBe(0)
    expect(bot.heard[0]?.postback).toMatchObject({referral: {ref: 'summer'}})
    expect(new Set(bot.heard.map(({sender}) => sender.id)).size).toBe(2)
  })

  test('with sender actions, reactions, replies, files and silence', async ({world}) => {
    await world.write('chats/photo.png', Buffer.from('89504e470d0a1a0a', 'hex'))
    const {code, out, bot} = await play(
      world,
      (said, event) =>
        said === 'hi'
          ? [
              {sender_action: 'mark_seen'},
              {sender_action: 'react', payload: {message_id: event.message?.mid, reaction: '👍'}},
              {sender_action: 'typing_on'},
              text('Hello'),
            ]
          : [],
      steps(
        'say: hi',
        'expect: {sender_action: mark_seen}',
        'expect: {sender_action: typing_on}',
        'expect: {reaction: 👍}',
        'expect: Hello',
        'say: {text: what, reply_to: Hello}',
        'react: 😆',
        'read',
        'attach: ./photo.png',
        'expect: {nothing: 200ms}',
      ),
    )

    expect(out).toContain('1 chat passed')
    expect(code).toBe(0)
    const hello = bot.heard[1]?.message?.['reply_to'] as {mid: string}
    expect(bot.heard.slice(1)).toMatchObject([
      {message: {text: 'what', reply_to: {mid: hello.mid}}},
      {reaction: {emoji: '😆', mid: hello.mid}},
      {read: {}},
      {message: {attachments: [{type: 'image'}]}},
    ])
  })

  test('when it is lenient and the bot says more', async ({world}) => {
    const {code} = await play(
      world,
      said => [text('By the way'), text(said), text('Bye')],
      `lenient: true\n${steps('say: hi', 'expect: hi')}`,
    )

    expect(code).toBe(0)
  })
})

test('what a bot is refused beside its chats is a warning, although all pass', async ({world}) => {
  const {pageToken} = await world.emulator.connection()
  await world.write(
    'bot.mjs',
    `import {createServer} from 'node:http'
    const answer = await fetch('https://graph.facebook.com/v26.0/me/messenger_profile?access_token=${pageToken}', {method: 'POST'})
    createServer((q, r) => r.end(new URL(q.url, 'http://bot').searchParams.get('hub.challenge'))).listen(process.env.PORT)`,
  )
  await world.write(
    'chats/a.yaml',
    steps('say: {text: hi, nlp: [greetings]}', 'read', 'expect: {nothing: 100ms}'),
  )
  const line = ['emulator', 'test', 'chats', '--', process.execPath, 'bot.mjs']
  const {code, err} = await startHere(world, line).ended

  expect(code, err).toBe(0)
  expect(err).toMatch(/! POST \/me\/messenger_profile was refused: /)
})

test('the bot hears what the chat says of NLP, and the fields that are named, and no others', async ({
  world,
}) => {
  const nlp = '{traits: {wit$bye: [{value: "true", confidence: 0.5}]}}'
  const chat = steps(`say: {text: hi, nlp: ${nlp}}`, 'react: 👍', 'say: ho', 'expect: ho')
  const {code, bot} = await play(
    world,
    said => (said === 'ho' ? [text('ho')] : [text('hi')]),
    chat.replace('  - react', '  - expect: hi\n  - react'),
    '--fields messages',
  )

  expect(code).toBe(0)
  expect(bot.heard).toMatchObject([
    {message: {nlp: {traits: {wit$bye: [{value: 'true', confidence: 0.5}]}}}},
    {message: {text: 'ho'}},
  ])
  const subscribed = (flags: string) => world.msgr(`emulator test chats --webhook ${bot.url} ${flags}`)
  expect((await world.msgr('emulator test chats --fields messages')).err).toContain('--webhook 3000')
  expect((await subscribed('--fields ,')).err).toContain('names no field')
})

describe('a chat fails', () => {
  const failed = async (world: EmulatedWorld, answer: Answer, chat: string, flags = '') => {
    const {code, out} = await play(world, answer, chat, flags)
    expect(code).toBe(1)
    return out
  }

  test('with what was expected and what came, and no step after it is played', async ({world}) => {
    const out = await failed(
      world,
      () => [
        template({template_type: 'button', text: 'What now?', buttons: [button('Hours'), button('Order')]}),
        text('Well?'),
      ],
      steps('say: hi', 'expect: {template: button, text: /next/, buttons: [Hours, Orders]}', 'say: ho'),
    )

    expect(out).toMatchInlineSnapshot(`
      "A  chats/a.yaml
        ✔ say: hi
        ✖ expect: {template: button, text: /next/, buttons: [Hours, Orders]}  chats/a.yaml:4
            The bot said something else:
            - text: /next/
            + text: What now?
            - buttons[1].title: Orders
            + buttons[1].title: Order
            since the person last did something, the bot said:
              button template: "What now?" [Hours] [Order]
              "Well?"
      ✖ 1 of 1 chat failed
      "
    `)
  })

  test('when nothing comes in time', async ({world}) => {
    const out = await failed(world, () => [], steps('say: hi', 'expect: {text: Hello, within: 100ms}'))

    expect(out).toContain('The bot said nothing within 100 ms')
  })

  test('when the bot says what no step expects, at once or at the end', async ({world}) => {
    const out = await failed(
      world,
      said => (said === 'a' ? [text('one'), text('two')] : [text('three')]),
      `${steps('say: a', 'expect: one', 'say: b', 'expect: three')}---\n${steps('say: a', 'expect: one')}`,
    )

    expect(out).toContain('- text: three')
    expect(out).toContain('+ text: two')
    expect(out).toContain('The bot said "two", which no step expects')
    expect(out).toContain('2 of 2 chats failed')
  })

  test('when the bot speaks although nothing is expected', async ({world}) => {
    const out = await failed(world, () => [text('boo')], steps('say: hi', 'expect: nothing'))

    expect(out).toContain('The bot should have said nothing for 1 s, but said "boo"')
  })

  test('when the platform refused what the bot sent, which is told', async ({world}) => {
    const out = await failed(
      world,
      () => [text('x'.repeat(2001))],
      steps('say: hi', `expect: {text: /x/, within: ${patiently(300)}ms}`),
    )

    expect(out).toMatch(/POST \/me\/messages was refused: .*2000/)
  })

  test('when the platform refused a call that names nobody, alone or in a batch, which is told', async ({
    world,
  }) => {
    const {pageToken} = await world.emulator.connection()
    const call = (path: string, body: object, token = pageToken) =>
      fetch(`${world.emulator.url}/v26.0/${path}?access_token=${token}`, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: JSON.stringify(body),
      })
    await call('me/messages', {message: {text: 'of another run'}})
    const bot = await startTalkingBot(world.emulator, () => {
      void call('me/messages', {recipient: {id: '1'}, message: {text: 'to nobody'}})
      void call('me/messages', {recipient: {id: '1'}, message: {text: 'to nobody'}})
      void call('me/messages', {message: {text: 'without a recipient'}}, 'no-token')
      void call('', {batch: [{method: 'POST', relative_url: 'me/messages', body: 'message={"text":"x"}'}]})
      return []
    })
    await world.write('chats/a.yaml', steps('say: hi', `expect: {text: Hello, within: ${patiently(500)}ms}`))
    const {out, err} = await world.msgr(`emulator test chats --webhook ${bot.url}`)

    expect(out).toMatch(/! POST \/me\/messages was refused: .+ \(2 times\)/)
    expect(out).toMatch(/! POST \/me\/messages was refused: Invalid OAuth access token/)
    expect(out).toMatch(/! operation 1 of POST \/ \(batch of 1\) was refused: .*recipient/)
    expect(err).not.toContain('was refused')
  })

  test('when the webhook answers with an error, without waiting', async ({world}) => {
    const out = await failed(world, () => 500, steps('say: hi', 'expect: {text: Hello, within: 30m}'))

    expect(out).toMatch(/answered the event messages with 500/)
  })

  test('when what is to be tapped is not on screen', async ({world}) => {
    const out = await failed(
      world,
      () => [template({template_type: 'button', text: 'Well?', buttons: [button('Opening hours')]})],
      steps('say: hi', 'expect: Well?', 'tap: Opening hour'),
    )

    expect(out).toContain(
      'No button or quick reply "Opening hour" is on screen; did you mean "Opening hours"?',
    )
  })

  test('when a quick reply is tapped that another message has taken off the screen', async ({world}) => {
    const out = await failed(
      world,
      said =>
        said === 'size'
          ? [{message: {text: 'Which?', quick_replies: [{content_type: 'text', title: 'S', payload: 'S'}]}}]
          : [text(said)],
      steps('say: size', 'expect: Which?', 'say: hi', 'expect: hi', 'tap: S'),
    )

    expect(out).toContain('No button or quick reply "S" is on screen; there is none')
  })

  test('when the window has closed meanwhile; the clock is put back at the end', async ({world}) => {
    const before = timeOf(world.emulator)
    const out = await failed(
      world,
      () => [text('Hello')],
      steps(
        'say: hi',
        'expect: Hello',
        'wait: 25h',
        'read',
        `expect: {text: Hello, within: ${patiently(300)}ms}`,
      ),
    )

    expect(out).toContain('✔ wait: 25h')
    expect(out).toMatch(/POST \/me\/messages was refused: .*outside of allowed window/)
    expect(timeOf(world.emulator) - before).toBeLessThan(3_600_000)
  })
})
