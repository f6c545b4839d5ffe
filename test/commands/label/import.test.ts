import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {labelsOf, pageOf, peopleOf, removeConversation} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const [ada, ben, chloe, dmitri] = [
  '6411223344556677',
  '6411223345556680',
  '6411223346556683',
  '6411223347556686',
] as const

/** Who is under a label, by name. */
function under({emulator}: EmulatedWorld, name: string): string[] {
  const label = labelsOf(emulator).find(known => known.name === name)
  return peopleOf(emulator).flatMap(({psid, labelIds}) =>
    labelIds.some(id => id === label?.id) ? [psid] : [],
  )
}

const importsOf = ({home}: EmulatedWorld) => join(home, 'state', 'imports')
const changesOf = async (world: EmulatedWorld) => {
  const {calls} = await world.emulator.admin('GET', 'calls')
  return calls.filter(({call}) => !call.startsWith('GET'))
}

describe('label import', () => {
  test('creates missing labels and puts each person under theirs', async () => {
    const world = await createWorld()
    await world.write('people.csv', `psid,label\n${ada},VIP\n${ben},VIP\n${ben},Newsletter\n`)

    const {code, json} = await world.msgr([
      'label',
      'import',
      'people.csv',
      '--create-missing',
      '--yes',
      '--json',
    ])

    expect(code).toBe(0)
    expect(json()).toEqual({
      run: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{6}$/),
      state: 'done',
      reason: null,
      exitCode: null,
      next: null,
      created: ['VIP'],
      assigned: 3,
      unassigned: 0,
      refused: 0,
      remaining: 0,
      refusals: [],
    })
    expect(under(world, 'VIP')).toEqual([ada, ben])
  })

  test.each([
    ['semicolons, a byte order mark and other names', '\uFEFFRecipient ID;Group\r\n{ada};VIP\r\n', []],
    ['quotes', '"psid","label"\n"{ada}","VIP"\n', []],
    ['NDJSON', '{"psid":"{ada}","label":"VIP"}\n', []],
    ['one column', '{ada}\n', ['--label', 'VIP']],
    [
      'columns that are named',
      'Kunde,Liste\n{ada},VIP\n',
      ['--psid-column', 'Kunde', '--label-column', 'liste'],
    ],
  ])('takes %s', async (_, text, flags) => {
    const world = await createWorld()
    await world.write('people.csv', text.replaceAll('{ada}', ada))

    const {code} = await world.msgr(['label', 'import', 'people.csv', '--create-missing', '--yes', ...flags])

    expect(code).toBe(0)
    expect(under(world, 'VIP')).toEqual([ada])
  })

  test('knows a label by its id too', async () => {
    const world = await createWorld()
    const label = labelsOf(world.emulator).find(({name}) => name === 'Beta testers')
    await world.write('people.csv', `psid,label\n${ada},${label?.id}\n${ben},Beta testers\n`)

    await world.msgr(['label', 'import', 'people.csv', '--yes'])

    expect(under(world, 'Beta testers')).toEqual(expect.arrayContaining([ada, ben]))
  })

  test('with --replace makes the membership that of the file, as far as people are known', async () => {
    const world = await createWorld()
    await world.write('people.csv', `psid,label\n${ada},Newsletter\n${dmitri},Newsletter\n`)
    const testers = under(world, 'Beta testers')
    // Somebody whom the Page blocked out of its conversations is not known to it.
    removeConversation(world.emulator, chloe)

    const plan = await world.msgr(['label', 'plan', 'people.csv', '--replace', '--json'])
    const {code, out, err} = await world.msgr(['label', 'import', 'people.csv', '--replace', '--yes'])

    expect(plan.json()).toMatchObject({assign: 2, unassign: 5, known: {asked: 11, untold: 0}})
    expect({code, out}).toEqual({code: 0, out: '✔ 2 assigned, 5 removed\n'})
    expect(err).toContain('other people may have the label too')
    expect(under(world, 'Newsletter')).toEqual([ada, chloe, dmitri])
    expect(under(world, 'Beta testers')).toEqual(testers)
  })

  test('names the labels that are missing, with what may be meant, and changes nothing', async () => {
    const world = await createWorld()
    await world.write('people.csv', `psid,label\n${ada},newsleter\n${ben},Zebra\n${ada},Zebra\n`)

    const {code, err} = await world.msgr(['label', 'import', 'people.csv', '--yes'])

    expect(code).toBe(2)
    expect(err).toContain('newsleter (line 2); did you mean Newsletter?')
    expect(err).toContain('Zebra (2 people, first in line 3)')
    expect(await changesOf(world)).toEqual([])
  })

  test('asks before it changes anything, and names the flag where nobody can answer', async () => {
    const world = await createWorld()
    await world.write('people.csv', `psid,label\n${ada},VIP\n`)

    const {code, err} = await world.msgr(['label', 'import', 'people.csv', '--create-missing'])

    expect(code).toBe(2)
    expect(err).toContain('1 label, 1 of them new')
    expect(err).toContain('Answer with --yes')
    expect(await changesOf(world)).toEqual([])
    expect(existsSync(importsOf(world)) && existsSync(join(importsOf(world), 'manifest.json'))).toBe(false)
  })

  test('in a dry run tells what the file says, without a call', async () => {
    const world = await createWorld()
    await world.write('people.csv', `psid,label\n${ada},VIP\n${ben},VIP\n${ben},VIP\n`)

    const {code, json} = await world.msgr(['label', 'import', 'people.csv', '--dry-run', '--json'], {
      env: {MSGR_EMULATOR: '0'},
    })

    expect(code).toBe(0)
    expect(json()).toMatchObject({rows: 3, duplicates: 1, assign: 2, labels: [{label: 'VIP', assign: 2}]})
    expect(await world.emulator.admin('GET', 'calls')).toMatchObject({requests: 0})
  })

  test('tells whom the platform refused, keeps them, and exits with 6', async () => {
    const world = await createWorld()
    await world.write('people.csv', `psid,label\n${ada},VIP\n999999,VIP\n`)
    const line = 'label import people.csv --create-missing --yes --rejects rejects.csv'

    const {code, out} = await world.msgr(line.split(' '))

    expect(code).toBe(6)
    expect(out).toContain('1 assigned, 1 label created, 1 refused')
    expect(await readFile(join(world.folder, 'rejects.csv'), 'utf8')).toMatch(
      /^psid,label,line,reason\n999999,VIP,3,.*No matching user found/,
    )
  })

  test('goes on with an import that stopped', async () => {
    const world = await createWorld()
    await world.emulator.admin('POST', 'seed', {people: 200})
    const page = pageOf(world.emulator).id
    const psids = peopleOf(world.emulator, page).map(({psid}) => psid)
    await world.write('people.csv', `psid\n${psids.join('\n')}\n`)
    await world.emulator.admin('POST', 'pages', {page, contactTerms: false})

    const stopped = await world.msgr('label import people.csv --label Newsletter --yes --json'.split(' '))
    await world.emulator.admin('POST', 'pages', {page, contactTerms: true})
    const resumed = await world.msgr(['label', 'import', '--resume', 'last'])

    expect(stopped.code).toBe(4)
    expect(stopped.json()).toMatchObject({
      state: 'stopped',
      reason: expect.stringContaining('Page Contact Terms'),
      assigned: 0,
      next: `msgr label import --resume ${stopped.json().run}`,
    })
    expect(resumed).toMatchObject({code: 0, out: `✔ ${psids.length} assigned\n`})
    expect(under(world, 'Newsletter')).toHaveLength(psids.length)
  })
})

