import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {lockRun} from '../../bulk/on-files.ts'
import {marketedIn, subscribersOf} from '../../helpers/probe.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const campaign = '--via marketing --campaign "Autumn offers"'
const account = '/act_1111000000000001/messages'
const everybody = 40
const HOUR_MS = 3_600_000

/** The folder of a run. */
const folderOf = ({home}: EmulatedWorld, run: string) => join(home, 'state', 'broadcasts', run)

const tokensOf = (world: EmulatedWorld) => subscribersOf(world.emulator).map(({token}) => token)
const mostOf = (world: EmulatedWorld) => Math.max(0, ...marketedIn(world.emulator).values())

async function journalOf(world: EmulatedWorld, run: string): Promise<string> {
  return readFile(join(folderOf(world, run), 'journal.ndjson'), 'utf8')
}

describe('a broadcast of marketing messages', () => {
  test('is planned with what it may cost, agreed to, and accepted once for every subscriber', async ({
    world,
  }) => {
    const plan = (await world.msgr(`broadcast plan ${campaign} --text Sale --explain who.csv --json`)).json()
    const shown = await world.msgr(`broadcast plan ${campaign} --text Sale`)
    const unasked = await world.msgr(`broadcast send ${campaign} --text Sale`)
    expect(marketedIn(world.emulator).size).toBe(0)
    const sent = await world.msgr(`broadcast send ${campaign} --text Sale --yes --json`)
    const result = sent.json()

    expect(plan).toMatchObject({
      via: 'marketing',
      campaign: {id: '6011110000000001', state: 'active', dailyBudget: 50, currency: 'USD'},
      estimate: {deliveredAtMost: expect.any(Number), costAtMost: expect.any(Number)},
      total: everybody,
      toSend: everybody,
      rate: 10,
    })
    expect(shown.out).toContain('Campaign Autumn offers, active, budget 50.00 USD a day')
    expect(shown.out).toMatch(
      /Meta estimates \d+ to \d+ messages delivered for it, at [\d.]+ USD to [\d.]+ USD/,
    )
    expect(unasked.code).toBe(2)
    expect(sent.err).toContain('budget 50.00 USD a day, billed to Acme ads (act_1111000000000001)')
    expect(result).toMatchObject({
      ...{via: 'marketing', campaign: '6011110000000001', state: 'done'},
      ...{total: everybody, sent: everybody, accepted: everybody, failed: 0, skipped: 0, inDoubt: 0},
    })
    expect(marketedIn(world.emulator, '6011110000000001').size).toBe(everybody)
    expect(mostOf(world)).toBe(1)
    const status = (await world.msgr('broadcast status last --via marketing --json')).json()
    expect(status).toMatchObject({via: 'marketing', campaign: '6011110000000001', accepted: everybody})
    await world.msgr('broadcast send --all --text Hi --yes')
    expect((await world.msgr('broadcast list --json')).json()).toHaveLength(2)
    expect((await world.msgr('broadcast list --via marketing --json')).json()).toMatchObject([
      {run: result.run},
    ])
    expect((await world.msgr('broadcast status last --via marketing --json')).json().run).toBe(result.run)
  })

  test('shows no token: not in an output, and in no file of the run but the frozen list, which only its owner reads', async ({
    world,
  }) => {
    const secrets = [...tokensOf(world), (await world.emulator.connection()).adToken ?? '']
    await world.msgr(`emulator fault add --call ${account} --nth 3 --error 2300034`)
    await world.msgr(`emulator fault add --call ${account} --nth 5 --reset`)
    await world.write('people.csv', `token\n${tokensOf(world).join('\n')}\nnobody-has-this-token\n`)
    const outputs = [
      await world.msgr(`broadcast plan ${campaign} --text Sale --to people.csv --json`),
      await world.msgr(`broadcast plan ${campaign} --text Sale --to people.csv --explain who.csv`),
      await world.msgr(
        `broadcast send ${campaign} --text Sale --to people.csv --yes --json --debug --width 1`,
      ),
      await world.msgr('broadcast report last --json'),
      await world.msgr('broadcast report last --out report.csv'),
      await world.msgr('broadcast resume last --in-doubt check'),
      await world.msgr(`broadcast plan ${campaign} --text Sale`),
    ]
    const [run = ''] = (await readdir(join(world.home, 'state', 'broadcasts'))).filter(name =>
      /^\d/.test(name),
    )
    const files = ['manifest.json', 'journal.ndjson', `../.${run}.witness`, '../.subscriber-key']
    const texts = [
      ...outputs.flatMap(({out, err}) => [out, err]),
      ...(await Promise.all(files.map(file => readFile(join(folderOf(world, run), file), 'latin1')))),
      await world.read('who.csv'),
      await world.read('report.csv'),
    ]

    for (const text of texts) for (const secret of secrets) expect(text.includes(secret)).toBe(false)
    const list = join(folderOf(world, run), 'recipients.ndjson')
    expect(await readFile(list, 'utf8')).toContain(secrets[0])
    for (const file of [...files, 'recipients.ndjson'])
      expect((await stat(join(folderOf(world, run), file))).mode & 0o077, file).toBe(0)
    expect(await world.read('report.csv')).toMatch(/^sub_[0-9a-f]{16},/m)
  })

  test('spends nothing without a budget that was agreed to', async ({world}) => {
    await world.msgr('emulator ad-account --warm-up 0s')
    await world.msgr('campaign create Open --let-meta-set-budget --yes')
    const open = '--via marketing --campaign Open --text Sale'
    const cases = [
      ['broadcast send --via marketing --text Sale --yes', 'The campaign that pays is missing'],
      [`broadcast send ${open} --yes`, 'The campaign Open has no budget'],
      [`broadcast send ${open} --let-meta-set-budget`, ''],
      [`broadcast send ${campaign} --text Sale`, ''],
      ['broadcast send --via marketing --campaign "Summer sale" --text Sale --yes', 'Summer sale is ended'],
      [
        'broadcast send --via marketing --campaign 6011110000000003 --text Sale --yes',
        'not a campaign of marketing',
      ],
      [`broadcast send ${campaign} --text Sale --tag HUMAN_AGENT --yes`, 'Marketing messages have no --tag'],
      [`broadcast send ${campaign} --text Sale --label VIP --yes`, 'Marketing messages have no --label'],
      [
        'broadcast send --all --text Sale --campaign Open --yes',
        '--campaign works only with --via marketing',
      ],
      ['broadcast send --all --text Sale --wait 1h --yes', '--wait works only with --via marketing'],
      [`broadcast send ${campaign} --text ${'x'.repeat(641)} --yes`, '640'],
      [`broadcast send ${campaign} --text Sale --dry-run`, 'A dry run makes no calls'],
    ] as const
    for (const [line, said] of cases) {
      const {code, err} = await world.msgr(line)
      expect([code, err], line).toEqual([2, expect.stringContaining(said)])
    }
    expect((await world.msgr(`broadcast plan ${open} --json`)).json()).toMatchObject({
      refusals: [
        {message: expect.stringContaining('has no budget'), hint: expect.stringContaining('--let-meta')},
      ],
    })
    expect(marketedIn(world.emulator).size).toBe(0)
    expect((await world.msgr(`broadcast send ${open} --let-meta-set-budget --yes`)).code).toBe(0)
    expect(marketedIn(world.emulator).size).toBe(everybody)
  })

  test('--to narrows the subscribers, by PSID, token, or the name in a report', async ({world}) => {
    const all = subscribersOf(world.emulator)
    const [first, second] = all
    const member = all.find(({psid}) => psid === undefined)
    const rows = (await world.msgr(`broadcast plan ${campaign} --text Sale --explain all.csv`)).code
    expect(rows).toBe(0)
    const [name = ''] = /sub_[0-9a-f]{16}/.exec(await world.read('all.csv')) ?? []
    await world.write(
      'some.csv',
      [
        'psid,token',
        `${first?.psid},`,
        `,${second?.token}`,
        `${name},`,
        `,${member?.token}`,
        '9999999999999999,',
        `,${'gone'.repeat(8)}`,
        '',
      ].join('\n'),
    )
    const plan = (
      await world.msgr(`broadcast plan ${campaign} --text Sale --to some.csv --explain who.csv --json`)
    ).json()
    await world.write('junk.txt', `${first?.psid}\nAnn Smith\n${second?.token}\nann@example.com\n`)
    const junk = await world.msgr(`broadcast send ${campaign} --text Sale --to junk.txt --yes`)
    const skipped = (
      await world.msgr(
        `broadcast send ${campaign} --text Sale --to junk.txt --skip-invalid --rejects bad.csv --yes --json`,
      )
    ).json()

    const isSame = name === (await world.read('who.csv')).match(/sub_[0-9a-f]{16},yes/)?.[0].slice(0, 20)
    expect(isSame).toBe(true)
    expect(plan).toMatchObject({skipped: {notSubscribed: 2, duplicate: 1}, toSend: 3})
    expect(junk.code).toBe(2)
    expect(junk.err).toMatch(/junk\.txt:2\D.*neither a page-scoped id nor the token of a subscriber/)
    expect(junk.err).toMatch(/junk\.txt:4\D/)
    expect(junk.err).not.toContain(second?.token)
    expect(skipped).toMatchObject({total: 4, sent: 2, skipped: 2})
    expect(await world.read('bad.csv')).toContain('Ann Smith')
    expect([...marketedIn(world.emulator).keys()].sort()).toEqual([first?.token, second?.token].sort())
  })

  test('fills in columns of the file, and leaves the macros of Meta to Meta', async ({world}) => {
    const [first] = subscribersOf(world.emulator)
    await world.write('people.csv', `psid,size,first_name\n${first?.psid},40,Zoe\n`)
    const element = {
      title: 'For {{first_name}}',
      subtitle: 'Size {{size}} for {{first_name|you}}',
      buttons: [{type: 'web_url', title: 'Shop', url: 'https://shop.example/{{size}}'}],
    }
    await world.write('offer.json', JSON.stringify({template_type: 'generic', elements: [element]}))
    const plan = (await world.msgr(`broadcast plan offer.json ${campaign} --to people.csv --json`)).json()
    const noFile = await world.msgr(`broadcast plan ${campaign} --text "Hi {{first_name}}"`)

    expect(plan.examples[0].message.attachment.payload.elements[0]).toEqual({
      title: 'For {{first_name}}',
      subtitle: 'Size 40 for Zoe',
      buttons: [{type: 'web_url', title: 'Shop', url: 'https://shop.example/40'}],
    })
    expect(noFile).toMatchObject({code: 2, err: expect.stringContaining('is a column of a file')})
  })

  test('--test-to is agreed to like the rest, and that person gets nothing else', async ({world}) => {
    const [first] = subscribersOf(world.emulator)
    const stranger = await world.msgr(`broadcast send ${campaign} --text Sale --test-to 999 --yes`)
    const unasked = await world.msgr(`broadcast send ${campaign} --text Sale --test-to ${first?.psid}`)
    expect(marketedIn(world.emulator).size).toBe(0)
    const sent = await world.msgr(
      `broadcast send ${campaign} --text Sale --test-to ${first?.psid} --yes --json`,
    )

    expect(stranger).toMatchObject({code: 2, err: expect.stringContaining('is not a subscriber')})
    expect(unasked.code).toBe(2)
    expect(sent.json()).toMatchObject({state: 'done', sent: everybody - 1, skipped: 1})
    expect([marketedIn(world.emulator).size, mostOf(world)]).toEqual([everybody, 1])
  })
})

