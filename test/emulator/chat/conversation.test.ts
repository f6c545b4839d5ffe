import {describe, expect} from 'vitest'
import {type Asking, test} from '../asking.ts'
import {ada, openActing} from '../people/acting.ts'

const view = ({emulator}: Asking, query = '') => emulator.admin('GET', `chat/${ada}${query}`)
const overview = ({emulator}: Asking) => emulator.admin('GET', 'chat')
const action = (sender_action: string, more: object = {}) => ({recipient: {id: ada}, sender_action, ...more})

describe('the overview', () => {
  test('shows Pages, people with the newest conversation first, and who has not read what', async ({
    start,
  }) => {
    const asking = await start()
    const {send, act} = await openActing(asking)
    await act('say', {text: 'Anybody there?'})
    await send({text: 'One'})
    await send({attachment: {type: 'image', payload: {url: 'https://x.example/a.png'}}})
    const {pages, page, people, peopleTotal, webhook} = await overview(asking)
    expect(pages).toHaveLength(2)
    expect(page).toMatchObject({id: '109876543210987', category: expect.any(String)})
    expect(peopleTotal).toBe(people.length)
    expect(people[0]).toMatchObject({psid: ada, unread: 2, last: {text: 'Image', from: 'page'}})
    expect(people[0]?.windowUntilMs).toBe((people[0]?.lastActionMs ?? 0) + 24 * 3_600_000)
    const moved = people.map(({last}) => last?.atMs ?? 0)
    expect(moved).toEqual(moved.toSorted((one, other) => other - one))
    expect(webhook).toMatchObject({
      state: 'active',
      lastStatus: 200,
      fields: expect.arrayContaining(['messages']),
    })
    await act('read')
    expect((await overview(asking)).people[0]?.unread).toBe(0)
  })

  test('shows at most 500 of many, the newest, with somebody new among them', async ({start}) => {
    const asking = await start()
    await asking.emulator.admin('POST', 'seed', {people: 1_500})
    const {psid} = await asking.emulator.admin('POST', 'people', {firstName: 'Zoe', locale: 'de_AT'})
    const {people, peopleTotal} = await overview(asking)
    expect(people).toHaveLength(500)
    expect(peopleTotal).toBeGreaterThan(1_500)
    expect(people[0]).toMatchObject({psid, firstName: 'Zoe', locale: 'de_AT', unread: 0})
  })

  test('finds people by words of their name and parts of their PSID, the newest first, and counts them', async ({
    start,
  }) => {
    const {emulator} = await start()
    await emulator.admin('POST', 'seed', {people: 3_000})
    const chloe = await emulator.admin('POST', 'people', {firstName: 'Chloé', lastName: 'D’Éon-Smith'})
    const zoe = await emulator.admin('POST', 'people', {firstName: 'Zoë', lastName: 'Éon'})
    const elsewhere = await emulator.admin('POST', 'people', {page: '109876543210988', firstName: 'Chloé'})
    const find = async (search: string, more = '') => {
      const {people, peopleTotal} = await emulator.admin(
        'GET',
        `chat?search=${encodeURIComponent(search)}${more as ''}`,
      )
      return {psids: people.map(({psid}) => psid), people, peopleTotal}
    }

    expect((await find('EON chloe')).psids).toEqual([chloe.psid])
    expect((await find('  eon ')).psids).toEqual([zoe.psid, chloe.psid])
    expect((await find('zoë eon')).psids).toEqual([zoe.psid])
    expect((await find('zoe', '&limit=1')).psids).toEqual([zoe.psid])
    expect((await find('zoe', '&limit=1')).peopleTotal).toBe((await find('zoe')).people.length)
    expect((await find(zoe.psid.slice(3))).psids).toEqual([zoe.psid])
    expect((await find(elsewhere.psid)).psids).toEqual([])
    expect((await find('nobody has this name')).peopleTotal).toBe(0)
    expect((await find('')).peopleTotal).toBeGreaterThan(3_000)
    await emulator.admin('PATCH', `people/${zoe.psid}`, {firstName: 'Mia'})
    expect((await find('eon mia')).psids).toEqual([zoe.psid])
    const late = await emulator.admin('POST', 'people', {firstName: 'Latecomer'})
    expect((await find('latecomer')).psids).toEqual([late.psid])
    await emulator.admin('DELETE', `people/${late.psid}`)
    expect((await find('latecomer')).psids).toEqual([])
  })

  test('says what to type when nobody hears of events', async ({start}) => {
    const asking = await start()
    expect((await overview(asking)).webhook).toEqual({
      state: 'missing',
      fields: [],
      hint: 'msgr --emulator listen --forward-to 3000',
    })
    await openActing(asking)
    await asking.ask('DELETE /v26.0/me/subscribed_apps')
    expect((await overview(asking)).webhook).toMatchObject({
      state: 'unsubscribed',
      hint: 'msgr --emulator webhook subscribe',
    })
    await expect(asking.emulator.admin('GET', 'chat?page=1')).rejects.toThrow('does not exist')
  })
})

