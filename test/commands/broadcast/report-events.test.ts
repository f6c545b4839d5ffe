import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const [ada, ben, chloe, dmitri] = [
  '6411223344556677',
  '6411223345556680',
  '6411223346556683',
  '6411223347556686',
] as const
const pageId = '109876543210987'
const HOUR_MS = 3_600_000

const offer = `attachment:
  type: template
  payload:
    template_type: button
    text: Hi {{first_name|there}}, 20 % off lamps this week.
    buttons:
      - {type: postback, title: Show me, payload: "LAMPS_{{code|0}}"}
      - {type: postback, title: No thanks, payload: NO}
      - {type: web_url, title: Shop, url: "https://shop.example/lamps"}
`
const people = `psid,first_name,code\n${ada},Ada,17\n${ben},Ben,18\n${chloe},Chloé,\n`

interface Sent {
  readonly run: string
  /** By PSID. */
  readonly rows: ReadonlyMap<string, {readonly messageId: string; readonly atMs: number}>
}

async function sendOffer(world: EmulatedWorld, flags = ''): Promise<Sent> {
  await world.write('offer.yaml', offer)
  await world.write('people.csv', people)
  const sent = await world.msgr(`broadcast send offer.yaml --to people.csv --yes --json --again ${flags}`)
  const {run} = sent.json()
  const {out} = await world.msgr(`broadcast report ${run} --json`)
  const rows = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .map(({psid, messageId, updatedAt}) => [psid, {messageId, atMs: Date.parse(updatedAt)}] as const)
  return {run, rows: new Map(rows)}
}

/** An item as the platform's reference shows it, from a person to the Page. */
const item = (psid: string, timestamp: number, more: object) => ({
  sender: {id: psid},
  recipient: {id: pageId},
  timestamp,
  ...more,
})

/** A line of a recording with one delivery. */
const line = (messaging: readonly object[], {page = pageId, channel = 'messaging'} = {}) =>
  JSON.stringify({
    received_at: '2026-11-22T12:00:00.000Z',
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({object: 'page', entry: [{id: page, time: 1795334400000, [channel]: messaging}]}),
  })

const write = (world: EmulatedWorld, lines: readonly string[], name = 'events.ndjson') =>
  world.write(name, `${lines.join('\n')}\n`)

const report = async (world: EmulatedWorld, flags = '--events events.ndjson') =>
  (await world.msgr(`broadcast report last ${flags} --json`)).json()

async function csvOf(world: EmulatedWorld, flags = '--events events.ndjson') {
  const {out} = await world.msgr(`broadcast report last ${flags} --format csv`)
  const [header = '', ...rows] = out.trim().split('\n')
  const names = header.split(',')
  return rows.map(row => Object.fromEntries(row.split(',').map((cell, at) => [names[at] ?? '', cell])))
}

/** What each event means for Ada, to whom the offer was sent. */
async function outcomeOf(
  world: EmulatedWorld,
  events: (sent: {messageId: string; atMs: number}) => readonly string[],
) {
  const {rows} = await sendOffer(world)
  const own = rows.get(ada) ?? {messageId: '', atMs: 0}
  await write(world, events(own))
  return (await report(world)).funnel
}

