import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {loadSample} from '../../../src/webhook/samples.ts'
import {openDatabase} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {addSubscriber, recipientOf, sentIn} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'
import {listening} from '../listen/listening.ts'

const [ada, ben, page] = ['6411223344556677', '6411223345556680', '109876543210987']

const gotSomething = ({emulator}: EmulatedWorld) => sentIn(emulator).map(each => recipientOf(emulator, each))

/** Two machines with one store and one emulator. */
async function machines(world: EmulatedWorld) {
  const database = await openDatabase()
  const home = await mkdtemp(join(tmpdir(), 'msgr-machine-'))
  onTestFinished(() => rm(home, {recursive: true, force: true}))
  await world.write('people.csv', `psid\n${ada}\n${ben}\n`)
  const MSGR_STORE = database.url()
  const elsewhere = {MSGR_STORE, MSGR_HOME: home, HOME: home, MSGR_EMULATOR_URL: world.emulator.url}
  return {
    database,
    home,
    here: (line: string) => world.msgr(line, {env: {MSGR_STORE}}),
    there: (line: string) => world.msgr(line, {env: elsewhere}),
  }
}

const write = (psid: string, text: string) => ({
  object: 'page',
  entry: [
    {
      id: page,
      time: 1_795_400_000_300,
      messaging: [
        {
          sender: {id: psid},
          recipient: {id: page},
          timestamp: 1_795_400_000_000,
          message: {mid: `m_${psid}`, text},
        },
      ],
    },
  ],
})

describe.skipIf(!hasPostgres('opted-out people whom machines share'))('a list in a store', () => {
  test('is filled by listen of one machine, and kept to by a broadcast of another', async ({world}) => {
    const {here, there, database, home} = await machines(world)
    const env = {MSGR_STORE: database.url(), MSGR_EMULATOR: undefined, MSGR_PAGE_ID: page}
    const running = await listening(world, ['--opt-out', 'stop'], {env})
    expect(await running.post(write(ada, 'Stop!'))).toBe(200)
    running.send('SIGINT')
    const {out, err} = await running.ended
    expect(out + err).toContain('opted out: "Stop!"')
    expect(await database.query('select target, psid, event, source, detail from msgr.opt_out')).toEqual([
      {target: 'platform', psid: ada, event: 'out', source: 'message', detail: 'Stop!'},
    ])

    await here(`optout add ${ada}`)
    expect(await there('broadcast send --to people.csv --text Hi --yes')).toMatchObject({code: 0})

    expect(gotSomething(world)).toEqual([ben])
    const files = await readdir(join(home, 'state'), {recursive: true}).catch(() => [])
    expect(files.filter(file => file.includes('optouts'))).toEqual([])
  })

  test('is filled by messaging_optouts and by the label of the settings, and emptied by the label', async ({
    world,
  }) => {
    const {database} = await machines(world)
    await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "${page}", optOutLabel: Stopped}}\n`)
    const env = {MSGR_STORE: database.url(), MSGR_EMULATOR: undefined, MSGR_PAGE_ID: page}
    const labelled = (psid: string, action: string) => ({
      object: 'page',
      entry: [
        {
          id: page,
          time: action === 'add' ? 1_795_400_000 : 1_795_400_001,
          changes: [
            {
              field: 'inbox_labels',
              value: {user: {id: psid}, action, label: {id: '6088575829458803', page_label_name: 'Stopped'}},
            },
          ],
        },
      ],
    })
    const hear = async (...deliveries: readonly unknown[]) => {
      const running = await listening(world, ['--opt-out', 'stop'], {env})
      for (const each of deliveries) expect(await running.post(each)).toBe(200)
      running.send('SIGINT')
      await running.ended
    }
    const rows = () => database.query('select psid, event, source from msgr.opt_out order by id')

    await hear(await loadSample('messaging_optouts'), labelled(ben, 'add'))
    expect(await rows()).toEqual([
      {psid: ada, event: 'out', source: 'event'},
      {psid: ben, event: 'out', source: 'label'},
    ])
    await hear(labelled(ben, 'remove'))
    expect((await rows()).slice(2)).toEqual([{psid: ben, event: 'in', source: 'label'}])
  })

  test('names a subscriber without a PSID alike on every machine', async ({world}) => {
    addSubscriber(world.emulator, {pageId: page, psid: ada, token: 'nameless-token-000001', isNamed: false})
    const plan = 'broadcast plan --via marketing --campaign "Autumn offers" --text Sale'
    await world.msgr(`${plan} --explain before.csv`)
    const {here, there} = await machines(world)
    const namesIn = async (file: string) => /sub_[0-9a-f]{16}/.exec(await world.read(file))?.[0]

    await here(`${plan} --explain here.csv`)
    await there(`${plan} --explain there.csv`)
    const name = await namesIn('here.csv')
    await here(`optout add ${name}`)

    expect(await namesIn('there.csv')).toBe(name)
    // Reports of before there was a store name them as well.
    expect(await namesIn('before.csv')).toBe(name)
    expect((await there(`${plan} --json`)).json().skipped).toMatchObject({optedOut: 1})
  })

  test('gets the people who opted out before there was a store, once', async ({world}) => {
    await world.msgr(`optout add ${ada}`)
    await world.msgr(`optout add 7001`)
    const {here, there} = await machines(world)

    const plan = await here('broadcast plan --to people.csv --text Hi --json')

    expect(plan.json()).toMatchObject({skipped: {optedOut: 1}})
    expect(plan.err).toContain('not in the store: added 2')
    expect((await there('optout list --json')).json()).toMatchObject([{psid: '7001'}, {psid: ada}])
    // Who came back by the store stays, whatever the old file says.
    await there(`optout remove ${ada}`)
    const list = await here('optout list --json')
    expect(list).toMatchObject({err: ''})
    expect(list.json()).toMatchObject([{psid: '7001'}])
  })

  test('is not asked for without a warning when its store is away, and an answer is sent all the same', async ({
    world,
  }) => {
    const away = {env: {MSGR_STORE: 'postgres://sender:x@127.0.0.1:1/msgr'}}

    const answer = await world.msgr(`send text ${ada} "Here you are"`, away)
    const marketing = await world.msgr('broadcast plan --all --text Hi', away)

    expect(answer).toMatchObject({
      code: 0,
      err: expect.stringContaining(`Whether ${ada} opted out is not known`),
    })
    expect(gotSomething(world)).toEqual([ada])
    expect(marketing.code).not.toBe(0)
  })
})