describe('a portion', () => {
  test('begins with a given message, and says which one the conversation does not have', async ({start}) => {
    const asking = await start()
    const {act} = await openActing(asking)
    const texts = Array.from({length: 60}, (_, index) => `Line ${index}`)
    for (const text of texts) await act('say', {text})
    const {messages} = await view(asking, '?limit=60')
    const {mid = ''} = messages.find(({text}) => text === 'Line 3') ?? {}

    const portion = await view(asking, `?from=${mid}`)

    expect(portion.messages.map(({text}) => text)).toEqual(texts.slice(3))
    expect(portion.hasEarlier).toBe(true)
    expect(portion.page.name).toBe('Acme Shop')
    await expect(view(asking, '?from=m_x')).rejects.toThrow('This conversation has no message m_x')
  })
})

describe('people', () => {
  test('are added and changed, with words for what is wrong', async ({start}) => {
    const {emulator} = await start()
    const {psid} = await emulator.admin('POST', 'people')
    await emulator.admin('PATCH', `people/${psid}`, {firstName: 'Ida', locale: 'fi_FI', timezone: 2})
    expect(await emulator.admin('GET', `chat/${psid}`)).toMatchObject({
      person: {firstName: 'Ida', locale: 'fi_FI', timezone: 2},
      messages: [],
      total: 0,
    })
    await expect(emulator.admin('PATCH', `people/${psid}`, {locale: 'german'})).rejects.toThrow(
      '"german" is not a locale; write de_DE',
    )
    await expect(emulator.admin('POST', 'people', {timezone: 40})).rejects.toThrow('from -12 to 14')
    await expect(emulator.admin('POST', 'people', {firstName: ''})).rejects.toThrow('1 to 50 characters')
    await expect(emulator.admin('PATCH', 'people/1', {})).rejects.toThrow('does not exist')
  })
})

