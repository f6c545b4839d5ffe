import {describe, expect} from 'vitest'
import {marketedIn, recipientOf, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const cleo = '6411223346556683'
const HOUR_MS = 3_600_000
const send = 'broadcast send --yes --json'

/** `14:05` in UTC, so many hours from now. */
const inHours = ({clock}: EmulatedWorld, hours: number) =>
  new Date(clock.now() + hours * HOUR_MS).toISOString().slice(11, 16)

/** The hours from one to another of these, counted from now. */
const between = (world: EmulatedWorld, from: number, to: number) =>
  `${inHours(world, from)}-${inHours(world, to)}`

const sentAt = ({emulator}: EmulatedWorld, text = 'Hi') =>
  sentIn(emulator)
    .filter(sent => sent.text === text)
    .map(sent => ({psid: recipientOf(emulator, sent), at: sent.atMs}))

describe('a broadcast with a start and hours', () => {
  test('waits for them in the foreground, and says until when', async ({world}) => {
    const startMs = world.clock.now()
    const hours = between(world, 2, 3)

    const {code, out, err} = await world.msgr(
      `broadcast send --all --text Hi --between ${hours} --tz UTC --yes`,
    )

    expect(code).toBe(0)
    expect(out).toMatch(/of 12 sent/)
    expect(err).toMatch(
      /Waiting: nothing is sent before \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\. Ctrl-C leaves the run; to continue it: msgr broadcast resume \S+/,
    )
    expect(err).not.toMatch(/waiting[\s\S]*waiting/)
    const times = sentAt(world).map(({at}) => (at - startMs) / HOUR_MS)
    expect(times.length).toBeGreaterThan(5)
    expect(Math.min(...times)).toBeGreaterThan(1.9)
    expect(Math.max(...times)).toBeLessThan(3)
  })

  test('is left with Ctrl-C, and continued', async ({world}) => {
    const running = world.start(`${send} --all --text Hi --at 20m`)
    await running.err.holds('"waiting"')
    running.send('SIGINT')
    const left = await running.ended
    const startMs = world.clock.now()

    const resumed = await world.msgr('broadcast resume last --json')

    expect(left.code).toBe(130)
    expect(left.json()).toMatchObject({
      ...{state: 'interrupted', sent: 0},
      next: expect.stringContaining('msgr broadcast resume'),
    })
    expect(resumed.json().state).toBe('done')
    expect(sentAt(world).every(({at}) => at > startMs)).toBe(true)
  })

  test('is planned with its end and with who is outside the messaging window by then', async ({world}) => {
    const plan = (await world.msgr('broadcast plan --all --text Hi --at 20h --json')).json()
    const shown = await world.msgr(
      'broadcast plan --all --text Hi --at 20h --between 00:00-24:00 --tz Asia/Kolkata',
    )
    await world.write('people.csv', `psid\n${ada}\n${ben}\n`)
    const listed = (await world.msgr('broadcast plan --to people.csv --text Hi --at 25h --json')).json()
    const result = (await world.msgr(`${send} --all --text Hi --at 20h`)).json()

    expect(plan.outsideWindow).toBeGreaterThan(0)
    expect(plan.warnings).toMatchObject([{path: 'hours', severity: 'warning'}])
    expect(result.skipped - 4).toBeGreaterThanOrEqual(plan.outsideWindow)
    expect(
      result.reasons.find(({reason}: {reason: string}) => reason === 'the messaging window closed').count,
    ).toBe(plan.outsideWindow)
    expect(Date.parse(plan.startsAt)).toBeGreaterThan(world.clock.now() - 3 * HOUR_MS)
    expect(shown.out).toMatch(/ {2}From \S+ \S+ to about \S+ \S+ \(Asia\/Kolkata\), 00:00-24:00 only/)
    expect(shown.out).toContain('are outside their messaging window by then, unless they write again')
    // Nobody's window is open for longer than 24 hours.
    expect(listed).toMatchObject({toSend: 2, outsideWindow: 2, startsAt: null})
  })

  test('reads local times in its zone', async ({world}) => {
    const day = new Date(world.clock.now() + 48 * HOUR_MS).toISOString().slice(0, 10)
    const planned = async (at: string, tz: string) =>
      (
        await world.msgr(
          `broadcast plan --via marketing --campaign "Autumn offers" --text Hi --at ${at} --tz ${tz} --json`,
        )
      ).json().startsAt

    expect(await planned(`${day}T12:00`, 'Asia/Kolkata')).toBe(`${day}T06:30:00.000Z`)
    expect(await planned(`${day}T12:00`, '-03:30')).toBe(`${day}T15:30:00.000Z`)
    expect(await planned(`${day}T12:00Z`, 'Asia/Kolkata')).toBe(`${day}T12:00:00.000Z`)
    expect(await planned(day, 'UTC+2')).toBe(new Date(Date.parse(day) - 2 * HOUR_MS).toISOString())
  })

  test.for([
    ['--at 2020-01-01T09:00', 'has passed'],
    ['--at tomorrow', 'is not a moment'],
    ['--between 9-18', 'are not hours'],
    ['--between 09:00-09:00', 'are not hours'],
    ['--at 2h --tz Europe/Zurch', 'is not a time zone'],
    ['--tz Europe/Zurich', 'says where times are, and none is given'],
    ['--at 5h --not-after 2h', 'is after --not-after'],
    ['--at 2020-01-01T09:00 --tz person', 'has passed'],
  ])('refuses %s', async ([flags = '', why = ''], {world}) => {
    for (const verb of ['plan', 'send --yes']) {
      const {code, err} = await world.msgr(`broadcast ${verb} --all --text Hi ${flags}`)
      expect({code, err}).toEqual({code: 2, err: expect.stringContaining(why)})
    }
    expect(sentAt(world)).toEqual([])
    expect((await world.msgr('broadcast list --json')).json()).toEqual([])
  })

  test('that begins this minute begins now', async ({world}) => {
    const at = new Date(world.clock.now()).toISOString().slice(0, 16)

    expect((await world.msgr(`${send} --all --text Hi --at ${at}Z`)).json().state).toBe('done')
  })

  test('is counted by the clock of the emulator', async ({world}) => {
    await world.msgr('emulator clock advance 3h')

    const plan = (await world.msgr('broadcast plan --all --text Hi --at 1h --json')).json()

    expect(Date.parse(plan.startsAt) - world.clock.now()).toBeGreaterThan(3.9 * HOUR_MS)
    const {code, err} = await world.msgr(
      `broadcast plan --all --text Hi --at ${new Date(world.clock.now() + 2 * HOUR_MS).toISOString()}`,
    )
    expect([code, err]).toEqual([2, expect.stringContaining('has passed')])
  })

  test('of marketing messages waits, and asks about its campaign only then', async ({world}) => {
    const line = `${send} --via marketing --campaign "Autumn offers" --text Sale --between ${between(world, 20, 22)} --tz UTC`
    const startMs = world.clock.now()

    const result = await world.msgr(line)

    expect(result.json()).toMatchObject({state: 'done', sent: 40, via: 'marketing'})
    expect(world.clock.now() - startMs).toBeGreaterThan(19 * HOUR_MS)
    expect(Math.max(...marketedIn(world.emulator).values())).toBe(1)
  })

  test('is no broadcast of the platform', async () => {
    const world = await createWorld({asOf: '2019-06-01'})
    for (const flag of ['--at 2h', '--between 09:00-18:00', '--detach'])
      expect(await world.msgr(`broadcast send --text Hi --via broadcast-api --all ${flag}`)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`The Broadcast API has no ${flag.split(' ')[0]}`),
      })
  })
})

