import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {openDatabase} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {pagesOf, recipientOf, sentIn} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const send = 'broadcast send --all --text Hi --yes --json'

const sentTo = ({emulator}: EmulatedWorld) => sentIn(emulator).map(sent => recipientOf(emulator, sent))

/** Two machines with one store and one emulator. */
async function machines({emulator, msgr}: EmulatedWorld) {
  const database = await openDatabase()
  const home = await mkdtemp(join(tmpdir(), 'msgr-machine-'))
  onTestFinished(() => rm(home, {recursive: true, force: true}))
  const store = {MSGR_STORE: database.url()}
  const elsewhere = {...store, MSGR_HOME: home, HOME: home, MSGR_EMULATOR_URL: emulator.url}
  return {
    database,
    home,
    here: (line: string) => msgr(line, {env: store}),
    there: (line: string) => msgr(line, {env: elsewhere}),
  }
}

describe.skipIf(!hasPostgres('broadcasts that machines share'))('with a store', () => {
  test('a broadcast is sent here, and seen from another machine', async ({world}) => {
    const {here, there, home} = await machines(world)
    const sent = await here(`${send} --name spring`)

    expect(sent).toMatchObject({code: 0})
    const {run, total, sent: reached} = sent.json()
    expect((await there('broadcast status spring --json')).json()).toMatchObject({
      run,
      state: 'done',
      sent: reached,
    })
    expect((await there('broadcast list --json')).json()).toMatchObject([
      {run, name: 'spring', sent: reached},
    ])
    const rows = (await there('broadcast report last --json')).out.trimEnd().split('\n')
    expect(rows.map(row => JSON.parse(row))).toHaveLength(total)
    expect(await there(`${send} --name spring`)).toMatchObject({
      code: 0,
      err: expect.stringContaining('was sent before'),
    })
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
    expect(sentTo(world)).toHaveLength(reached)
    const files = await readdir(join(home, 'state'), {recursive: true}).catch(() => [])
    expect(files.filter(file => file.includes(run))).toEqual([])
  })

  test('a broadcast that was detached here is sent by a worker of another machine', async ({world}) => {
    const {here, there} = await machines(world)
    const {run, ...detached} = (await here(`${send} --detach`)).json()

    expect(detached).toMatchObject({state: 'scheduled', sent: 0})
    const worked = await there('broadcast work --until-idle --json')
    expect(worked).toMatchObject({code: 0})
    expect(JSON.parse(worked.out)).toMatchObject({run, state: 'done', remaining: 0, failed: 0})
    expect(await here('broadcast work --until-idle --json')).toMatchObject({code: 0, out: ''})
    expect(sentTo(world)).toHaveLength(JSON.parse(worked.out).sent)
  })

  test('a broadcast that waits here is paused there, resumed, and canceled', async ({world}) => {
    const {here, there} = await machines(world)
    const {run} = (await here(`${send} --at 2h --detach`)).json()

    expect(await there('broadcast pause last')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Paused the run ${run}`),
    })
    expect((await here('broadcast status last --json')).json()).toMatchObject({state: 'paused'})
    expect(await here('broadcast resume last --detach')).toMatchObject({code: 0})
    expect((await there('broadcast status last --json')).json()).toMatchObject({state: 'scheduled'})
    expect(await there('broadcast cancel last --yes')).toMatchObject({code: 0})
    expect((await here('broadcast status last --json')).json()).toMatchObject({
      state: 'canceled',
      remaining: 0,
    })
    expect(sentTo(world)).toEqual([])
  })

  test('the list shows each run with its Page and the process that sends it', async ({world}) => {
    const {here, there, database} = await machines(world)
    const [first, second] = pagesOf(world.emulator)
    const {run: own} = (await here(`${send} --detach`)).json()
    const onlyOne = await there('broadcast list')
    const {run: other} = (await here(`${send} --detach --page ${second?.id}`)).json()
    await here(`broadcast work --until-idle --page ${first?.id}`)
    await database.query(
      `update msgr.page set owner = 'process 7 on shop-1', run = $1, until = clock_timestamp() + interval '1 min' where page_id = $2`,
      [other, second?.id],
    )

    expect(onlyOne.out).not.toContain(String(first?.name))
    const {out} = await there('broadcast list')
    expect(out).toMatch(new RegExp(`${other}\\trunning\\t.*\\t${second?.name}\\tprocess 7 on shop-1\n`))
    expect(out).toMatch(new RegExp(`${own}\\tdone\\t.*\\t${first?.name}\\t`))
    expect((await there('broadcast list --json')).json()).toMatchObject([
      {
        run: other,
        state: 'running',
        pageId: second?.id,
        pageName: second?.name,
        holder: 'process 7 on shop-1',
      },
      {run: own, state: 'done', pageId: first?.id, pageName: first?.name, holder: null},
    ])
  })

  test('a sample goes first, and the rest from another machine', async ({world}) => {
    const {here, there} = await machines(world)
    const sample = await here(`${send} --split 50`)

    expect(sample).toMatchObject({code: 5})
    const rest = (await there('broadcast resume last --json')).json()
    expect(rest).toMatchObject({state: 'done', remaining: 0})
    expect(rest.sent).toBeGreaterThan(sample.json().sent)
    expect(sentTo(world)).toHaveLength(rest.sent)
    expect(new Set(sentTo(world)).size).toBe(rest.sent)
  })

  test('whoever a killed process left in doubt is decided about five minutes later, not before', async ({
    world,
  }) => {
    const {here, there, database} = await machines(world)
    const {run} = (await here(`${send} --detach`)).json()
    const {ended} = startMsgr(['broadcast', 'resume', run], {
      cwd: world.folder,
      env: {
        ...{MSGR_HOME: world.home, MSGR_EMULATOR: '1', MSGR_EMULATOR_URL: world.emulator.url},
        ...{MSGR_STORE: database.url(), MSGR_FAILPOINT: 'answered:1:SIGKILL'},
      },
    })
    expect(await ended).toMatchObject({signal: 'SIGKILL'})
    await database.query(`update msgr.page set until = clock_timestamp() - interval '1 s'`)
    const before = sentTo(world).length
    const check = () => there('broadcast resume last --in-doubt check --json')

    const refused = await check()
    expect(refused).toMatchObject({code: 5, out: ''})
    expect(refused.err).toMatch(/in doubt was not seen to end.*Try again in \d+ s/)
    expect(sentTo(world)).toHaveLength(before)
    await database.query(`update msgr.journal set at = at - interval '5 minutes'`)
    expect((await check()).json()).toMatchObject({state: 'done', inDoubt: 0})
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
  })
})

test('without a store nothing of it is loaded', async ({world}) => {
  const folder = join(world.folder, 'coverage')
  const {ended} = startMsgr(['broadcast', 'send', '--all', '--text', 'Hi', '--yes'], {
    cwd: world.folder,
    env: {
      MSGR_HOME: world.home,
      MSGR_EMULATOR: '1',
      MSGR_EMULATOR_URL: world.emulator.url,
      NODE_V8_COVERAGE: folder,
    },
  })
  expect(await ended).toMatchObject({code: 0})

  const loaded = new Set<string>()
  for (const name of await readdir(folder)) {
    const {result} = JSON.parse(await readFile(join(folder, name), 'utf8')) as {result: {url: string}[]}
    for (const {url} of result) if (url.includes('/dist/')) loaded.add(new URL(url).pathname)
  }
  const texts = await Promise.all([...loaded].map(file => readFile(file, 'utf8')))
  expect(texts.length).toBeGreaterThan(3)
  expect(texts.filter(text => text.includes('insert into msgr.journal'))).toEqual([])
})