describe('a conversation', () => {
  test('shows what was sent how, by whom, when it was read, and which entries belong to it', async ({
    start,
  }) => {
    const asking = await start()
    const {act, send} = await openActing(asking, ['messages', 'message_echoes'])
    const persona = (
      await asking.ask('POST /v26.0/me/personas', {
        body: {name: 'Tom', profile_picture_url: 'https://x.example/tom.png'},
      })
    ).body.id
    const asked = await act('say', {text: 'Where is it?'})
    const mid = await send({text: 'On its way'}, {persona_id: persona, reply_to: {mid: asked.mid}})
    await asking.ask('POST /v26.0/me/messages', {body: action('mark_seen')})
    const {messages, owner} = await view(asking)
    expect(messages.at(-2)).toMatchObject({from: 'person', text: 'Where is it?', readMs: expect.any(Number)})
    expect(messages.at(-1)).toMatchObject({
      mid,
      kind: 'message',
      from: 'page',
      text: 'On its way',
      persona: {name: 'Tom', picture: 'https://x.example/tom.png'},
      messagingType: 'RESPONSE',
      appId: '1234567890123456',
      replyTo: {mid: asked.mid, text: 'Where is it?', from: 'person'},
      deliveredMs: expect.any(Number),
      remarks: [],
    })
    expect(messages.at(-1)?.readMs).toBeUndefined()
    expect(messages.at(-1)?.activity).toHaveLength(2)
    expect(owner).toMatchObject({appId: '1234567890123456', appName: 'Acme bot'})
  })

  test('remarks what the platform cuts without a word', async ({start}) => {
    const asking = await start()
    const {send} = await openActing(asking)
    await send({
      text: 'Which?',
      quick_replies: [{content_type: 'text', title: 'A title that is far too long', payload: 'A'}],
    })
    expect((await view(asking)).messages.at(-1)?.remarks).toEqual([
      {path: 'quick_replies[0].title', message: 'cut at 20: 28 characters, at most 20'},
    ])
  })

  test('shows typing until the next message, typing_off, or 20 seconds', async ({start}) => {
    const asking = await start()
    const {send} = await openActing(asking)
    const type = (how: string) => asking.ask('POST /v26.0/me/messages', {body: action(how)})
    await type('typing_on')
    expect((await view(asking)).typing).toEqual({sinceMs: expect.any(Number)})
    await type('typing_off')
    expect((await view(asking)).typing).toBeUndefined()
    await type('typing_on')
    await send({text: 'Here'})
    expect((await view(asking)).typing).toBeUndefined()
    await type('typing_on')
    await asking.emulator.admin('POST', 'clock', {advanceMs: 19_000})
    expect((await view(asking)).typing).toBeDefined()
    await asking.emulator.admin('POST', 'clock', {advanceMs: 1_000})
    expect((await view(asking)).typing).toBeUndefined()
  })

  test('says in a line who took over, between the messages', async ({start}) => {
    // All of it in one millisecond.
    const nowMs = Date.now()
    const asking = await start({machineNow: () => nowMs})
    const {send, act} = await openActing(asking)
    await send({text: 'A colleague will help'})
    await asking.ask('POST /v26.0/me/pass_thread_control', {
      body: {recipient: {id: ada}, target_app_id: '263902037430900'},
    })
    await act('say', {text: 'Thanks'})
    await asking.ask('POST /v26.0/me/take_thread_control', {body: {recipient: {id: ada}}})
    await asking.ask('POST /v26.0/me/release_thread_control', {body: {recipient: {id: ada}}})
    const lines = (await view(asking)).messages.slice(-5)
    expect(lines.map(({kind, text}) => [kind, text])).toEqual([
      ['message', 'A colleague will help'],
      ['system', 'Acme bot passed control to Page Inbox'],
      ['message', 'Thanks'],
      ['system', 'Acme bot took over'],
      ['system', 'Acme bot released control'],
    ])
  })

  test('is read page by page, from the newest back', async ({start}) => {
    const asking = await start()
    const {act} = await openActing(asking)
    for (let index = 0; index < 12; index += 1) await act('say', {text: `line ${index}`})
    const newest = await view(asking, '?limit=5')
    expect(newest).toMatchObject({total: 13, hasEarlier: true})
    expect(newest.messages.map(({text}) => text)).toEqual([7, 8, 9, 10, 11].map(index => `line ${index}`))
    const before = await view(asking, `?limit=20&before=${newest.messages[0]?.mid}`)
    expect(before.hasEarlier).toBe(false)
    expect(before.messages.at(-1)?.text).toBe('line 6')
    expect(before.messages).toHaveLength(8)
  })

  test('shows greeting, ice breakers, menu and commands in the language of the person', async ({start}) => {
    const asking = await start()
    const item = (title: string) => ({type: 'postback', title, payload: title})
    await asking.ask('POST /v26.0/me/messenger_profile', {
      body: {
        get_started: {payload: 'GO'},
        greeting: [
          {locale: 'default', text: 'Hello {{user_first_name}}'},
          {locale: 'sv_SE', text: 'Hej {{user_full_name}}!'},
        ],
        ice_breakers: [{locale: 'default', call_to_actions: [{question: 'Open?', payload: 'OPEN'}]}],
        persistent_menu: [
          {locale: 'default', call_to_actions: [item('Hours')]},
          {locale: 'sv_SE', composer_input_disabled: true, call_to_actions: [item('Tider')]},
        ],
      },
    })
    const swedish = await view(asking)
    expect(swedish.welcome).toEqual({
      greeting: 'Hej Ada Lindqvist!',
      getStarted: {payload: 'GO'},
      iceBreakers: [{question: 'Open?', payload: 'OPEN'}],
    })
    expect(swedish.menu).toEqual({composerDisabled: true, items: [item('Tider')]})
    expect(swedish.person).toMatchObject({menuDisabled: true, labels: expect.any(Array)})
    await asking.emulator.admin('PATCH', `people/${ada}`, {locale: 'fi_FI'})
    const finnish = await view(asking)
    expect(finnish.welcome.greeting).toBe('Hello Ada')
    expect(finnish.menu).toEqual({composerDisabled: false, items: [item('Hours')]})
    await asking.ask('POST /v26.0/me/custom_user_settings', {
      body: {psid: ada, persistent_menu: [{locale: 'default', call_to_actions: [item('Own')]}]},
    })
    expect((await view(asking)).menu?.items).toEqual([item('Own')])
    const commands = [{locale: 'default', commands: [{name: 'help', description: 'Shows help'}]}]
    await asking.ask('POST /v26.0/me/messenger_profile', {body: {commands}})
    expect((await view(asking)).commands).toEqual([{name: 'help', description: 'Shows help'}])
  })
})
