import {readFile} from 'node:fs/promises'
import {Readable} from 'node:stream'
import {describe, expect} from 'vitest'
import {caseFile} from '../helpers/case-file.ts'
import {messagesIn} from '../helpers/probe.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const [ada, ben, cleo] = ['6411223344556677', '6411223345556680', '6411223346556683']

/** The texts that people got of the Page since, in the order of the alphabet. */
function watchMessages({emulator}: EmulatedWorld): () => readonly (string | undefined)[] {
  const before = new Set(messagesIn(emulator).map(({id}) => id))
  return () =>
    messagesIn(emulator)
      .flatMap(({id, text}) => (before.has(id) ? [] : [text]))
      .sort()
}

describe('a list in Windows-1252, as Excel saves plain CSV', () => {
  const send = ['broadcast', 'send', '--text', 'Hi {{first_name|there}}', '--yes', '--to']

  test('is refused with its line before anybody gets anything', async ({world}) => {
    const sent = watchMessages(world)
    const {code, err} = await world.msgr([...send, caseFile('people-cp1252.csv')])

    expect(code).toBe(2)
    expect(err).toContain('people-cp1252.csv:2: this is not UTF-8, in column 20')
    expect(err).toContain('CSV UTF-8')
    expect(err).toContain('--encoding windows-1252')
    expect(sent()).toEqual([])
  })

  test('is read by the name of its encoding', async ({world}) => {
    const sent = watchMessages(world)
    const {code} = await world.msgr([...send, caseFile('people-cp1252.csv'), '--encoding', 'windows-1252'])

    expect(code).toBe(0)
    expect(sent()).toEqual(['Hi José – VIP', 'Hi Zoë'])
  })

  test('creates no label', async ({world}) => {
    const line = ['label', 'import', caseFile('labels-cp1252.csv'), '--create-missing', '--yes']
    const before = (await world.msgr('label list --json')).out

    expect((await world.msgr(line)).code).toBe(2)
    expect((await world.msgr('label list --json')).out).toBe(before)
    expect((await world.msgr([...line, '--encoding', 'latin1'])).code).toBe(0)
    expect((await world.msgr('label list')).out).toContain('Bénévole')
  })

  test.for([
    [['profile', 'validate'], 'profile-cp1252.yaml', 2],
    [['profile', 'set', '--yes'], 'profile-cp1252.yaml', 2],
    [['profile', 'apply', '--yes'], 'profile-cp1252.yaml', 2],
    [['page', 'plan'], 'page-cp1252.yaml', 1],
    [['page', 'validate'], 'page-cp1252.yaml', 1],
    [['page', 'apply', '--yes'], 'page-cp1252.yaml', 1],
    [['broadcast', 'plan', '--all'], 'msg-cp1252.yaml', 1],
    [['code', 'generate', '--from'], 'refs-cp1252.csv', 2],
  ] as const)('is refused by %s, which reads it with --encoding', async ([command, file, line], {world}) => {
    const words = [...command, caseFile(file)]
    const refused = await world.msgr(words)

    expect(refused.code).toBe(2)
    expect(refused.err).toContain(`${file}:${line}: this is not UTF-8`)
    expect((await world.msgr([...words, '--encoding', 'windows-1252'])).code).toBe(0)
  })

  // Some versions of Node.js take Windows-1252 for ISO 8859-1 when they decode it in one piece.
  test.for([1, 100])('has its dashes and euros, in %i rows', async (rows, {world}) => {
    const names = Array.from({length: rows}, () => '\x8010 \x96 \x93ok\x94')
    await world.write(
      'p.csv',
      Buffer.from(`psid;n\n${names.map(name => `${ada};${name}`).join('\n')}`, 'latin1'),
    )
    const plan = await planOf(world, ['p.csv', '--encoding', 'cp1252'], '{{n}}')

    expect(textsOf(plan)[0]).toBe('€10 – “ok”')
  })

  test('is refused on standard input', async ({world}) => {
    const sent = watchMessages(world)
    const stdin = Readable.from([await readFile(caseFile('people-cp1252.csv'))])
    const {code, err} = await world.msgr([...send, '-'], {stdin})

    expect({code, sent: sent()}).toEqual({code: 2, sent: []})
    expect(err).toContain('Standard input:2: this is not UTF-8')
  })
})