describe('broadcast report --events', () => {
  test('shows what people in the emulator did, as listen recorded it', async ({world}) => {
    const env = {MSGR_APP_SECRET: undefined}
    const fields = 'messages,message_deliveries,message_reads,messaging_postbacks,message_echoes'
    const listening = world.start(
      `listen --port 0 --record events.ndjson --events ${fields} --json --ready-file ready.json`,
      {env},
    )
    await listening.err.holds('ready\n')
    await sendOffer(world)
    await world.msgr(`emulator person read ${ben}`)
    await world.msgr(`emulator person tap ${ada} "Show me"`)
    await world.msgr(`emulator person say ${chloe} "What a price"`)
    await listening.out.holds('What a price')
    await listening.out.holds('message_reads')
    await listening.out.holds('messaging_postbacks')
    listening.send('SIGINT')
    await listening.ended

    const funnel = await report(world)
    const rows = await csvOf(world)

    expect(funnel).toMatchObject({
      funnel: {
        sent: 3,
        delivered: 3,
        read: 3,
        answered: 1,
        tapped: 1,
        clicked: null,
        optedOut: 0,
        blocked: 0,
      },
      taps: [
        {payload: 'LAMPS_{{code|0}}', title: 'Show me', people: 1},
        {payload: 'NO', title: 'No thanks', people: 0},
      ],
      links: [{url: 'https://shop.example/lamps', people: null}],
      recorded: {missingFields: []},
    })
    expect(rows.map(({psid, tapped}) => [psid, tapped])).toEqual([
      [ada, 'LAMPS_17'],
      [ben, ''],
      [chloe, ''],
    ])
    expect(rows[2]).toMatchObject({answeredAt: expect.stringMatching(/Z$/), first_name: 'Chloé'})
  })

  test('a watermark covers what was sent up to it, with the ids of messages or without', async ({world}) => {
    const before = await outcomeOf(world, ({atMs}) => [
      line([item(ada, atMs, {delivery: {watermark: atMs - HOUR_MS}})]),
      line([item(ada, atMs, {read: {watermark: atMs - HOUR_MS}})]),
      line([item(ada, atMs, {delivery: {mids: ['m_other'], watermark: atMs - HOUR_MS}})]),
    ])
    const after = await outcomeOf(world, ({atMs}) => [
      line([item(ada, atMs + 9, {delivery: {watermark: atMs}})]),
    ])
    const named = await outcomeOf(world, ({messageId, atMs}) => [
      line([item(ada, atMs + 9, {delivery: {mids: ['m_other', messageId], watermark: 1}})]),
    ])
    const read = await outcomeOf(world, ({atMs}) => [
      line([item(ada, atMs + HOUR_MS, {read: {watermark: atMs + HOUR_MS}})]),
    ])

    expect(before).toMatchObject({delivered: 0, read: 0})
    expect(after).toMatchObject({delivered: 1, read: null})
    expect(named).toMatchObject({delivered: 1, read: null})
    expect(read).toMatchObject({delivered: 1, read: 1})
  })

  test('counts a person once, however often and in whatever order events were delivered', async ({world}) => {
    const {rows} = await sendOffer(world)
    const {atMs = 0} = rows.get(ada) ?? {}
    const tap = (at: number, mid: string) =>
      line([item(ada, at, {postback: {mid, title: 'Show me', payload: 'LAMPS_17'}})])
    const lines = [
      line([item(ada, atMs + 5000, {read: {watermark: atMs + 5000}})]),
      line([item(ada, atMs + 4000, {delivery: {watermark: atMs}})]),
      tap(atMs + 6000, 'm_1'),
      tap(atMs + 6000, 'm_1'),
      tap(atMs + 7000, 'm_2'),
      line([item(ada, atMs + 8000, {postback: {mid: 'm_3', title: 'Show me', payload: 'LAMPS_99'}})]),
      line([item(ada, atMs + 9000, {read: {watermark: atMs + 9000}})]),
    ]
    await write(world, [...lines.toReversed(), ...lines])
    await write(world, lines, 'again.ndjson')

    const twice = await report(world, '--events events.ndjson --events again.ndjson')
    const [row] = await csvOf(world)

    expect(twice.funnel).toMatchObject({sent: 3, delivered: 1, read: 1, tapped: 1})
    expect(twice.taps[0].people).toBe(1)
    expect(row).toMatchObject({
      deliveredAt: new Date(atMs + 4000).toISOString(),
      readAt: new Date(atMs + 5000).toISOString(),
      tappedAt: new Date(atMs + 6000).toISOString(),
      tapped: '"LAMPS_17',
    })
  })

  test('ignores what was before the message, other Pages, other people, and other payloads', async ({
    world,
  }) => {
    const funnel = await outcomeOf(world, ({atMs}) => [
      line([item(ada, atMs - HOUR_MS, {message: {mid: 'm_1', text: 'Hello'}})]),
      line([item(ada, atMs - HOUR_MS, {postback: {mid: 'm_2', title: 'No thanks', payload: 'NO'}})]),
      line([item(ada, atMs + 1000, {read: {watermark: atMs + 1000}})], {page: '109999999999999'}),
      line([item(ada, atMs + 1000, {message: {mid: 'm_3', text: 'Hello'}})], {page: '109999999999999'}),
      line([item(dmitri, atMs + 1000, {message: {mid: 'm_4', text: 'Hello'}})]),
      line([item(ada, atMs + 1000, {postback: {mid: 'm_5', title: 'Menu', payload: 'MENU'}})]),
      line([item(ada, atMs + 8 * 24 * HOUR_MS, {message: {mid: 'm_6', text: 'Do you open on Sunday?'}})]),
      line([item(ada, atMs + 1000, {message: {mid: 'm_7', text: 'No', reply_to: {mid: 'm_other'}}})]),
      line([
        {
          ...{sender: {id: pageId}, recipient: {id: ada}, timestamp: atMs + 1000},
          message: {mid: 'm_8', text: 'Bye', is_echo: true},
        },
      ]),
    ])

    expect(funnel).toMatchObject({sent: 3, read: null, answered: 0, tapped: 0})
    const later = await report(world, '--events events.ndjson --within 30d')
    expect(later.funnel).toMatchObject({answered: 1, read: 1, delivered: 1})
  })

  test('an answer is a message, a tapped quick reply, or a reply to the message at any time; in standby too', async ({
    world,
  }) => {
    await world.write(
      'choice.yaml',
      'text: Which size?\nquick_replies:\n  - {content_type: text, title: Large, payload: L}\n  - {content_type: text, title: Small, payload: S}\n',
    )
    await world.write('people.csv', people)
    await world.msgr('broadcast send choice.yaml --to people.csv --yes')
    const {out} = await world.msgr('broadcast report last --json')
    const first = JSON.parse(out.split('\n')[0] ?? '')
    const atMs = Date.parse(first.updatedAt)
    await write(world, [
      line([item(ada, atMs + 90 * 24 * HOUR_MS, {message: {text: 'L', reply_to: {mid: first.messageId}}})]),
      line([item(ben, atMs + 9, {message: {mid: 'm_1', text: 'Large', quick_reply: {payload: 'L'}}})], {
        channel: 'standby',
      }),
    ])

    const {funnel, taps, recorded} = await report(world)

    expect(funnel).toMatchObject({answered: 2, tapped: 1, read: 2})
    expect(taps).toEqual([
      {payload: 'L', title: 'Large', people: 1},
      {payload: 'S', title: 'Small', people: 0},
    ])
    expect(recorded.missingFields).toEqual(['message_deliveries', 'message_reads', 'messaging_postbacks'])
  })

  test('after another broadcast to the same person, answers and taps belong to that one', async ({world}) => {
    const first = await sendOffer(world)
    await world.clock.advance(HOUR_MS)
    await world.msgr('emulator clock +1h')
    const second = await sendOffer(world)
    const {atMs = 0} = second.rows.get(ada) ?? {}
    await write(world, [
      line([item(ada, atMs + 5000, {message: {mid: 'm_1', text: 'How much?'}})]),
      line([item(ada, atMs + 6000, {postback: {mid: 'm_2', title: 'No thanks', payload: 'NO'}})]),
    ])

    const of = async (run: string) =>
      (await world.msgr(`broadcast report ${run} --events events.ndjson --json`)).json().funnel

    expect(await of(first.run)).toMatchObject({answered: 0, tapped: 0})
    expect(await of(second.run)).toMatchObject({answered: 1, tapped: 1})
  })

  test('an echo of another run, of another machine, ends what counts', async ({world}) => {
    const funnel = await outcomeOf(world, ({atMs}) => [
      line([item(ada, atMs + 5000, {message: {mid: 'm_1', text: 'How much?'}})]),
      line([
        {
          ...{sender: {id: pageId}, recipient: {id: ada}, timestamp: atMs + 2000},
          message: {mid: 'm_2', is_echo: true, metadata: '20261122-101112-abcdef:12'},
        },
      ]),
    ])

    expect(funnel).toMatchObject({answered: 0})
  })

  test('somebody who stopped, and somebody whom a later broadcast could not reach any more', async ({
    world,
  }) => {
    const {run, rows} = await sendOffer(world)
    const {atMs = 0} = rows.get(ben) ?? {}
    await world.msgr(`emulator person block ${ada}`)
    await world.msgr('emulator clock +1h')
    await sendOffer(world)
    const stop = {type: 'notification_messages', notification_messages_status: 'STOP_NOTIFICATIONS'}
    await write(world, [line([item(ben, atMs + 5000, {optin: stop})])])

    const {funnel} = (await world.msgr(`broadcast report ${run} --events events.ndjson --json`)).json()
    const shown = await world.msgr(`broadcast report ${run} --events events.ndjson`)

    expect(funnel).toMatchObject({optedOut: 1, blocked: 1})
    expect(shown.out).toMatch(/Opted out +1 +33.3%/)
    expect(shown.out).toMatch(/Blocked or left +1 +33.3%/)
  })

  test('a link to m.me with a ref is counted by the referral', async ({world}) => {
    await world.write(
      'links.yaml',
      `attachment: {type: template, payload: {template_type: button, text: Hi, buttons: [
        {type: web_url, title: A, url: "https://m.me/acme?ref=sale_{{code|0}}"},
        {type: web_url, title: B, url: "https://m.me/acme"}]}}`,
    )
    await world.write('people.csv', people)
    await world.msgr('broadcast send links.yaml --to people.csv --yes')
    const {out} = await world.msgr('broadcast report last --json')
    const atMs = Date.parse(JSON.parse(out.split('\n')[0] ?? '').updatedAt)
    const referral = {ref: 'sale_17', source: 'SHORTLINK', type: 'OPEN_THREAD'}
    await write(world, [line([item(ada, atMs + 10, {referral})])])

    const {links, funnel} = await report(world)

    expect(links).toEqual([
      {url: 'https://m.me/acme?ref=sale_{{code|0}}', people: 1},
      {url: 'https://m.me/acme', people: null},
    ])
    expect(funnel).toMatchObject({tapped: 1, read: 1})
  })

  test('advises no tags for links that have them', async ({world}) => {
    await world.write('people.csv', `psid\n${ada}\n`)
    await world.write(
      'page.yaml',
      `messaging_type: UPDATE
message:
  attachment:
    type: template
    payload:
      template_type: button
      text: Lamps
      buttons: [{type: web_url, title: Look, url: https://shop.example/lamps}]
`,
    )
    await world.msgr('broadcast send page.yaml --to people.csv --link-tags utm_source=messenger --yes')
    await write(world, [line([item(ada, 1, {read: {watermark: 1}})])])

    const {out} = await world.msgr('broadcast report last --events events.ndjson')

    expect(out).toContain('The platform does not report who followed these links')
    expect(out).not.toContain('--link-tags')
  })

  test('draws the funnel on the terminal and as a picture, and says what cannot be known', async ({
    world,
  }) => {
    const {rows} = await sendOffer(world)
    const {atMs = 0} = rows.get(ada) ?? {}
    await write(world, [
      line([item(ada, atMs + 9, {delivery: {watermark: atMs}})]),
      line([item(ada, atMs + 9, {postback: {title: 'No thanks', payload: 'NO'}})]),
    ])

    const shown = await world.msgr(
      'broadcast report last --events events.ndjson --chart f.svg --title "Lamps"',
    )
    const png = await world.msgr('broadcast report last --events events.ndjson --out who.csv --chart f.png')
    const again = await world.msgr('broadcast report last --events events.ndjson --chart f.svg')

    expect(shown.out).toMatch(/Sent +3 +100% +█+\n +Delivered +1 +33\.3% +█+/)
    expect(shown.out).toMatch(/No thanks \(NO\) +1 +33\.3%/)
    expect(shown.out).toContain('The recordings have no message_reads, messages of this Page')
    expect(shown.out).toContain('send with --link-tags')
    for (const text of shown.out.split('\n')) expect(text.length).toBeLessThan(140)
    const bars = shown.out.split('\n').filter(text => text.includes('█'))
    expect(Math.max(...bars.map(text => text.length))).toBe(100)
    const svg = await world.read('f.svg')
    expect(svg).toContain('>Lamps</text>')
    expect(svg).toContain('>1 · 33.3%</text>')
    expect(png.code).toBe(0)
    expect((await world.read('f.png')).slice(1, 4)).toBe('PNG')
    expect((await world.read('who.csv')).split('\n')).toHaveLength(5)
    expect(again).toMatchObject({code: 2, err: expect.stringContaining('already exists')})
  })

  test('reads bodies alone, last, and standard input; refuses what is no recording, and flags that need one', async ({
    world,
  }) => {
    const {rows} = await sendOffer(world)
    const {atMs = 0} = rows.get(ada) ?? {}
    const body = {
      object: 'page',
      entry: [{id: pageId, messaging: [item(ada, atMs, {read: {watermark: atMs}})]}],
    }
    const stdin = `${JSON.stringify(body)}\r\n`

    const bare = await world.msgr('broadcast report last --events - --json', {stdin})
    await world.write('people.txt', 'Ada\n')
    const cases = [
      ['--events people.txt', 'people.txt:1: this is not a delivery'],
      ['--events missing.ndjson', 'missing.ndjson'],
      ['--events last', 'There is no last recording'],
      ['--chart f.svg', '--chart works only with --events'],
      ['--within 2d', '--within works only with --events'],
      ['--events people.txt --chart f.gif', 'ends neither in .png nor in .svg'],
      ['--events people.txt --title X', '--title works only with --chart'],
      ['--events people.txt --echoes people.txt', 'exclude each other'],
      ['--events - --events -', 'Standard input can be read once'],
    ] as const

    expect(bare.json().funnel).toMatchObject({read: 1})
    for (const [flags, message] of cases) {
      const {code, err} = await world.msgr(`broadcast report last ${flags}`)
      expect([flags, code]).toEqual([flags, 2])
      expect(err).toContain(message)
    }
  })

  test('a later run that cannot be read is named, and a dry run writes no picture', async ({world}) => {
    const first = await sendOffer(world)
    const second = await sendOffer(world)
    await write(world, [line([item(ada, 1795334400000, {read: {watermark: 1}})])])
    const journal = join(world.home, 'state', 'broadcasts', second.run, 'journal.ndjson')
    await writeFile(journal, 'not a journal\n')

    const words = `broadcast report ${first.run} --events events.ndjson`
    const {code, err} = await world.msgr(words)
    const dry = await world.msgr(`${words} --chart f.svg -n`)

    expect(code).toBe(0)
    expect(err).toContain(`The later run ${second.run} cannot be read`)
    expect(dry.out).not.toContain('Wrote')
    await expect(world.read('f.svg')).rejects.toThrow()
  })

  test('counts only people with the outcomes that are asked for', async ({world}) => {
    await world.msgr('emulator fault add --call "POST /me/messages" --nth 1 --error 100')
    await sendOffer(world, '--width 1')
    await write(world, [line([item(ada, 1795334400000, {read: {watermark: 1}})])])

    const failed = await report(world, '--events events.ndjson --outcome failed')
    const all = await report(world)

    expect(failed).toMatchObject({total: 1, funnel: {sent: 0}})
    expect(all).toMatchObject({total: 3, outcomes: {sent: 2, failed: 1}, funnel: {sent: 2}})
  })
})