describe('a name and hours', () => {
  test('a second start keeps the times of the first, also when they have passed', async ({world}) => {
    const at = new Date(world.clock.now() + HOUR_MS).toISOString()
    const line = `${send} --all --text Hi --name spring --at ${at} --not-after 3h`
    const running = world.start(line)
    await running.err.holds('"waiting"')
    running.send('SIGINT')
    await running.ended

    const second = await world.msgr(`${line} --between 00:00-24:00`)
    const third = await world.msgr(line)

    expect(second).toMatchObject({code: 0, err: expect.stringContaining('spring keeps the hours')})
    expect(third).toMatchObject({code: 0, err: expect.stringContaining('was sent before')})
    expect(Math.min(...sentAt(world).map(({at: ms}) => ms))).toBeGreaterThanOrEqual(Date.parse(at))
  })

  test('a job of cron that starts it twice a minute for an hour sends it once', async ({world}) => {
    const at = new Date(world.clock.now() + HOUR_MS / 2).toISOString()
    const line = `${send} --all --text Hi --name hourly --at ${at}`
    const first = world.start(line)
    await first.err.holds('"waiting"')
    const starts: {readonly code: number; readonly err: string}[] = []
    for (let start = 0; start < 120; start += 1) {
      starts.push(await world.msgr(line))
      world.clock.advance(30_000)
    }

    expect((await first.ended).code).toBe(0)
    const others = starts.filter(
      ({code, err}) => code !== 0 && !err.includes('The run is being sent by process'),
    )
    expect(others).toEqual([])
    expect(new Set(sentAt(world).map(({psid}) => psid)).size).toBe(sentAt(world).length)
    expect(sentAt(world).length).toBeGreaterThan(5)
  })
})

