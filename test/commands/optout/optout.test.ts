import {appendFile, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {standingClock} from '../../helpers/clock.ts'
import {addSubscriber, marketedIn, recipientOf, sentIn, subscribersOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, type Ran, type World, worldAt} from '../../helpers/world.ts'
import {homes, inFile, type ListEnv} from './homes.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const [page, support] = ['109876543210987', '109876543210988']
const marketing = '--via marketing --campaign "Autumn offers" --text Sale'

const gotSomething = ({emulator}: EmulatedWorld) => sentIn(emulator).map(each => recipientOf(emulator, each))

const people = (world: EmulatedWorld) =>
  world.write('people.csv', `psid,first_name\n${ada},Ada\n${ben},Ben\n`)

async function ok(ran: Promise<Ran>): Promise<Ran> {
  const {code, err} = await ran
  expect(code, err).toBe(0)
  return ran
}

describe.each(homes)('msgr optout, with the list in $home', ({test}) => {
  test('adds, lists, removes, and says what was new', async ({world}) => {
    const added = (await world.msgr(`optout add ${ada} ${ben} ${ada} --json`)).json()
    const again = await world.msgr(`optout add ${ada} 7001`)
    const list = (await world.msgr('optout list --json')).json()
    const removed = (await world.msgr('optout remove 7001 7002 --json')).json()
    const text = await world.msgr('optout list --limit 1')

    expect(added).toEqual({added: 2, unchanged: 0, total: 2})
    expect(again.out).toBe(
      '✔ Added 1 person to the list of those who opted out, 1 was on it before. 3 people are on the list.\n',
    )
    expect(list).toEqual(
      ['7001', ben, ada].map(psid => ({
        psid,
        optedOutAt: expect.stringMatching(/^20.*Z$/),
        source: 'command',
        detail: null,
      })),
    )
    expect(removed).toEqual({removed: 1, unchanged: 1, total: 2})
    expect(text.out).toContain(ben)
    expect(text.out).not.toContain(ada)
    expect(text.err).toContain('Showing the first 1')
  })

  test('reads files of every form, and changes nothing because of one with a fault', async ({world}) => {
    await world.write('list.txt', `${ada}\r\n${ben}\r\n`)
    await world.write('people.ndjson', '{"psid":"7001"}\n{"psid":"sub_0123456789abcdef"}\n')
    await world.write('bad.csv', 'psid\n7002\nnobody\n')
    await world.write('other.csv', 'who;name\n7003;A\n')

    await ok(world.msgr('optout import list.txt'))
    await ok(world.msgr('optout add --from people.ndjson'))
    await ok(world.msgr('optout import -', {stdin: '7004\n'}))
    await ok(world.msgr('optout import other.csv --psid-column who'))
    const bad = await world.msgr('optout import bad.csv')
    const before = (await world.msgr('optout list --json')).json()
    const skipped = await world.msgr('optout import bad.csv --skip-invalid --rejects rejects.csv --json')
    await ok(world.msgr('optout remove --from list.txt'))

    expect(bad).toMatchObject({code: 2, err: expect.stringContaining('bad.csv:3: nobody is not')})
    expect(
      before.map((row: {psid: string; source: string; detail: string}) => [row.psid, row.source, row.detail]),
    ).toEqual([
      ['7003', 'file', 'other.csv'],
      ['7004', 'file', null],
      ['sub_0123456789abcdef', 'file', 'people.ndjson'],
      ['7001', 'file', 'people.ndjson'],
      [ben, 'file', 'list.txt'],
      [ada, 'file', 'list.txt'],
    ])
    expect(skipped.json()).toEqual({added: 1, unchanged: 0, total: 7})
    expect(await world.read('rejects.csv')).toContain('nobody')
    const left = (await world.msgr('optout list --json')).json()
    expect(left.map(({psid}: {psid: string}) => psid)).not.toContain(ada)
  })

  test('carries the list to another machine with times and sources, where it is honoured at once', async ({
    world,
  }) => {
    await world.msgr(`optout add ${ada}`)
    await world.msgr('optout import -', {stdin: '7001\n'})
    world.clock.advance(3_600_000)
    const before = (await world.msgr('optout list --json')).json()

    await ok(world.msgr('optout export --out optouts.csv'))
    const file = join(world.folder, 'optouts.csv')
    const other = {env: {MSGR_HOME: join(world.folder, 'elsewhere'), MSGR_EMULATOR_URL: world.emulator.url}}
    await ok(world.msgr('optout import optouts.csv', other))
    const there = (await world.msgr('optout list --json', other)).json()
    await people(world)
    await ok(world.msgr('broadcast send --to people.csv --text Hi --yes', other))

    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const byPsid = (rows: {psid: string}[]) => [...rows].sort((one, two) => (one.psid < two.psid ? -1 : 1))
    expect(byPsid(there)).toEqual(byPsid(before))
    expect(gotSomething(world)).toEqual([ben])
  })

  test('can leave out people by the export with --not-to, and prints it for other programs', async ({
    world,
  }) => {
    await world.msgr(`optout add ${ada}`)
    const lines = await world.msgr('optout export --json')
    const csv = await world.msgr('optout export --format csv')
    await world.write('stopped.csv', csv.out)
    await world.msgr(`optout remove ${ada}`)
    await people(world)

    const plan = (
      await world.msgr('broadcast plan --to people.csv --text Hi --not-to stopped.csv --json')
    ).json()

    expect(JSON.parse(lines.out)).toMatchObject({psid: ada, source: 'command'})
    expect(csv.out).toMatch(new RegExp(`^psid,optedOutAt,source,detail\\n${ada},20.*Z,command,\\n$`))
    expect(plan.skipped).toEqual({notTo: 1})
  })

  test('keeps a list for each Page, and none of them is another target', async ({world}) => {
    await world.msgr(`optout add ${ada} --page ${support}`)

    const here = (await world.msgr('optout list --json')).json()
    const both = await world.msgr(`optout list --page ${page},${support} --json`)
    const platform = await world.msgr('optout list --json', {
      env: {MSGR_EMULATOR: undefined, MSGR_PAGE_ID: support},
    })

    expect(here).toEqual([])
    expect(both.out).toContain(ada)
    expect(platform.json()).toEqual([])
  })

  test('changes nothing in a dry run, and refuses what names nobody', async ({world}) => {
    const dry = await world.msgr(`optout add ${ada} --dry-run`)

    expect(dry.code).toBe(0)
    expect((await world.msgr('optout list --json')).json()).toEqual([])
    expect(await world.msgr('optout add')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nobody is named'),
    })
    expect(await world.msgr('optout add 12ab')).toMatchObject({
      code: 2,
      err: expect.stringContaining('12ab is not a PSID'),
    })
    expect(await world.msgr('optout remove 007')).toMatchObject({code: 2})
  })
})