describe('UTF-16 with a byte order mark', () => {
  test('is read, because it says what it is', async ({world}) => {
    const plan = await planOf(world, [caseFile('people-utf16.txt')], 'Hi {{first_name}}')

    expect(textsOf(plan)).toEqual(['Hi Zoë', 'Hi José – VIP'])
    expect((await world.msgr(['profile', 'validate', caseFile('profile-utf16.json')])).code).toBe(0)
  })

  test('without the mark is refused, and read with --encoding', async ({world}) => {
    await world.write('people.csv', Buffer.from(`psid,name\n${ada},Zoë\n`, 'utf16le'))
    const refused = await world.msgr('broadcast send --to people.csv --text Hi --yes')

    expect(refused.code).toBe(2)
    expect(refused.err).toContain('people.csv:1: there is a NUL byte')
    expect(refused.err).toContain('--encoding utf-16le')
    expect(textsOf(await planOf(world, ['people.csv', '--encoding', 'utf-16le'], '{{name}}'))).toEqual([
      'Zoë',
    ])
  })

  test('is right about what it is, whatever --encoding says', async ({world}) => {
    const plan = await planOf(
      world,
      [caseFile('people-bom.csv'), '--encoding', 'windows-1252'],
      '{{first_name}}',
    )

    expect(textsOf(plan)).toEqual(['Zoë', 'José – VIP'])
  })
})

test('an encoding that there is not is refused with the one that was meant', async ({world}) => {
  const {code, err} = await world.msgr('broadcast plan --all --text Hi --encoding windows-1522')

  expect(code).toBe(2)
  expect(err).toContain('--encoding windows-1522 is not an encoding that msgr can read')
  expect(err).toContain('Did you mean windows-1252?')
})

test('settings are UTF-8 whatever --encoding says', async ({bareWorld: world}) => {
  await world.write(
    '.msgrrc.yaml',
    Buffer.from('pages:\n  shop: {pageId: "1", token: "env:Zo\xeb"}\n', 'latin1'),
  )
  const {code, err} = await world.msgr('config show --encoding windows-1252')

  expect(code).toBe(2)
  expect(err).toContain('.msgrrc.yaml:2: this is not UTF-8')
  expect(err).toContain('Save it as UTF-8\n')
})

describe('what is no text is called by its name', () => {
  test.for([
    ['broadcast', 'plan', '--text', 'Hi', '--to'],
    ['broadcast', 'send', '--text', 'Hi', '--yes', '--to'],
    ['label', 'import'],
    ['label', 'assign', 'VIP', '--from'],
    ['user', 'block', '--from'],
    ['id', 'match', '--from'],
    ['code', 'generate', '--from'],
  ])('a damaged workbook, by %s', async (command, {world}) => {
    const {code, out, err} = await world.msgr([...command, caseFile('people.xlsx')])

    expect({code, out}).toEqual({code: 2, out: ''})
    expect(err).toContain('people.xlsx cannot be read as a workbook: it has no xl/_rels/workbook.xml.rels')
    expect(err).toContain('save it again as .xlsx')
  })

  test.for([
    ['profile', 'validate'],
    ['page', 'validate'],
  ])('a spreadsheet, by %s', async (command, {world}) => {
    const {code, out, err} = await world.msgr([...command, caseFile('people.xlsx')])

    expect({code, out}).toEqual({code: 2, out: ''})
    expect(err).toContain('people.xlsx is a spreadsheet (Excel), not text')
    expect(err).toContain('Export it as CSV UTF-8')
  })

  test.for([
    ['old.xls', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'a spreadsheet (Excel 97–2003)'],
    ['people.csv.gz', '\x1f\x8b\x08\x00\x00', 'a gzip archive'],
    ['people.pdf', '%PDF-1.7\n', 'a PDF'],
    ['people.csv', '{\\rtf1\\ansi psid\\par 6411223344556677}', 'an RTF document'],
    ['people.zip', 'PK\x03\x04\x14\x00\x00\x00', 'a ZIP archive'],
    ['people.ods', 'PK\x03\x04\x14\x00\x00\x00', 'a spreadsheet'],
  ] as const)('%s', async ([name, bytes, what], {world}) => {
    await world.write(name, Buffer.from(bytes, 'latin1'))
    const {code, err} = await world.msgr(`broadcast plan --text Hi --to ${name}`)

    expect(code).toBe(2)
    expect(err).toContain(`${name} is ${what}`)
  })
})

