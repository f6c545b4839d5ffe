import {describe, expect} from 'vitest'
import {createWorld} from '../../helpers/world.ts'
import {test} from '../asking.ts'
import {ada} from '../people/acting.ts'
import {subscribeReceiver} from '../receiver.ts'

const page = '109876543210987'

describe('the webhook panel', () => {
  test('shows what the callback answered, what is sent again, and sends it at once', async ({start}) => {
    const asking = await start()
    const {emulator} = asking
    const receiver = await subscribeReceiver(asking, ['messages'])
    const say = (text: string) => emulator.admin('POST', `people/${ada}/say`, {text})
    const shown = async () => (await emulator.admin('GET', `webhooks?page=${page}`)).apps[0]
    await say('one')
    await receiver.posted(1)
    await expect.poll(async () => (await shown())?.answers).toMatchObject([{field: 'messages', status: 200}])
    receiver.answer = 500
    await say('two')
    await expect.poll(async () => (await shown())?.retriesTotal).toBe(1)

    const {state, url, lastStatus, answers, retries, appId = ''} = (await shown()) ?? {}
    expect({state, url, lastStatus}).toEqual({state: 'failing', url: receiver.url, lastStatus: 500})
    expect(answers?.map(({status}) => status)).toEqual([500, 200])
    expect(retries).toMatchObject([{field: 'messages', attempts: expect.any(Number)}])
    receiver.answer = 200
    expect(await emulator.admin('POST', 'webhooks/retry', {app: appId, page})).toEqual({retried: 1})

    await expect.poll(async () => (await shown())?.state).toBe('active')
    expect((await shown())?.retries).toEqual([])
    expect(JSON.stringify(await shown())).not.toContain('secret')
  })

  test('registers a callback with the handshake, and subscribes the Page; a refusal changes nothing', async ({
    start,
  }) => {
    const asking = await start()
    const {emulator} = asking
    const receiver = await subscribeReceiver(await start(), ['messages'])
    const shown = async () => (await emulator.admin('GET', 'webhooks')).apps

    await expect(emulator.admin('POST', 'webhooks', {url: 'http://127.0.0.1:9/'})).rejects.toThrow('2200')
    expect((await shown()).map(({state}) => state)).toEqual(['missing', 'missing'])
    await emulator.admin('POST', 'webhooks', {url: receiver.url})

    const [app] = await shown()
    expect(app).toMatchObject({state: 'active', url: receiver.url})
    expect(app?.subscriptions.filter(({atApp, atPage}) => atApp && atPage).length).toBeGreaterThan(5)
    // The platform's own calls made it, and a browser finds them in the log.
    const {entries} = await emulator.admin('GET', 'activity?kind=call')
    expect(entries.map(({name}) => name.replace(/\d+/, 'APP'))).toEqual([
      'POST /APP/subscriptions',
      'POST /APP/subscriptions',
      'POST /me/subscribed_apps',
    ])
  })
})

test('a call of the page without a token goes the way of a bot’s call, to the Graph API alone', async ({
  start,
}) => {
  const {emulator} = await start()
  const graph = (path: string, more = {}) => emulator.admin('POST', 'graph', {path, ...more})

  expect(await graph('/me', {method: 'GET'})).toMatchObject({status: 200, body: {id: page}})
  expect(await graph('/me/messenger_profile', {body: {greeting: 'Hi'}})).toMatchObject({status: 400})
  expect(await graph('/app/subscriptions', {method: 'GET', as: 'app'})).toMatchObject({status: 200})
  await emulator.admin('POST', 'faults', {path: '/me', effect: {kind: 'reset'}})
  await expect(graph('/me', {method: 'GET'})).rejects.toThrow('Does a fault affect it?')
  for (const path of ['//127.0.0.1:9/', 'http://127.0.0.1:9/', '/_msgr/reset', 'me'])
    await expect(graph(path)).rejects.toThrow('path is a path of the Graph API')
})

test('faults say what is left of them, and are removed one by one', async ({start}) => {
  const {emulator, ask} = await start()
  const [first, second] = [
    await emulator.admin('POST', 'faults', {path: '/me', times: 2, effect: {kind: 'error', code: 4}}),
    await emulator.admin('POST', 'faults', {forMs: 60_000, effect: {kind: 'delay', ms: 1}}),
  ]
  await ask('GET /me')

  const lefts = async () => (await emulator.admin('GET', 'faults')).map(({left}) => left)
  expect(await lefts()).toEqual([{times: 1}, {ms: expect.any(Number)}])
  await emulator.admin('POST', 'clock', {advanceMs: 61_000})
  expect(await lefts()).toEqual([{times: 1}, {ms: 0}])
  await emulator.admin('POST', 'faults/clear', {id: first.id})
  expect((await emulator.admin('GET', 'faults')).map(({id}) => id)).toEqual([second.id])
  await expect(emulator.admin('POST', 'faults/clear', {id: first.id})).rejects.toThrow('There is no fault')
  await emulator.admin('POST', 'faults/clear')
  expect(await lefts()).toEqual([])
})