describe('a file with bad rows', () => {
  const mangled = `psid,label\n6.4112E+15,VIP\n${ada},VIP\n12ab,VIP\n${ben},\n${ben},VIP, gold\n`

  test('is refused with lines and reasons, and nothing is written', async () => {
    const world = await createWorld()
    await world.write('people.csv', mangled)

    const {code, err} = await world.msgr('label import people.csv --create-missing --yes'.split(' '))

    expect(code).toBe(2)
    expect(err).toContain('people.csv has 4 faults')
    expect(err).toContain('people.csv:2: 6.4112E+15 was an id until a spreadsheet turned it into a number')
    expect(err).toContain('people.csv:4: 12ab is not a page-scoped id')
    expect(err).toContain('people.csv:5: there is no label')
    expect(err).toContain('people.csv:6: 3 cells, and the header has 2')
    expect(await changesOf(world)).toEqual([])
  })

  test('goes on with --skip-invalid, and --rejects keeps the bad ones ready to be mended', async () => {
    const world = await createWorld()
    await world.write('people.csv', mangled)
    const line = 'label import people.csv --create-missing --yes --skip-invalid --rejects bad.csv'

    const {code} = await world.msgr(line.split(' '))

    expect(code).toBe(0)
    expect(under(world, 'VIP')).toEqual([ada])
    const rejects = await readFile(join(world.folder, 'bad.csv'), 'utf8')
    expect(rejects.split('\n').map(row => row.split(',').slice(0, 3).join())).toEqual([
      'psid,label,line',
      '6.4112E+15,VIP,2',
      '12ab,VIP,4',
      `${ben},,5`,
      `${ben},VIP,6`,
      '',
    ])
  })

  test('is not mixed with --replace, which would take away whoever stands in a bad row', async () => {
    const world = await createWorld()
    await world.write('people.csv', mangled)

    const {code, err} = await world.msgr('label import people.csv --replace --skip-invalid --yes'.split(' '))

    expect(code).toBe(2)
    expect(err).toContain('With --replace, every row has to be valid')
  })

  test.each([
    ['an empty file', '', 'people.csv is empty'],
    [
      'no column of labels',
      `psid,name\n${ada},Ada\n`,
      'No column of people.csv contains the labels: psid, name',
    ],
    ['no column of people', 'name,label\nAda,VIP\n', 'No column of people.csv holds the recipients'],
  ])('refuses %s', async (_, text, message) => {
    const world = await createWorld()
    await world.write('people.csv', text)

    const {code, err} = await world.msgr(['label', 'import', 'people.csv', '--yes'])

    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  test('is refused the same way by label assign and by a broadcast', async () => {
    const world = await createWorld()
    await world.write('people.csv', mangled)
    const send = 'broadcast send --text Hi --to people.csv --yes'.split(' ')

    const assign = await world.msgr('label assign Newsletter --from people.csv'.split(' '))
    const broadcast = await world.msgr(send)
    const skipping = await world.msgr([...send, '--skip-invalid', '--rejects', 'bad.csv', '--json'])

    expect([assign.code, broadcast.code]).toEqual([2, 2])
    for (const {err} of [assign, broadcast])
      expect(err).toContain('people.csv:4: 12ab is not a page-scoped id')
    expect(skipping.json()).toMatchObject({total: 5, sent: 2, skipped: 3})
    expect(await readFile(join(world.folder, 'bad.csv'), 'utf8')).toContain('12ab,VIP,4,')
  })
})

describe('label export', () => {
  test('lists who is under which label, and says what cannot be known', async () => {
    const world = await createWorld()
    await world.msgr(['label', 'create', 'Empty'])

    const {code, out, err} = await world.msgr(['label', 'export', '--format', 'csv'])
    const one = await world.msgr(['label', 'export', '--label', 'Beta testers', '--json', '--quiet'])

    expect(code).toBe(0)
    expect(out.split('\n')[0]).toBe('psid,name,label')
    expect(out).toContain(`${ada},Ada Lindqvist,Newsletter\n`)
    expect(out.trim().split('\n')).toHaveLength(1 + 9)
    expect(err).toContain('Read the labels of 12 people. Only people with a conversation can be checked')
    expect(err).toContain('None of them has: Empty')
    expect(
      one.out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).label),
    ).toEqual(['Beta testers', 'Beta testers'])
  })

  test('can be imported again', async () => {
    const world = await createWorld()
    const {out} = await world.msgr(['label', 'export', '--format', 'csv'])
    await world.write('labels.csv', out)

    const {json} = await world.msgr('label plan labels.csv --replace --json'.split(' '))

    expect(json()).toMatchObject({create: [], assign: 9, unassign: 0})
  })

  test('asks 50 people in one call', async () => {
    const world = await createWorld()
    await world.emulator.admin('POST', 'seed', {people: 500})

    await world.msgr(['label', 'export', '--json', '--quiet'])

    const {calls} = await world.emulator.admin('GET', 'calls')
    expect(calls.find(({call}) => call === 'POST / (batch)')?.times).toBe(11)
  })
})
