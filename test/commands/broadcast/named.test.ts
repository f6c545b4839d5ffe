import {describe, expect} from 'vitest'
import {psidsOf, recipientOf, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const cleo = '6411223346556683'

const sentTo = ({emulator}: EmulatedWorld, text = 'Hi') =>
  sentIn(emulator)
    .filter(sent => sent.text === text)
    .map(sent => recipientOf(emulator, sent))

const json = ({out}: {readonly out: string}) => JSON.parse(out)
const send = 'broadcast send --text Hi --yes --json'

describe('a broadcast with a name', () => {
  test('is sent once, however often it is started', async ({world}) => {
    const first = await world.msgr(`${send} --all --name spring-sale`)
    const second = await world.msgr(`${send} --all --name spring-sale`)
    const third = await world.msgr('broadcast send --text Hi --all --name spring-sale')

    expect(json(first)).toMatchObject({state: 'done', sent: 7})
    expect(json(second)).toMatchObject({run: json(first).run, state: 'done', sent: 7})
    expect([first.code, second.code, third.code]).toEqual([0, 0, 0])
    expect(third.err).toContain('spring-sale was sent before; nobody gets it again')
    expect(sentTo(world)).toHaveLength(7)
  })

  test('is sent once by a job that is started twice a minute', async ({world}) => {
    const codes: number[] = []
    for (let start = 0; start < 12; start += 1) {
      // The first start gets no further than half of the people.
      const split = start === 0 ? '--split 50' : ''
      codes.push((await world.msgr(`${send} --all --name hourly ${split}`)).code)
      world.clock.advance(30_000)
      await world.msgr('emulator clock advance 30s')
    }

    expect(codes).toEqual([5, ...Array.from({length: 11}, () => 0)])
    expect(new Set(sentTo(world)).size).toBe(7)
    expect(sentTo(world)).toHaveLength(7)
  })

  test('continues where it stopped, also with another rate', async ({world}) => {
    await world.write('people.csv', `psid\n${ada}\n${ben}\n`)
    const line = `${send} --to people.csv --name a`
    const first = json(await world.msgr(`${line} --split 50`))
    await world.write('people.csv', `name;PSID\nBen;${ben}\nAda;${ada}\nAda again;${ada}\n`)

    const dry = json(await world.msgr(`${line} -n`))
    const second = await world.msgr(`${line} --rate 20`)

    expect(first).toMatchObject({state: 'paused', sent: 1, remaining: 1})
    expect(dry).toMatchObject({run: first.run, state: 'paused', remaining: 1})
    expect(json(second)).toMatchObject({run: first.run, state: 'done', sent: 2})
    expect(sentTo(world).sort()).toEqual([ada, ben])
  })

  test('is refused with another message or other people, and nobody gets anything', async ({world}) => {
    await world.write('people.csv', `psid,first_name\n${ada},Ada\n`)
    await world.write('others.csv', `psid,first_name\n${ben},Ben\n`)
    await world.write('renamed.csv', `psid,first_name\n${ada},Countess\n`)
    await world.write('stop.csv', `psid\n${cleo}\n`)
    const text = '--text "Hi {{first_name}}"'
    const line = (flags: string) => `broadcast send ${flags} --yes --name a`
    await world.msgr(line(`${text} --to people.csv`))

    const tries = {
      'with another message': '--text Yo --to people.csv',
      'for other people, or with other texts for them': `${text} --to others.csv`,
      'for other people, or with other texts': `${text} --to renamed.csv`,
      'with other flags for the people': `${text} --all`,
    }
    for (const [why, flags] of Object.entries(tries)) {
      const refused = await world.msgr(line(flags))
      expect({why, code: refused.code, err: refused.err}).toEqual({
        why,
        code: 2,
        err: expect.stringContaining(`a was planned ${why}`),
      })
      expect(refused.err).toContain('Give this broadcast another name')
    }
    expect(sentIn(world.emulator).filter(({from}) => from === 'page').length).toBe(1)
  })

  test('that is not over is refused when --not-to names others by now', async ({world}) => {
    await world.write('people.csv', `psid\n${ada}\n${ben}\n`)
    await world.write('stop.csv', `psid\n${cleo}\n`)
    const line = `${send} --to people.csv --not-to stop.csv --name a`
    await world.msgr(`${line} --split 50`)
    await world.write('stop.csv', `psid\n${cleo}\n${ben}\n`)

    const refused = await world.msgr(line)

    expect(refused).toMatchObject({code: 2, err: expect.stringContaining('with other people in --not-to')})
    expect(sentTo(world)).toHaveLength(1)
  })

  test('that was canceled stays canceled', async ({world}) => {
    await world.msgr(`${send} --all --name a --split 50`)
    const count = sentTo(world).length
    await world.msgr('broadcast cancel a --yes')

    expect(await world.msgr(`${send} --all --name a`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('a was canceled'),
    })
    expect(sentTo(world)).toHaveLength(count)
  })

  test('is found by its name, and one that was declined has none', async ({world}) => {
    const declined = await world.msgr('broadcast send --text Hi --all --name a')
    const unknown = await world.msgr('broadcast status a')
    await world.msgr(`${send} --all --name a`)

    expect(declined.code).toBe(2)
    expect(unknown).toMatchObject({code: 2, err: expect.stringContaining('There is no run a')})
    expect(json(await world.msgr('broadcast status a --json'))).toMatchObject({name: 'a', state: 'done'})
    expect(json(await world.msgr('broadcast list --json'))).toMatchObject([{name: 'a'}])
    expect((await world.msgr('broadcast list --format csv')).out).toMatch(/^run,name,state/)
    expect((await world.msgr('broadcast report a --format csv')).out.split('\n')).toHaveLength(14)
  })

  test('belongs to its Page: another Page has its own', async ({world}) => {
    const pages = json(await world.msgr('page list --json')) as readonly {readonly id: string}[]
    const runs: string[] = []
    for (const {id} of pages) runs.push(json(await world.msgr(`${send} --all --name a --page ${id}`)).run)

    expect(new Set(runs).size).toBe(2)
    for (const [index, {id}] of pages.entries())
      expect(json(await world.msgr(`broadcast status a --json --page ${id}`)).run).toBe(runs[index])
  })

  test('started twice at the same time, is sent once', async ({world}) => {
    const starts = await Promise.all([1, 2, 3].map(() => world.msgr(`${send} --all --name a`)))

    expect(starts.some(({code}) => code === 0)).toBe(true)
    expect(starts.every(({code, err}) => code === 0 || /is being (planned|sent) by process/.test(err))).toBe(
      true,
    )
    expect(sentTo(world)).toHaveLength(7)
    expect(json(await world.msgr('broadcast list --json'))).toHaveLength(1)
  })

  test.for(['last', '2026-sale', 'spring sale', '../a', ''])('cannot be called %j', async (name, {world}) => {
    expect(await world.msgr(['broadcast', 'send', '--text', 'Hi', '--all', '--name', name])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--name spring-sale'),
    })
  })
})