describe('hours of each person', () => {
  test('come from the file, from profiles, or are those of the run', async ({world}) => {
    await world.write(
      'people.csv',
      `psid;Time Zone\n${ada};Asia/Kolkata\n${ben};-3,5\n${cleo};\n6411223347556686;\n`,
    )
    await world.msgr(`emulator person change --psid ${cleo} --timezone 5`)
    const line = '--to people.csv --text Hi --between 00:00-24:00 --tz person'

    const plan = await world.msgr(`broadcast plan ${line} --json`)
    await world.msgr(`${send} ${line}`)
    const dry = await world.msgr(`broadcast send ${line} -n`)

    expect(plan.json()).toMatchObject({timeZone: 'person', unknownTimeZones: expect.any(Number)})
    expect(sentAt(world)).toHaveLength(4)
    expect(dry.out).toContain('2 whose time zone is unknown')
  })

  test('decide when each gets it', async ({world}) => {
    // Whole hours from UTC, so that it is the tenth hour of the day for Ben now, and in an hour or more for the others.
    const startMs = world.clock.now()
    const here = new Date(startMs).getUTCHours()
    const zoneWith = (hour: number) => ((hour - here + 36) % 24) - 12
    await world.write(
      'people.csv',
      `psid,timezone\n${ada},${zoneWith(8)}\n${ben},${zoneWith(10)}\n${cleo},${zoneWith(9)}\n`,
    )

    const result = await world.msgr(`${send} --to people.csv --text Hi --between 10:00-12:00 --tz person`)

    expect(result.json()).toMatchObject({state: 'done', sent: 3})
    expect(sentAt(world).map(({psid}) => psid)).toEqual([ben, cleo, ada])
    const hours = sentAt(world).map(({at}) => new Date(at).getUTCHours() - here)
    expect(hours.map(hour => (hour + 24) % 24)).toEqual([0, 1, 2])
  })

  test('that are no zone refuse the file, with their lines', async ({world}) => {
    await world.write('people.csv', `psid,timezone\n${ada},UTC\n${ben},Mars/Base\n`)
    const line = '--to people.csv --text Hi --at 1h --tz person'

    const refused = await world.msgr(`${send} ${line}`)
    const skipped = await world.msgr(`broadcast plan ${line} --skip-invalid --json`)

    expect(refused).toMatchObject({code: 2, err: expect.stringContaining('people.csv:3')})
    expect(refused.err).toContain('Mars/Base is not a time zone')
    expect(skipped.json()).toMatchObject({toSend: 1})
    expect((await world.msgr('broadcast plan --to people.csv --text Hi --json')).json()).toMatchObject({
      toSend: 2,
    })
  })

  test('of subscribers are those of their subscriptions', async ({world}) => {
    const line = '--via marketing --campaign "Autumn offers" --text Sale --between 09:00-18:00 --tz person'

    const plan = (await world.msgr(`broadcast plan ${line} --json`)).json()
    const result = (await world.msgr(`${send} ${line}`)).json()

    expect(plan).toMatchObject({toSend: 40, unknownTimeZones: 30})
    expect(result).toMatchObject({state: 'done', sent: 40})
  })
})

describe('the hours of a run that exists', () => {
  test('are replaced by those of resume, until it ends', async ({world}) => {
    await world.msgr(`${send} --all --text Hi --at 40h --detach`)
    const startMs = world.clock.now()

    const refused = await world.msgr('broadcast resume last --tz person')
    const resumed = await world.msgr('broadcast resume last --at 0s --json')

    expect(refused).toMatchObject({code: 2, err: expect.stringContaining('without the time zones of people')})
    expect(resumed.json().state).toBe('done')
    expect(world.clock.now() - startMs).toBeLessThan(HOUR_MS)
  })

  test('hold for a retry, whose people keep their zones', async ({world}) => {
    await world.write('people.csv', `psid,timezone\n${ada},UTC\n${ben},UTC\n`)
    await world.msgr('emulator fault add --call "POST /me/messages" --nth 1 --error 100')
    const hours = between(world, 2, 4)
    await world.msgr(`${send} --to people.csv --text Hi --between ${hours} --tz person --width 1`)
    await world.msgr('emulator fault clear')
    world.clock.advance(6 * HOUR_MS)
    const startMs = world.clock.now()

    const plan = (await world.msgr('broadcast retry last -n --json')).json()
    await world.msgr('broadcast retry last --yes --json')

    expect(plan).toMatchObject({toSend: 1, between: hours, timeZone: 'person', unknownTimeZones: 0})
    expect(world.clock.now() - startMs).toBeGreaterThan(15 * HOUR_MS)
  })
})