describe.each(homes)('a broadcast, with the list in $home', ({test}) => {
  test('counts in its plan and in its report who opted out', async ({world}) => {
    await people(world)
    await world.msgr(`optout add ${ada}`)

    const plan = await world.msgr('broadcast plan --to people.csv --text Hi --explain who.csv')
    await ok(world.msgr('broadcast send --to people.csv --text Hi --yes'))
    const report = (await world.msgr('broadcast report last --json')).out

    expect(plan.out).toContain('1 of 2 people would get it')
    expect(plan.out).toContain('1 left out: opted out (msgr optout list)')
    expect(await world.read('who.csv')).toContain('the person opted out')
    expect(report).toContain('"reason":"the person opted out"')
    const marketed = (await world.msgr(`broadcast plan ${marketing} --json`)).json()
    expect(marketed.skipped).toEqual({optedOut: 1})
  })

  test.for([
    ['messages of the Page', 'broadcast send --to people.csv --text Hi --width 1 --rate 1'],
    ['marketing messages', `broadcast send ${marketing} --to people.csv --width 1 --rate 1`],
  ])('skips whoever opts out while the run waits to write to them: %s', async ([, line], {world, env}) => {
    await people(world)
    const waiting = whileWaiting(world, env, () => world.msgr(`optout add ${ben}`))

    const result = (await waiting.msgr(`${line} --yes --json`)).json()

    expect(gotSomething(world)).toEqual([ada])
    expect(result).toMatchObject({sent: 1, skipped: 1, state: 'done'})
    expect(result.reasons).toMatchObject([{outcome: 'skipped', reason: 'the person opted out', example: ben}])
  })

  test('sends again to whoever came back before a resume', async ({world}) => {
    await people(world)
    await world.msgr('broadcast send --to people.csv --text Hi --split 1 --yes')
    await world.msgr(`optout add ${ada}`)
    await world.msgr(`optout remove ${ada}`)

    await world.msgr('broadcast resume last')

    expect(gotSomething(world).toSorted()).toEqual([ada, ben].toSorted())
  })

  test('of marketing messages leaves out people who have no PSID, by the name in the report', async ({
    world,
  }) => {
    addSubscriber(world.emulator, {pageId: page, psid: ada, token: 'nameless-token-000001', isNamed: false})
    const plan = (await world.msgr(`broadcast plan ${marketing} --explain who.csv --json`)).json()
    const [name] = /sub_[0-9a-f]{16}/.exec(await world.read('who.csv')) ?? []

    await ok(world.msgr(`optout add ${name}`))
    const after = (await world.msgr(`broadcast plan ${marketing} --json`)).json()

    expect(after.skipped).toEqual({...plan.skipped, optedOut: 1})
    expect(after.toSend).toBe(plan.toSend - 1)
  })
})