describe('the same message again', () => {
  test('is asked about for a day, and --yes is no answer', async ({world}) => {
    await world.msgr(`${send} --all`)

    const plan = await world.msgr('broadcast plan --text Hi --all')
    const refused = await world.msgr(`${send} --all`)
    const other = await world.msgr('broadcast send --text Hello --all --yes')
    const agreed = await world.msgr(`${send} --all --again`)

    expect(plan).toMatchObject({code: 0, out: expect.stringContaining('7 of them got the same message')})
    expect(refused.code).toBe(2)
    expect(refused.err).toMatch(
      /7 of them got the same message in the last 24 hours, from the run \S+\. Send it/,
    )
    expect(refused.err).toMatch(/Answer with --again, or leave them out: --not-in-run \d{8}-/)
    expect([other.code, agreed.code]).toEqual([0, 0])
    expect(sentTo(world)).toHaveLength(14)
  })

  test('is not asked about for other people, or a day later', async () => {
    const world = await createWorld()
    await world.write('ada.csv', `psid\n${ada}\n`)
    await world.write('ben.csv', `psid\n${ben}\n`)
    await world.msgr(`${send} --to ada.csv`)

    const others = await world.msgr(`${send} --to ben.csv`)
    await world.msgr('emulator clock advance 23h')
    const early = await world.msgr(`${send} --to ada.csv`)
    await world.msgr('emulator clock advance 2h')
    const late = await world.msgr(`${send} --to ada.csv`)

    expect([others.code, early.code]).toEqual([0, 2])
    expect(late.err).not.toContain('same message')
  })

  test('leaves out whom a run wrote to, with --not-in-run', async ({world}) => {
    const {run} = json(await world.msgr(`${send} --all --split 50`))
    const before = sentTo(world)

    const {code, out} = await world.msgr(`${send} --all --not-in-run ${run}`)

    expect(code).toBe(0)
    expect(json({out})).toMatchObject({sent: 7 - before.length})
    expect(new Set(sentTo(world)).size).toBe(7)
    expect(sentTo(world)).toHaveLength(7)
  })
})

describe('--not-to', () => {
  test('leaves out the people of its files', async ({world}) => {
    await world.write('stop.csv', `name;psid\nAda;${ada}\n`)
    await world.write('more.txt', `${ben}\n`)
    const flags = '--all --not-to stop.csv --not-to more.txt'

    const plan = json(await world.msgr(`broadcast plan --text Hi ${flags} --json`))
    const {code} = await world.msgr(`${send} ${flags}`)

    expect(plan.skipped).toMatchObject({notTo: 2})
    expect(code).toBe(0)
    expect(sentTo(world).sort()).toEqual(
      psidsOf(world.emulator)
        .filter(psid => sentTo(world).includes(psid))
        .sort(),
    )
    expect(sentTo(world)).not.toContain(ada)
    expect(sentTo(world)).not.toContain(ben)
    expect(sentTo(world)).toHaveLength(5)
  })

  test('with a row that names nobody is refused: it may mean anybody', async ({world}) => {
    await world.write('stop.csv', `psid\n6,41E+15\n`)

    const {code, err} = await world.msgr(`${send} --all --skip-invalid --not-to stop.csv`)

    expect(code).toBe(2)
    expect(err).toContain('stop.csv:2')
    expect(sentTo(world)).toEqual([])
  })
})