describe('twelve hours', () => {
  test('lie between two messages to a person, whichever runs they are of', async ({world}) => {
    // The platform shows no times of these people: only the journals know.
    const members = subscribersOf(world.emulator).filter(({psid}) => psid === undefined)
    await world.write('members.txt', members.map(({token}) => token).join('\n'))
    await world.msgr(`emulator fault add --call ${account} --nth 2 --reset --accept`)
    await world.msgr(`emulator fault add --call ${account} --nth 4 --error 2300052`)
    const first = (
      await world.msgr(
        `broadcast send ${campaign} --text One --to members.txt --split 50 --yes --width 1 --json`,
      )
    ).json()
    await world.msgr('emulator fault clear')
    const plan = (await world.msgr(`broadcast plan ${campaign} --text Two --json`)).json()
    const second = (await world.msgr(`broadcast send ${campaign} --text Two --yes --json`)).json()
    const rest = (await world.msgr(`broadcast resume ${first.run} --json`)).json()

    expect(first).toMatchObject({state: 'paused', inDoubt: 1, skipped: 1})
    // Whoever is in doubt may have got it; whoever was refused did not.
    const written = first.sent + first.inDoubt
    expect(plan).toMatchObject({toSend: everybody - written, skipped: {resting: written}})
    expect(second).toMatchObject({state: 'done', sent: everybody - written})
    expect(rest).toMatchObject({sent: first.sent, skipped: members.length - written})
    expect([marketedIn(world.emulator).size, mostOf(world)]).toEqual([everybody, 1])
    expect(rest.reasons).toMatchObject([{outcome: 'skipped', reason: expect.stringContaining(second.run)}])

    world.clock.advance(13 * HOUR_MS)
    await world.msgr('emulator ad-account --caps off')
    expect((await world.msgr(`broadcast plan ${campaign} --text Three --json`)).json()).toMatchObject({
      toSend: everybody,
    })
  })

  test('are kept by the time of the emulator, where its clock was moved', async ({world}) => {
    await world.msgr('emulator ad-account --caps off')
    await world.msgr('emulator clock advance 30h')
    const plan = async () => (await world.msgr(`broadcast plan ${campaign} --text Two --json`)).json().toSend
    await world.msgr(`broadcast send ${campaign} --text One --yes`)

    expect(await plan()).toBe(0)
    await world.msgr('emulator clock advance 11h')
    expect(await plan()).toBe(0)
    await world.msgr('emulator clock advance 2h')
    expect(await plan()).toBe(everybody)
  })
})