describe('CSV as the world writes it', () => {
  test.for([
    ['people-bom.csv', [ada, ben]],
    ['people-padded.csv', [ada, ben]],
    ['people-no-end.csv', [ada, ben]],
    ['people-cr.csv', [ada, ben]],
    ['people-sep-pipe.csv', [ada, ben]],
    ['people-semicolon-commas.csv', [ada]],
    ['three.csv', [ada, ben, cleo]],
  ] as const)('%s', async ([file, people], {world}) => {
    const plan = await planOf(world, [caseFile(file)])

    expect(plan.examples.map(({recipient}) => recipient.id)).toEqual(people)
    expect(plan).toMatchObject({total: people.length, toSend: people.length})
  })

  test('a row with too many cells is refused', async ({world}) => {
    const {code, out} = await world.msgr([
      'broadcast',
      'plan',
      '--text',
      'Hi',
      '--to',
      caseFile('people-short.csv'),
    ])

    expect(code).toBe(2)
    expect(out).toContain('people-short.csv:4: 4 cells, and the header has 3')
  })

  test.for([
    ['sep=;\npsid;name\n', ';'],
    ['"sep=;"\npsid;name\n', ';'],
    ['sep=\t\npsid\tname\n', '\t'],
    ['sep=;;;\npsid;name\n', ';'],
    ['sep=^\npsid^name\n', '^'],
    ['psid|name\n', '|'],
    ['psid;"name, first, last"\n', ';'],
    ['"Name; a, b";psid\n', undefined],
    ['name, as in last;psid\n', undefined],
  ] as const)('the separator of %j', async ([header, separator], {world}) => {
    const row = separator === undefined ? `"Ray, Ann;";${ada}` : `${ada}${separator}"Ray, Ann;|"`
    await world.write('people.csv', `${header}${row}\n`)
    const plan = await planOf(world, ['people.csv'])

    expect(plan.examples.map(({recipient}) => recipient.id)).toEqual([ada])
  })

  test('line ends of all kinds, also inside of cells', async ({world}) => {
    await world.write('people.csv', `psid,name\r\n${ada},"a\r\nb"\r${ben},"c\rd"\n${cleo},"e\nf"`)
    const plan = await planOf(world, ['people.csv'], '{{name}}')

    expect(textsOf(plan)).toEqual(['a\nb', 'c\nd', 'e\nf'])
  })
})

describe('two columns of one name', () => {
  test.for([
    ['broadcast plan --text {{name}} --to', 'psid,name,name', 'name'],
    ['broadcast plan --text {{First_Name|there}} --to', 'psid,first name,first_name', 'First_Name'],
    ['label import', 'psid,label,Label', 'label'],
    ['label import --label-column tier', 'psid,tier,tier', 'tier'],
  ] as const)('are not guessed between: %s', async ([line, header, name], {world}) => {
    await world.write('people.csv', `${header}\n${ada},VIP,Gold\n`)

    const {code, err} = await world.msgr([...line.split(' '), 'people.csv'])

    expect([code, err]).toEqual([2, expect.stringContaining(`people.csv has two columns named ${name}`)])
  })

  test('do no harm where nothing of them is used', async ({world}) => {
    await world.write('people.csv', `psid,name,note,note\n${ada},Ann,a,b\n`)

    expect((await world.msgr('broadcast plan --text {{name}} --to people.csv')).code).toBe(0)
  })
})