describe.each(homes)('a message to one person who opted out, with the list in $home', ({test}) => {
  test('is sent with a warning, because it may be an answer', async ({world}) => {
    await world.write(
      'raw.json',
      JSON.stringify({recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'c'}}),
    )
    await world.msgr(`optout add ${ada}`)

    for (const line of [
      `send text ${ada} "Here you are"`,
      `send quick-replies ${ada} Which? --reply A`,
      'send raw raw.json',
    ]) {
      const {code, err} = await world.msgr(line)
      expect({line, code, err}).toMatchObject({
        code: 0,
        err: `! ${ada} opted out (msgr optout list): write only to answer them\n`,
      })
    }
    expect(await world.msgr(`send action ${ada} mark_seen`)).toMatchObject({code: 0, err: ''})
    expect(await world.msgr(`send text ${ben} Hi`)).toMatchObject({code: 0, err: ''})
    expect(gotSomething(world)).toHaveLength(4)
  })

  test('is refused where it is promotional: a marketing message, its test, and the question for more', async ({
    world,
  }) => {
    const [{token} = {token: ''}] = subscribersOf(world.emulator).filter(({psid}) => psid === ada)
    await people(world)
    await world.msgr(`optout add ${ada}`)

    const lines = [
      `send marketing ${ada} --text Sale --campaign "Autumn offers" --yes`,
      `broadcast send ${marketing} --to people.csv --test-to ${ada} --yes`,
      `subscriber ask ${ada} --title Offers`,
    ]
    for (const line of lines) {
      const {code, err} = await world.msgr(line)
      expect({line, code}).toEqual({line, code: 1})
      expect(err).toContain(`${ada} opted out, so they `)
      expect(err).toContain(`If they asked to get messages again: msgr optout remove ${ada}`)
    }
    expect(gotSomething(world)).toEqual([])
    expect(marketedIn(world.emulator).get(token)).toBeUndefined()
    // Others are still asked.
    const both = (await world.msgr(`subscriber ask ${ada} ${ben} --title Offers --yes --json`)).json()
    expect(both.people).toMatchObject([
      {psid: ada, done: false},
      {psid: ben, done: true},
    ])
  })

  test('is sent with a warning if it is the test of a broadcast', async ({world}) => {
    await people(world)
    await world.msgr(`optout add ${ada}`)

    const {err} = await world.msgr(`broadcast send --to people.csv --text Hi --test-to ${ada} --yes`)

    expect(err).toContain(`${ada} opted out (msgr optout list)`)
    expect(gotSomething(world)).toEqual([ada, ben])
  })
})