describe('a campaign that is not ready', () => {
  test('pauses the run, which says when it is; nobody failed, and after the warm-up it ends', async ({
    world,
  }) => {
    await world.msgr('campaign create Winter --daily 20 --yes')
    const line = 'broadcast send --via marketing --campaign Winter --text Sale --yes --json'
    const early = (await world.msgr(line)).json()
    const shown = await world.msgr(`broadcast resume ${early.run}`)
    world.clock.advance(61 * 60_000)
    const late = await world.msgr(`broadcast resume ${early.run} --json`)

    expect(early).toMatchObject({
      ...{state: 'paused', exitCode: 5, sent: 0, failed: 0, skipped: 0, inDoubt: 0, remaining: everybody},
      reason: expect.stringMatching(/Winter is being prepared; ready at \d{4}-\d\d-\d\dT/),
    })
    expect([shown.code, shown.out]).toEqual([5, expect.stringContaining('ready at')])
    expect((await journalOf(world, early.run)).includes('"attempt"')).toBe(true)
    expect([late.code, late.json()]).toMatchObject([0, {state: 'done', sent: everybody}])
    expect(mostOf(world)).toBe(1)
  })

  test('is waited for with --wait', async ({world}) => {
    await world.msgr('campaign create Winter --daily 20 --yes')
    const sent = await world.msgr(
      'broadcast send --via marketing --campaign Winter --text Sale --wait 2h --yes --json',
    )

    expect([sent.code, sent.json()]).toMatchObject([0, {state: 'done', sent: everybody}])
    expect(sent.err).toContain('ready at')
  })

  test('although it looks ready: the message is tried again, and nobody fails', async ({world}) => {
    await world.msgr(`emulator fault add --call ${account} --times 20 --error 2300041`)
    const early = (await world.msgr(`broadcast send ${campaign} --text Sale --width 4 --yes --json`)).json()
    const impatient = (await world.msgr('broadcast resume last --wait 2h --width 1 --json')).json()
    const late = (await world.msgr('broadcast resume last --wait 24h --width 1 --json')).json()

    expect(early).toMatchObject({
      ...{state: 'paused', exitCode: 5, sent: 0, failed: 0, remaining: everybody, code: 2300041},
      reason: expect.stringContaining('ready at'),
    })
    expect(impatient).toMatchObject({state: 'paused', exitCode: 5, remaining: everybody})
    expect(late).toMatchObject({state: 'done', sent: everybody, failed: 0})
  })
})