describe('the column of ids', () => {
  test('is that of the PSIDs in the contacts of Chatwoot and RapidPro, and is named', async ({world}) => {
    const chatwoot = await world.msgr([
      'broadcast',
      'plan',
      '--text',
      'Hi',
      '--json',
      '--to',
      caseFile('chatwoot-contacts.csv'),
    ])
    const rapidpro = await world.msgr([
      'user',
      'block',
      '--from',
      caseFile('rapidpro-contacts.csv'),
      '--dry-run',
    ])

    expect(chatwoot.err).toContain('Reading ids from the column facebook_psid of ')
    expect(idsOf(JSON.parse(chatwoot.out))).toEqual([ada, ben, cleo])
    expect(rapidpro.err).toContain('Reading ids from the column URN:Facebook of ')
    expect(rapidpro.out).toContain(ada)
    expect(rapidpro.out).not.toContain('"17"')
  })

  test('is not named again when it is psid, or under --quiet', async ({world}) => {
    await world.write('other.csv', `user id,name\n${ada},Ann\n`)

    expect((await world.msgr(['broadcast', 'plan', '--text', 'Hi', '--to', caseFile('three.csv')])).err).toBe(
      '',
    )
    expect((await world.msgr('broadcast plan --text Hi --to other.csv')).err).toContain(
      'the column user id of',
    )
    expect((await world.msgr('broadcast plan --text Hi --to other.csv -q')).err).toBe('')
  })

  test.for([
    ['the numbers of rows', 'id,name,email\n1,Ann,a@x.example\n2,Bo,b@x.example\n', 'id holds 1'],
    ['UUIDs', 'Contact ID,name\n5079cb96-a1d8-4f47-8c87-d8c7bb6ddab9,Ann\n', 'Contact ID holds 5079cb96'],
    ['e-mail addresses', 'subscriber_id,name\na@x.example,Ann\n', 'subscriber_id holds a@x.example'],
    ['phone numbers', 'user_id,name\n+4915112345678,Ann\n', 'user_id holds +4915112345678'],
    ['numbers in a list with a heading', 'id\n1\n2\n', 'id holds 1'],
    ['numbers in NDJSON', '{"id":1,"name":"Ann"}\n{"id":2}\n', 'id holds 1'],
  ] as const)('is not one of %s', async ([, content, said], {world}) => {
    await world.write('people.csv', content)
    for (const command of [
      'broadcast send --text Hi --yes --to',
      'label assign VIP --from',
      'user block --from',
    ]) {
      const {code, err} = await world.msgr(`${command} people.csv`)

      expect(code).toBe(2)
      expect(err).toContain(`No column of people.csv is known to hold PSIDs: ${said}`)
      expect(err).toContain('--psid-column NAME')
    }
  })

  test('is taken on its word when it is called psid', async ({world}) => {
    expect((await planOf(world, [caseFile('strangers.csv')])).toSend).toBeGreaterThan(10)
  })

  test('may hold URNs', async ({world}) => {
    await world.write('people.csv', `URN:Facebook,name\nfacebook:${ada},Ann\n`)

    expect(idsOf(await planOf(world, ['people.csv']))).toEqual([ada])
  })

  test('is the one that --psid-column names, for every command that reads people', async ({world}) => {
    await world.write('people.csv', `id,Kunde,label\n1,${ada},VIP\n`)
    await world.msgr('label create VIP')
    const commands = [
      'broadcast plan --text Hi --to people.csv',
      'broadcast send --text Hi --yes --to people.csv',
      'label assign VIP --from people.csv',
      'label unassign VIP --from people.csv --yes',
      'label import people.csv --yes',
      'user block --from people.csv --yes',
      'user unblock --from people.csv --yes',
      'user spam --from people.csv --yes',
      'id match --from people.csv --dry-run',
    ]
    for (const command of commands) {
      const right = await world.msgr(`${command} --psid-column kunde`)
      const wrong = await world.msgr(`${command} --psid-column Kunden`)

      expect({command, code: right.code, err: right.err}).toMatchObject({command, code: 0})
      expect(wrong).toMatchObject({
        code: 2,
        err: expect.stringContaining('has no column Kunden; did you mean Kunde?'),
      })
      expect(wrong.err).toContain('Its columns are id, Kunde, label')
    }
  })

  test('is not guessed when two have its name', async ({world}) => {
    await world.write('people.csv', `psid,PSID\n${ada},${ben}\n`)

    expect(await world.msgr('broadcast send --text Hi --yes --to people.csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('people.csv has two columns named psid'),
    })
  })
})

describe('JSON', () => {
  test('does not have comments', async ({world}) => {
    const {code, err} = await world.msgr(['profile', 'validate', caseFile('profile-comments.json')])

    expect(code).toBe(2)
    expect(err).toContain(
      'profile-comments.json:2: this is not JSON, in column 3: JSON does not have comments',
    )
  })

  test.for([
    [
      'menu.json',
      '{"get_started": {"payload": "A",},\n}',
      ':1: this is not JSON, in column 33: there is a comma before the }',
    ],
    [
      'menu.json',
      '{"get_started":\n {"payload": "A"},\n"get_started": {"payload": "B"}}',
      ':3: this is not valid JSON: the key "get_started" appears twice',
    ],
    [
      'menu.yaml',
      'get_started: {payload: A}\nget_started: {payload: B}\n',
      ':2: this is not valid JSON or YAML: the key get_started appears twice',
    ],
    [
      'menu.txt',
      '{"get_started": {"payload": "A"} // menu\n}',
      ':1: this is not JSON, in column 34: JSON does not have comments',
    ],
  ] as const)('%s %j', async ([name, content, said], {world}) => {
    await world.write(name, content)
    const {code, err} = await world.msgr(`profile set ${name}`)

    expect(code).toBe(2)
    expect(err).toContain(`${name}${said}`)
  })

  test('that is YAML is read from a .yaml file', async ({world}) => {
    await world.write('menu.yaml', '{get_started: {payload: A}, # menu\n}')

    expect((await world.msgr('profile validate menu.yaml')).code).toBe(0)
  })
})