describe('the clock panel', () => {
  test('lists what falls due, soonest first, and what was due is gone when the clock has passed it', async ({
    start,
  }) => {
    const asking = await start()
    const {emulator} = asking
    const receiver = await subscribeReceiver(asking, ['messages'])
    receiver.answer = 500
    await emulator.admin('POST', 'review', {seconds: 7_200})
    await asking.ask('POST /me/message_templates', {
      body: {
        name: 'order_sent',
        language: 'en_US',
        category: 'UTILITY',
        components: [{type: 'BODY', text: 'Your order is on its way'}],
      },
    })
    await emulator.admin('POST', 'tokens', {expiresInMs: 3_600_000})
    await emulator.admin('POST', 'faults', {forMs: 600_000, effect: {kind: 'delay', ms: 1}})
    for (let other = 0; other < 10; other += 1) {
      const {psid} = await emulator.admin('POST', 'people', {firstName: `Other ${other}`})
      await emulator.admin('POST', `people/${psid}/say`, {text: 'hi'})
    }
    // Hers closes last, and is listed all the same.
    await emulator.admin('POST', `people/${ada}/say`, {text: 'hi'})
    const due = async () => (await emulator.admin('GET', `clock/due?psid=${ada}`)).due
    await expect.poll(async () => (await due()).map(({kind}) => kind)).toContain('retry')

    const listed = await due()
    const kinds = new Set(listed.map(({kind}) => kind))
    expect([...kinds]).toEqual(expect.arrayContaining(['retry', 'fault', 'token', 'template', 'window']))
    expect(listed.map(({atMs}) => atMs)).toEqual(
      listed.map(({atMs}) => atMs).toSorted((one, other) => one - other),
    )
    const window = listed.find(({kind, psid}) => kind === 'window' && psid === ada)
    expect(window?.text).toBe('The window of Ada Lindqvist closes')

    await emulator.admin('POST', 'clock', {now: new Date(window?.atMs ?? 0).toISOString()})
    const later = await due()
    expect(later.filter(({kind, psid}) => kind === 'window' && psid === ada)).toEqual([])
    const isPageToken = ({text}: {readonly text: string}) => text.startsWith('The page token')
    expect([listed.filter(isPageToken).length, later.filter(isPageToken).length]).toEqual([1, 0])
    // It may go back, which opens the window again and undoes nothing else.
    await emulator.admin('POST', 'clock', {reset: true})
    expect((await due()).some(({kind, psid}) => kind === 'window' && psid === ada)).toBe(true)
  })
})

describe('the profile panel', () => {
  test('downloads what msgr profile set takes, and finds no difference afterwards', async () => {
    const {msgr, emulator, write} = await createWorld()
    const profile = {
      get_started: {payload: 'START'},
      greeting: [{locale: 'default', text: 'Hi {{user_first_name}}, this is no ${VARIABLE}: yes'}],
      ice_breakers: [
        {locale: 'default', call_to_actions: [{question: 'Where?', payload: 'WHERE'}]},
        {locale: 'de_DE', call_to_actions: [{question: 'Wo: hier?', payload: 'WO'}]},
      ],
      persistent_menu: [
        {
          locale: 'default',
          composer_input_disabled: false,
          call_to_actions: [{type: 'postback', title: 'Talk to us', payload: 'CARE'}],
        },
      ],
      whitelisted_domains: ['https://shop.example/'],
    }
    await emulator.admin('POST', 'graph', {path: '/me/messenger_profile', body: profile})
    const answer = await fetch(`${emulator.url}/_msgr/profile.yaml?page=${page}`)
    const file = await answer.text()
    await write('profile.yaml', file)
    const fields = Object.keys(profile)
    await emulator.admin('POST', 'graph', {path: '/me/messenger_profile', method: 'DELETE', body: {fields}})

    const set = await msgr('profile set profile.yaml --yes')
    const difference = await msgr('profile diff profile.yaml')

    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=profile.yaml')
    expect([set.code, difference.code]).toEqual([0, 0])
    expect(await (await fetch(`${emulator.url}/_msgr/profile.yaml`)).text()).toBe(file)
    expect((await msgr('profile pull')).out).toBe(file)
  })

  test('counts the calls that are left, and says when there is one more', async ({start}) => {
    const {emulator} = await start({hasRateLimits: true})
    const body = {greeting: [{locale: 'default', text: 'Hi'}]}
    const save = () => emulator.admin('POST', 'graph', {path: '/me/messenger_profile', body})
    expect(await emulator.admin('GET', 'profile')).toMatchObject({most: 10, left: 10, profile: {}})

    for (let call = 0; call < 10; call += 1) await save()

    const {left, nextMs = 0, profile} = await emulator.admin('GET', 'profile')
    expect({left, profile}).toEqual({left: 0, profile: body})
    expect(await save()).toMatchObject({status: 400, body: {error: {code: 613}}})
    await emulator.admin('POST', 'clock', {now: new Date(nextMs).toISOString()})
    expect(await save()).toMatchObject({status: 200})
    await emulator.admin('POST', 'limits', {profile: false})
    expect(await emulator.admin('GET', 'profile')).not.toHaveProperty('left')
  })
})