describe('what the platform refuses', () => {
  test('stops the run until it is mended, and the rest is untouched', async ({world}) => {
    const first = (await world.msgr(`broadcast send ${campaign} --text Sale --split 50 --yes --json`)).json()
    const mended = {
      '--payment-method': ['no', 'yes', 'payment method', 1],
      '--open-terms': ['page', 'none', 'terms', 1],
      '--country': ['FR', 'US', 'region', 1],
    } as const
    for (const [flag, [broken, whole, said, exitCode]] of Object.entries(mended)) {
      await world.msgr(`emulator ad-account ${flag} ${broken}`)
      const stopped = await world.msgr('broadcast resume last --json')
      expect([stopped.code, stopped.json()], flag).toMatchObject([
        exitCode,
        {state: 'stopped', sent: first.sent, failed: 0, inDoubt: 0, remaining: first.remaining},
      ])
      expect(stopped.json().reason, flag).toContain(said)
      await world.msgr(`emulator ad-account ${flag} ${whole}`)
    }
    await world.msgr('campaign pause "Autumn offers" --yes')
    const paused = await world.msgr('broadcast resume last --json')
    expect([paused.code, paused.json()]).toMatchObject([
      1,
      {state: 'stopped', hint: expect.stringContaining('activate')},
    ])
    await world.msgr('campaign activate "Autumn offers" --yes')

    const rest = await world.msgr('broadcast resume last --json')
    expect([rest.code, rest.json()]).toMatchObject([0, {state: 'done', sent: everybody}])
    expect([marketedIn(world.emulator).size, mostOf(world)]).toEqual([everybody, 1])
  })

  test('is about a person, for now or permanently, or about everybody', async ({world}) => {
    const [first, second] = subscribersOf(world.emulator)
    await world.write('two.txt', `${first?.psid}\n${second?.psid}\n`)
    const cases = [
      ['2300035', {state: 'failed', skipped: 2}, 6, '(for now)'],
      ['2300042', {state: 'failed', skipped: 2}, 6, '(for now)'],
      ['2300034', {state: 'failed', skipped: 2}, 6, '(permanently)'],
      ['2300032', {state: 'failed', skipped: 2}, 6, '(permanently)'],
      ['2300038', {state: 'failed', failed: 2}, 6, ''],
      ['2300026', {state: 'stopped', remaining: 2}, 1, ''],
      ['2300054', {state: 'stopped', remaining: 2}, 1, ''],
      ['2300039', {state: 'paused', remaining: 2}, 4, ''],
      ['190', {state: 'paused', remaining: 2}, 4, ''],
      ['2', {state: 'done', inDoubt: 2}, 7, ''],
    ] as const
    for (const [error, result, exitCode, said] of cases) {
      const {run, ...one} = await createCase(world, error)
      expect([one.code, one.result], error).toMatchObject([exitCode, {failed: 0, ...result}])
      if (said !== '') expect(JSON.stringify(one.result.reasons), error).toContain(said)
      const rows = await world.msgr(`broadcast report ${run} --json`)
      const [row] = rows.out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      if (said !== '')
        expect(row, error).toMatchObject({outcome: 'skipped', permanent: said === '(permanently)'})
      if (one.result.state === 'paused' || one.result.state === 'stopped')
        await world.msgr(`broadcast cancel ${run} --yes`)
    }
  })
})

