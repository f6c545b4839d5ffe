import {rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {normalWord} from '../../../src/commands/listen/opt-out-words.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import {type Ran, test, type World} from '../../helpers/world.ts'
import {type Listening, listening} from './listening.ts'

const page = '109876543210987'
const env = {MSGR_EMULATOR: undefined, MSGR_PAGE_ID: page}
const words = ['--opt-out', 'stop, Unsubscribe,cancelar suscripción,çık', '--opt-in', 'start']

let last = 7000
const next = () => {
  last += 1
  return last
}
const newPerson = () => String(next())

/** A delivery of one event, as the platform sends it. */
const delivery = (psid: string, item: object, {timestamp = 1_795_400_000_000, ...entry}: Shape = {}) => ({
  object: 'page',
  entry: [
    {
      time: timestamp + 300,
      id: page,
      messaging: [{sender: {id: psid}, recipient: {id: page}, timestamp, ...item}],
      ...entry,
    },
  ],
})
interface Shape {
  readonly timestamp?: number
  readonly id?: string
  readonly standby?: readonly object[]
}

const text = (psid: string, written: string, shape?: Shape) =>
  delivery(psid, {message: {mid: `m_${psid}_${written}_${shape?.timestamp}`, text: written}}, shape)

const status = (value: string | undefined) => ({
  optin: {
    type: 'notification_messages',
    payload: 'OFFERS',
    title: 'Weekly offers',
    notification_messages_token: '86421357',
    ...(value !== undefined && {notification_messages_status: value}),
  },
})

const label = (psid: string, action: string, name = 'Stopped') => ({
  object: 'page',
  entry: [
    {
      id: page,
      time: 1_795_400_000 + next(),
      changes: [
        {
          field: 'inbox_labels',
          value: {user: {id: psid}, action, label: {id: '6088575829458803', page_label_name: name}},
        },
      ],
    },
  ],
})

async function listed(world: World, {pageId = page}: {readonly pageId?: string} = {}) {
  const {json} = await world.msgr('optout list --limit all --json', {env: {...env, MSGR_PAGE_ID: pageId}})
  return (json() as {psid: string; source: string; detail: string | null}[]).map(
    ({psid, source, detail}) => `${psid} ${source} ${detail}`,
  )
}

/** Listens while these deliveries come, and ends with Ctrl-C. `out` is all that is shown: what is written last comes after the events. */
async function hear(
  world: World,
  deliveries: readonly unknown[],
  {flags = words, more = {}}: {readonly flags?: readonly string[]; readonly more?: object} = {},
): Promise<Pick<Ran, 'code' | 'out'>> {
  const running = await listening(world, flags, {env: {...env, ...more}})
  for (const each of deliveries) expect(await running.post(each)).toBe(200)
  const {code, out, err} = await end(running)
  return {code, out: out + err}
}

async function end(running: Listening): Promise<Ran> {
  running.send('SIGINT')
  return running.ended
}

describe('msgr listen --opt-out', () => {
  test('adds whoever writes one of the words and nothing else', async ({bareWorld: world}) => {
    const stops = [
      'stop',
      'STOP.',
      ' Stop ',
      '„Stop!“',
      'stop 🛑',
      'ＳＴＯＰ',
      '\u200bstop\u00a0',
      'UNSUBSCRIBE',
      'Cancelar  suscripcio\u0301n',
      'ÇIK',
    ]
    const others = ['please stop', 'stop it', 'nonstop', 'st op', 'stopp', '', '🛑', 'start', 'cancelar']
    const people = [...stops, ...others].map(written => ({psid: newPerson(), written}))

    const {out, code} = await hear(
      world,
      people.map(({psid, written}) => text(psid, written)),
    )

    const expected = people
      .slice(0, stops.length)
      .map(({psid, written}) => `${psid} message ${written.trim()}`)
    expect((await listed(world)).reverse()).toEqual(expected)
    expect(out).toContain(`✔ ${people[1]?.psid} opted out: "STOP."`)
    expect(out).not.toContain(`${people.at(-1)?.psid} opted out`)
    expect(code).toBe(130)
  })

  test('adds whoever taps a button with such a payload, in every way that the platform reports it', async ({
    bareWorld: world,
  }) => {
    const [quick, post, edited, standby] = [newPerson(), newPerson(), newPerson(), newPerson()]
    const [held] = text(standby, 'stop').entry

    await hear(world, [
      delivery(quick, {message: {mid: 'm_q', text: 'No more', quick_reply: {payload: 'STOP'}}}),
      delivery(post, {postback: {mid: 'm_p', title: 'Leave', payload: 'UNSUBSCRIBE'}}),
      delivery(edited, {message_edit: {mid: 'm_e', text: 'stop', num_edit: 1}}),
      {object: 'page', entry: [{id: page, time: 1, standby: held?.messaging}]},
    ])

    expect(await listed(world)).toEqual([
      `${standby} message stop`,
      `${edited} message stop`,
      `${post} message UNSUBSCRIBE`,
      `${quick} message STOP`,
    ])
  })

  test('takes no echo, no Test button, no delivery of something else, and no other kind of object', async ({
    bareWorld: world,
  }) => {
    const psid = newPerson()
    const echo = {
      sender: {id: page},
      recipient: {id: psid},
      message: {mid: 'm_1', is_echo: true, text: 'stop'},
    }

    await hear(world, [
      delivery(page, echo),
      {object: 'page', entry: [{id: page, time: 1, standby: [{...echo, timestamp: 1}]}]},
      text(psid, 'stop', {id: '0'}),
      {...text(psid, 'stop'), object: 'instagram'},
      delivery(psid, {read: {watermark: 1}}),
      delivery(psid, {optin: {type: 'one_time_notif_req', payload: 'stop', one_time_notif_token: '1'}}),
    ])

    expect(await listed(world)).toEqual([])
  })

  test('records it whatever is shown: with --events and --person, and each Page in its own list', async ({
    bareWorld: world,
  }) => {
    const [one, other] = [newPerson(), newPerson()]

    await hear(world, [text(one, 'stop'), text(other, 'stop', {id: '209876543210987'})], {
      flags: [...words, '--events', 'messaging_postbacks', '--person', '999'],
    })

    expect(await listed(world)).toEqual([`${one} message stop`])
    expect(await listed(world, {pageId: '209876543210987'})).toEqual([`${other} message stop`])
  })

  test('takes the events about marketing messages, and finds the subscriber behind the token', async ({
    bareWorld: world,
  }) => {
    const [one, two] = [newPerson(), newPerson()]

    const {out} = await hear(world, [
      await loadSample('messaging_optins.notification_messages.stop'),
      delivery(one, status('STOP NOTIFICATIONS')),
      delivery(two, {optout: {type: 'notification_messages'}}),
      await loadSample('messaging_optouts'),
    ])

    expect(await listed(world)).toEqual([
      `${two} event null`,
      `${one} event Weekly offers`,
      '6411223344556677 event Get our weekly offers',
    ])
    expect(out).toContain(`${one} opted out: marketing messages: "Weekly offers"`)
    expect(out).not.toContain('86421357 ')
  })

  test('says so when an opt-out names nobody', async ({bareWorld: world}) => {
    const {out} = await hear(world, [
      {object: 'page', entry: [{id: page, time: 1, changes: [{field: 'messaging_optouts', value: {x: 1}}]}]},
    ])

    expect(out).toContain('! an event of messaging_optouts names no person whom msgr recognizes')
    expect(await listed(world)).toEqual([])
  })

  test('brings people back by a word of --opt-in, but not by one that is older than their stop', async ({
    bareWorld: world,
  }) => {
    const [back, late, never] = [newPerson(), newPerson(), newPerson()]
    const at = 1_795_400_000_000

    const {out} = await hear(world, [
      text(back, 'stop', {timestamp: at}),
      text(late, 'stop', {timestamp: at}),
      text(back, 'Start!', {timestamp: at + 1_000}),
      text(late, 'start', {timestamp: at - 1_000}),
      text(never, 'start', {timestamp: at}),
    ])

    expect(await listed(world)).toEqual([`${late} message stop`])
    expect(out).toContain(`✔ ${back} gets messages again: "Start!"`)
    expect(out).not.toContain(`${never} gets`)
    await hear(world, [text(back, 'stop', {timestamp: at + 2_000})])
    expect(await listed(world)).toEqual([`${back} message stop`, `${late} message stop`])
  })

  test('takes back by an event or a label only what was there by nothing else', async ({
    bareWorld: world,
  }) => {
    const [event, both, labelled, wrote] = [newPerson(), newPerson(), newPerson(), newPerson()]
    const at = 1_795_400_000_000
    await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "${page}", optOutLabel: Stopped}}\n`)
    const stop = (psid: string) => delivery(psid, status('STOP_NOTIFICATIONS'), {timestamp: at})
    const resume = (psid: string) => delivery(psid, status('RESUME_NOTIFICATIONS'), {timestamp: at + 5_000})

    await hear(world, [
      ...[event, both].map(stop),
      text(both, 'stop', {timestamp: at + 1}),
      ...[event, both].map(resume),
      label(labelled, 'add'),
      label(newPerson(), 'add', 'VIP'),
      label(wrote, 'add'),
      text(wrote, 'stop', {timestamp: at}),
      label(wrote, 'remove'),
    ])

    expect(await listed(world)).toEqual([
      `${wrote} message stop`,
      `${labelled} label Stopped`,
      `${both} message stop`,
    ])
    await hear(world, [label(labelled, 'remove'), delivery(event, status(undefined))])
    expect(await listed(world)).toEqual([`${wrote} message stop`, `${both} message stop`])
  })

  test('keeps stdout for events with --json, and records what ends the session', async ({
    bareWorld: world,
  }) => {
    const psid = newPerson()
    const running = await listening(world, [...words, '--json', '--limit', '1'], {env})

    await running.post(text(psid, 'stop'))

    const {code, out, err} = await running.ended
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({kind: 'event', psid})])
    expect(err).toContain(`${psid} opted out: "stop"`)
    expect(await listed(world)).toEqual([`${psid} message stop`])
  })

  test('records, forwards and shows the event all the same', async ({bareWorld: world}) => {
    const psid = newPerson()
    const got: string[] = []
    const bot = createServer((request, response) => {
      request.on('data', chunk => got.push(String(chunk))).on('end', () => response.end())
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void bot.close())
    await new Promise(resolve => bot.once('listening', resolve))
    const {port} = bot.address() as AddressInfo
    const flags = [...words, '--forward-to', `${port}`, '--record', 'all.ndjson']
    const running = await listening(world, flags, {env})

    await running.post(text(psid, 'stop'))
    await running.out.holds('→ 200')
    const {out} = await end(running)

    expect(got.join('')).toContain('"text":"stop"')
    expect(await world.read('all.ndjson')).toContain('stop')
    expect(out).toContain('← messages text')
    expect(await listed(world)).toEqual([`${psid} message stop`])
  })

  test('shows loudly what cannot be written, tries again, and loses nobody', async ({bareWorld: world}) => {
    const [one, two] = [newPerson(), newPerson()]
    const folder = join(world.home, 'state', 'optouts')
    const running = await listening(world, words, {env})
    await writeFile(folder, 'not a folder')

    await running.post(text(one, 'stop'))
    await running.out.holds(`cannot be recorded`)
    expect(running.out.text).toMatch(new RegExp(`! .*${one} opted out: "stop", which cannot be recorded: `))
    await rm(folder)
    await running.out.holds(`✔ ${one} opted out`)
    await rm(folder, {recursive: true})
    await writeFile(folder, 'not a folder')
    await running.post(text(two, 'stop'))
    await running.out.holds(`${two} opted out: "stop", which cannot`)
    const {code, err} = await end(running)

    expect(code).toBe(1)
    expect(err).toContain(`it lacks people who opted out (${two})`)
    expect(err).toContain(`msgr optout add ${two}`)
  })

  test('does not start with a damaged list, or with words that mean nothing', async ({bareWorld: world}) => {
    await world.msgr('optout add 7001 7002', {env})
    const file = join(world.home, 'state', 'optouts', `platform-${page}.ndjson`)
    await writeFile(file, 'nonsense\n')

    const damaged = await world.msgr('listen --port 0 --opt-out stop', {env})
    expect(damaged).toMatchObject({code: 1, err: expect.stringContaining(`damaged at line 1 of ${file}`)})

    const refused = [
      ['--opt-out ,', '--opt-out has no words'],
      ['--opt-out stop,🛑', '--opt-out 🛑 has neither letters nor digits'],
      ['--opt-in start', '--opt-in works only with --opt-out'],
      ['--opt-out stop,start --opt-in Start.', '"start" is a word of both'],
    ] as const
    for (const [flags, why] of refused)
      expect(await world.msgr(`listen --port 0 ${flags}`, {env})).toMatchObject({
        code: 2,
        err: expect.stringContaining(why),
      })
  })
})

test.each([
  ['İPTAL', 'iptal'],
  ['ıptal', 'iptal'],
  ['STRASSE', 'straße'],
  ['ΤΈΛΟΣ', 'τέλος'],
  ['रोको।', 'रोको'],
  ['"no  more"', 'no more'],
])('%s is the word %s', (one, other) => {
  expect(normalWord(one)).toBe(normalWord(other))
  expect(normalWord(one)).not.toBe('')
})