describe('a fault has its line', () => {
  test('in YAML', async ({world}) => {
    await world.write(
      'bad.yaml',
      'get_started: {payload: A}\nice_breakers:\n  - locale: default\n    call_to_actions: [{question: Q}]\n',
    )

    expect((await world.msgr('profile validate bad.yaml')).err).toMatch(
      /\n {2}bad\.yaml:4: ice_breakers\[0\]\S*: /,
    )
  })

  test('in a list', async ({world}) => {
    await world.write('people.csv', `psid\n${ada}\nBen\n`)

    expect((await world.msgr('label assign VIP --from people.csv')).err).toContain(
      '\n  people.csv:3: Ben is not a page-scoped id, which has only digits\n',
    )
  })
})

describe('a plan refuses what send refuses', () => {
  const rounded = Array.from({length: 20}, (_, index) => `64112233445${String(index).padStart(4, '0')}0`).map(
    id => `${id.slice(0, 15)}00`,
  )

  test.for([
    ['rounded ids', `psid\n${rounded.join('\n')}\n`, 'A spreadsheet rounded the ids of people.csv'],
    [
      'a number of a spreadsheet',
      `psid;name\n${ada};Ann\n8,1E+15;Bo\n`,
      'people.csv:3: 8,1E+15 was an id until a spreadsheet',
    ],
    ['an empty file', '', 'people.csv is empty: it lists nobody'],
    ['a header alone', 'psid,name\n', 'people.csv is empty: it lists nobody'],
  ] as const)('%s', async ([, content, said], {world}) => {
    await world.write('people.csv', content)
    const plan = await world.msgr('broadcast plan --text Hi --to people.csv')
    const send = await world.msgr('broadcast send --text Hi --to people.csv --yes')

    expect(plan.code).toBe(2)
    expect(plan.out).toContain('send would refuse this: ')
    expect(plan.out).toContain(said)
    expect(send.code).toBe(2)
    expect(send.err).toContain(said)
  })

  test('and goes on where send goes on', async ({world}) => {
    await world.write('people.csv', `psid\n${ada}\nBen\n`)

    expect(await world.msgr('broadcast plan --text Hi --to people.csv --skip-invalid')).toMatchObject({
      code: 0,
    })
    expect(await world.msgr('broadcast plan --text Hi --to people.csv --json')).toMatchObject({
      code: 2,
      out: expect.stringContaining('"refusals":[{"message":"people.csv'),
    })
  })
})

test('a file that is written over keeps its comments, or is refused', async ({world}) => {
  await world.write('profile.yaml', Buffer.from('# Men\xfc\nget_started: {payload: A}\n', 'latin1'))
  const {code, err} = await world.msgr('profile pull --out profile.yaml')

  expect(code).toBe(2)
  expect(err).toContain('profile.yaml:1: this is not UTF-8')
})

test('a number that would lose some of what is written stays text', async ({world}) => {
  const written = ['007', '+15105551234', '10.50', '1e3', '0x1F', '12345678901234567890']
  for (const text of written) {
    await world.write('profile.yaml', `get_started: {payload: ${text}}\n`)
    const {out, err} = await world.msgr('profile set profile.yaml --dry-run --json')
    expect(out, `${text}: ${err}`).toContain(`"payload":${JSON.stringify(text)}`)
  }
})

interface Plan {
  readonly total: number
  readonly toSend: number
  readonly examples: readonly {
    readonly recipient: {readonly id: string}
    readonly message: {readonly text: string}
  }[]
}

async function planOf(world: EmulatedWorld, to: readonly string[], text = 'Hi'): Promise<Plan> {
  const {code, out, err} = await world.msgr(['broadcast', 'plan', '--text', text, '--json', '--to', ...to])
  expect({code, err}).toMatchObject({code: 0})
  return JSON.parse(out)
}

const textsOf = ({examples}: Plan) => examples.map(({message}) => message.text)
const idsOf = ({examples}: Plan) => examples.map(({recipient}) => recipient.id)