/** A run to two people whose messages the platform refuses. */
async function createCase(world: EmulatedWorld, error: string) {
  await world.msgr(`emulator fault add --call ${account} --error ${error}`)
  const ran = await world.msgr(`broadcast send ${campaign} --text Sale --to two.txt --width 1 --yes --json`)
  await world.msgr('emulator fault clear')
  const result = ran.json()
  return {run: String(result.run), code: ran.code, result}
}

describe('who is in doubt', () => {
  test('is settled by an echo with the token and the campaign, and by nothing else', async ({world}) => {
    await world.msgr(`emulator fault add --call ${account} --nth 1 --reset --accept`)
    await world.msgr(`emulator fault add --call ${account} --nth 2 --reset`)
    const {run} = (await world.msgr(`broadcast send ${campaign} --text Sale --yes --width 1 --json`)).json()
    await world.msgr('emulator fault clear')
    const rows = (await world.msgr(`broadcast report ${run} --json`)).out.split('\n').map(toJson)
    const list = await frozen(world, run)
    const [first, second] = list.flatMap(({token}, index) =>
      rows[index].outcome === 'in-doubt' ? [token] : [],
    )
    expect(marketedIn(world.emulator).has(second ?? '')).toBe(false)
    const now = world.clock.now()
    await world.write(
      'echoes.ndjson',
      recording([
        event('echoes', {
          messenger_subscription_token: first,
          timestamp: now,
          marketing_message_tracking_id: 't-1',
        }),
        event('echoes', {messenger_subscription_token: second, timestamp: now, message_id: 6011110000000002}),
        event('echoes', {messenger_subscription_token: second, timestamp: now - 13 * HOUR_MS}),
      ]),
    )
    const without = (await world.msgr(`broadcast resume ${run} --in-doubt check --json`)).json()
    const checked = (
      await world.msgr(`broadcast resume ${run} --in-doubt check --echoes echoes.ndjson --json`)
    ).json()

    expect(without).toMatchObject({inDoubt: 2, settled: {sent: 0, notSent: 0, inDoubt: 2}})
    expect(checked).toMatchObject({
      inDoubt: 1,
      sent: everybody - 1,
      settled: {sent: 1, inDoubt: 1, byEcho: 1},
    })
    expect(mostOf(world)).toBe(1)
    const [row] = (await world.msgr(`broadcast report ${run} --json`)).out.split('\n').map(toJson)
    expect(row).toMatchObject({outcome: 'accepted', trackingId: 't-1', reason: 'found later, by echo'})
  })
})