describe('the file of a list', () => {
  inFile('loses nobody when two processes add at once', async ({bareWorld: world}) => {
    const env = {MSGR_HOME: world.home, MSGR_PAGE_ID: page, PATH: process.env['PATH'] ?? ''}
    const files = [7_000_000, 8_000_000].map(async first => {
      const psids = Array.from({length: 2_000}, (_, index) => first + index)
      await world.write(`${first}.txt`, `${psids.join('\n')}\n7999999\n`)
      return startMsgr(['optout', 'import', `${first}.txt`, '--json'], {cwd: world.folder, env}).ended
    })

    expect((await Promise.all(files)).map(({code}) => code)).toEqual([0, 0])

    const {out} = await world.msgr('optout export --json', {env: {MSGR_PAGE_ID: page}})
    expect(new Set(out.match(/"psid":"\d+"/g)).size).toBe(4_001)
    expect(out.trimEnd().split('\n')).toHaveLength(4_001)
  })

  inFile('stops before anything is sent when the list is damaged, and while it is sent', async ({world}) => {
    await people(world)
    await world.msgr('optout add 7001')
    const file = join(world.home, 'state', 'optouts', `emulator-${page}.ndjson`)
    const whole = await readFile(file, 'utf8')
    await writeFile(file, whole.replace('7001', '7002'))
    const line = 'broadcast send --to people.csv --text Hi --width 1 --rate 1 --yes'

    const before = await world.msgr(line)
    await writeFile(file, whole)
    const waiting = whileWaiting(world, {}, () => appendFile(file, 'nonsense\n'))
    const meanwhile = await waiting.msgr(line)

    expect(before).toMatchObject({code: 1, err: expect.stringContaining(`damaged at line 1 of ${file}`)})
    expect(before.err).toContain('Nothing was sent')
    expect(meanwhile).toMatchObject({code: 1, err: expect.stringContaining('damaged at line 2')})
    expect(gotSomething(world)).toEqual([ada])
    await writeFile(file, whole)
    await ok(world.msgr('broadcast resume last'))
    expect(gotSomething(world)).toEqual([ada, ben])
  })
})

describe.each(homes)('the label optOutLabel of the settings, with the list in $home', ({test}) => {
  const settings = (world: EmulatedWorld, label: string) =>
    world.write('.msgrrc.yaml', `pages: {"Acme Shop": {pageId: "${page}", optOutLabel: ${label}}}\n`)

  test('leaves out the people who have it when a broadcast is planned', async ({world}) => {
    await settings(world, 'Newsletter')
    await world.write('list.csv', `psid\n${ada}\n6411223347556686\n`)

    const file = (await world.msgr('broadcast plan --to list.csv --text Hi --explain who.csv --json')).json()
    const all = (await world.msgr('broadcast plan --all --text Hi --json')).json()
    await ok(world.msgr('broadcast send --to list.csv --text Hi --yes'))

    expect(file).toMatchObject({toSend: 1, skipped: {optedOut: 1}})
    expect(await world.read('who.csv')).toContain('has the label Newsletter')
    expect(all.skipped.optedOut).toBeGreaterThan(2)
    expect(gotSomething(world)).toEqual(['6411223347556686'])
    const marketed = (await world.msgr(`broadcast plan ${marketing} --json`)).json()
    expect(marketed.skipped.optedOut).toBeGreaterThan(2)
    const dry = await world.msgr('broadcast send --to list.csv --text Hi -n')
    expect(dry.err).toContain('people with the label Newsletter are still counted')
    const ask = await world.msgr(`subscriber ask ${ada} --title Offers`)
    expect(ask).toMatchObject({code: 1, err: expect.stringContaining('opted out')})
  })

  test('is looked up again when a run goes on later', async ({world}) => {
    await people(world)
    await world.msgr('label create Stopped')
    await settings(world, 'Stopped')
    await world.msgr('broadcast send --to people.csv --text Hi --split 1 --yes')
    await world.msgr(`label assign Stopped ${ada}`)
    world.clock.advance(11 * 60_000)

    const result = (await world.msgr('broadcast resume last --json')).json()

    expect(result).toMatchObject({sent: 1, skipped: 1})
    expect(gotSomething(world)).toEqual([ben])
  })

  test('has to be there, or a broadcast would leave out nobody', async ({world}) => {
    await settings(world, 'Stoped')
    await people(world)

    const {code, err} = await world.msgr('broadcast send --to people.csv --text Hi --yes')

    expect({code, err}).toMatchObject({code: 1, err: expect.stringContaining('no label Stoped')})
    expect(err).toContain('msgr label create Stoped')
    expect(gotSomething(world)).toEqual([])
  })
})

/**
 * The same world; something else happens in it the first time that the command waits after a message was sent. Its clock stands still
 * meanwhile: however busy this machine is, the second message has to wait for a second, which is longer than a store may look away.
 */
function whileWaiting(world: EmulatedWorld, env: ListEnv, happens: () => Promise<unknown>): World {
  const {folder, home} = world
  const clock = standingClock(world.clock.now())
  let isDone = false
  const sleep: World['clock']['sleep'] = async (ms, signal) => {
    if (!isDone && gotSomething(world).length === 1) {
      isDone = true
      await happens()
    }
    await clock.sleep(ms, signal)
  }
  return worldAt({folder, home, clock: {...clock, sleep}}, {MSGR_EMULATOR: '1', ...env})
}