const toJson = (line: string) => (line === '' ? undefined : JSON.parse(line))

interface Frozen {
  readonly psid: string
  readonly token: string
}

async function frozen(world: EmulatedWorld, run: string): Promise<readonly Frozen[]> {
  const text = await readFile(join(folderOf(world, run), 'recipients.ndjson'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

/** An event as the platform's samples show it: ids are numbers. */
const event = (kind: string, value: object) => ({
  field: `marketing_message_${kind}`,
  value: {
    field: `marketing_message_${kind}`,
    page_id: 109876543210987,
    message_id: 6011110000000001,
    ...value,
  },
})

/** A recording of `listen --record` with a delivery for each event. */
const recording = (events: readonly object[]) =>
  events
    .map(each => JSON.stringify({body: JSON.stringify({object: 'page', entry: [{changes: [each]}]})}))
    .join('\n')

describe('broadcast report', () => {
  test('shows what became of each message, in whatever order it was reported', async ({world}) => {
    const {run} = (await world.msgr(`broadcast send ${campaign} --text Sale --yes --json`)).json()
    const list = await frozen(world, run)
    const rows = (await world.msgr(`broadcast report ${run} --json`)).out.trim().split('\n').map(toJson)
    const now = world.clock.now()
    const of = (line: number, more: object = {}) => ({
      messenger_subscription_token: list[line]?.token,
      timestamp: now + 1000,
      ...more,
    })
    const tracked = (line: number) => of(line, {marketing_message_tracking_id: rows[line].trackingId})
    const events = [
      event('reads', tracked(0)),
      event('deliveries', tracked(0)),
      event('echoes', {...tracked(0), mid: 'm_1'}),
      event('deliveries', tracked(0)),
      event('clicks', of(1)),
      event('deliveries', tracked(1)),
      event(
        'delivery_failed',
        of(2, {
          error_message: 'Recipient is not subscribed any more',
          timestamp: Math.floor(now / 1000) + 60,
        }),
      ),
      event('echoes', tracked(2)),
      event('deliveries', tracked(3)),
      event('delivery_failed', of(3, {error_message: 'late'})),
      event('reads', of(4, {message_id: 6011110000000002})),
      event('reads', of(5, {marketing_message_tracking_id: 'of another run'})),
      event('reads', of(6, {timestamp: now - 13 * HOUR_MS})),
      // A later message of the same campaign to the same person.
      event('echoes', of(7, {marketing_message_tracking_id: 'later', timestamp: now + 14 * HOUR_MS})),
      event('clicks', of(7, {timestamp: now + 15 * HOUR_MS})),
      event('clicks', of(8, {timestamp: now + 15 * HOUR_MS})),
    ]
    await world.write('events.ndjson', `${recording(events)}\n${recording(events.toReversed())}\n`)

    const joined = (await world.msgr(`broadcast report ${run} --echoes events.ndjson --json`)).out
      .trim()
      .split('\n')
      .map(toJson)
    const csv = await world.msgr(`broadcast report ${run} --echoes events.ndjson --format csv`)

    expect(rows.map(({outcome}: {outcome: string}) => outcome)).toEqual(rows.map(() => 'accepted'))
    expect(joined.slice(0, 10).map(({outcome}: {outcome: string}) => outcome)).toEqual([
      ...[
        'read',
        'read',
        'failed',
        'delivered',
        'accepted',
        'accepted',
        'accepted',
        'accepted',
        'read',
        'accepted',
      ],
    ])
    expect(joined[0]).toMatchObject({
      messageId: 'm_1',
      deliveredAt: expect.any(String),
      readAt: expect.any(String),
    })
    expect(joined[1]).toMatchObject({clickedAt: expect.any(String)})
    expect(joined[2]).toMatchObject({
      reason: 'Recipient is not subscribed any more',
      failedAt: expect.any(String),
    })
    expect(joined[7].clickedAt).toBeNull()
    const [header = ''] = csv.out.split('\n')
    expect(header).toBe(
      'psid,outcome,reason,code,subcode,traceId,messageId,attempts,updatedAt,permanent,trackingId,acceptedAt,deliveredAt,readAt,clickedAt,failedAt',
    )
  })
})

describe('broadcast report --events', () => {
  test('joins what was reported by token with what the person did', async ({world}) => {
    await world.write(
      'offer.yaml',
      `attachment: {type: template, payload: {template_type: button, text: Sale, buttons: [
        {type: postback, title: More, payload: MORE}, {type: web_url, title: Shop, url: "https://shop.example"}]}}`,
    )
    const {run} = (await world.msgr(`broadcast send offer.yaml ${campaign} --yes --json`)).json()
    const list = await frozen(world, run)
    const at = world.clock.now() + 60_000
    const by = (line: number) => ({messenger_subscription_token: list[line]?.token, timestamp: at})
    const known = list.findIndex(({psid}) => /^\d+$/.test(psid))
    const psid = list[known]?.psid
    const sides = {sender: {id: psid}, recipient: {id: '109876543210987'}, timestamp: at + 1000}
    const tap = {...sides, postback: {mid: 'm_9', title: 'More', payload: 'MORE'}}
    const body = {object: 'page', entry: [{id: '109876543210987', time: at, messaging: [tap]}]}
    const others = [0, 1, 2].filter(line => line !== known)
    await world.write(
      'marketing.ndjson',
      recording([event('deliveries', by(others[0] ?? 0)), event('clicks', by(others[1] ?? 1))]),
    )
    await world.write('messages.ndjson', `${JSON.stringify({body: JSON.stringify(body)})}\n`)

    const flags = '--events marketing.ndjson --events messages.ndjson'
    const report = (await world.msgr(`broadcast report ${run} ${flags} --json`)).json()
    const shown = await world.msgr(`broadcast report ${run} ${flags}`)
    await world.msgr(`broadcast report ${run} ${flags} --out rows.ndjson`)
    const rows = (await world.read('rows.ndjson')).trim().split('\n').map(toJson)

    expect(report.funnel).toMatchObject({sent: everybody, delivered: 3, read: 2, tapped: 1, clicked: 1})
    expect(report.outcomes).toEqual({accepted: everybody - 3, delivered: 1, read: 2})
    expect(report.links).toEqual([{url: 'https://shop.example', people: 1}])
    expect(report.next).toContain('msgr campaign insights get 6011110000000001')
    expect(shown.out).toMatch(/Accepted +40 +100%/)
    expect(rows[known]).toMatchObject({psid, outcome: 'read', tapped: ['MORE']})
    expect(rows[others[1] ?? 1]).toMatchObject({outcome: 'read', clickedAt: expect.any(String)})
  })
})

test('the ad token goes to the ad account alone, the Page token to the Page, and no token into an address', async ({
  bareWorld: world,
}) => {
  const [page, ad, subscription] = ['EAABmarkedpage0001', 'EAABmarkedads00002', 'marked-subscription-0003']
  const campaign = {
    ...{id: '60', effective_status: 'ACTIVE', creative: {actor_id: '109876543210987'}},
    ...{adset: {daily_budget: '5000'}, campaign: {name: 'Winter', is_message_campaign: true}},
  }
  const server = await startRules([
    {path: '/notification_message_tokens', answer: {data: [{notification_messages_token: subscription}]}},
    {path: '/act_7/customaudiences', answer: {data: []}},
    {path: '/act_7/message_delivery_estimate', answer: {data: []}},
    // The platform may repeat a token in its words.
    {
      path: '/act_7/messages',
      times: 1,
      status: 400,
      answer: {error: {message: `(#2300034) ${subscription} has stopped`, code: 2_300_034}},
    },
    {path: '/act_7\\?', answer: {id: 'act_7', name: 'Ads', currency: 'EUR'}},
    {path: '/60\\?', answer: campaign},
    {path: '/me\\?', answer: {id: '109876543210987', name: 'Shop'}},
  ])
  const env = {...server.env, MSGR_PAGE_TOKEN: page, MSGR_AD_TOKEN: ad, MSGR_AD_ACCOUNT: 'act_7'}
  const line = 'broadcast send --via marketing --campaign 60 --text Sale --yes --json --debug'
  const sent = await world.msgr(line, {env})
  const report = await world.msgr('broadcast report last', {env})
  const other = await world.msgr('broadcast resume last --json', {env: {...env, MSGR_AD_ACCOUNT: 'act_8'}})

  expect(sent.json()).toMatchObject({total: 1, skipped: 1})
  expect(report.out).toMatch(/^sub_[0-9a-f]{16}\tskipped\t\(#2300034\) \*\*\* has stopped/)
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('is billed to the ad account act_7')])
  for (const [index, call] of server.calls.entries()) {
    const path = call.split(' ')[1] ?? ''
    const isAds = path.includes('/act_') || path.includes('/60?')
    expect([call, server.authorizations[index]]).toEqual([call, expect.stringContaining(isAds ? ad : page)])
    expect(path).not.toMatch(/marked/)
    if (!path.includes('/act_7/messages')) expect(call).not.toMatch(/marked/)
  }
  const files = await filesBelow(world.home)
  const holders = files.filter(({text}) => text.includes('marked'))
  expect(holders.map(({name}) => name)).toEqual(['recipients.ndjson'])
  expect(holders[0]?.text).not.toMatch(/markedpage|markedads/)
  for (const {out, err} of [sent, report, other]) expect(out + err).not.toMatch(/marked/)
})

async function filesBelow(folder: string): Promise<{name: string; text: string}[]> {
  const entries = await readdir(folder, {withFileTypes: true, recursive: true})
  const files = entries.filter(entry => entry.isFile())
  return Promise.all(
    files.map(async ({name, parentPath}) => ({name, text: await readFile(join(parentPath, name), 'latin1')})),
  )
}

test('of two runs of the same Page, one is sent at a time', async ({world}) => {
  const first = (await world.msgr(`broadcast send ${campaign} --text One --split 50 --yes --json`)).json()
  const lock = await lockRun(folderOf(world, first.run))
  const second = await world.msgr(`broadcast send ${campaign} --text Two --yes --json`)
  await lock.release()

  expect([second.code, second.json()]).toMatchObject([5, {state: 'paused', sent: 0}])
  expect(second.json().reason).toContain(`the run ${first.run} of the same Page is being sent`)
})
