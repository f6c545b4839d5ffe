import {expect, test} from 'vitest'
import {createWorld} from '../../helpers/world.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const hiro = '6411223351556698'
const adaAsid = '10152368852405295'
const [shop, support] = ['109876543210987', '109876543210988']
const [bot, helpdesk] = ['1234567890123456', '998877665544332']

test('id match shows a person on the other Pages and in the apps', async () => {
  const world = await createWorld()

  const text = await world.msgr(['id', 'match', ada])
  const json = await world.msgr(['id', 'match', ada, '--json'])

  expect(text).toMatchObject({code: 0, err: ''})
  expect(text.out.split('\n').map(line => line.split('\t').slice(1, 4))).toEqual([
    ['page', 'Acme Support', support],
    ['app', 'Acme bot', bot],
    ['app', 'Acme helpdesk', helpdesk],
    [],
  ])
  expect(json.json()).toMatchObject({
    person: ada,
    pages: [{id: '7120987654321001', page: {id: support, name: 'Acme Support'}}],
    apps: [{id: adaAsid, app: {id: bot}}, {app: {id: helpdesk}}],
  })
})

test('id match goes back from a login of the app, and to one Page or app alone', async () => {
  const world = await createWorld()

  const back = await world.msgr(['id', 'match', adaAsid, '--asid', '--for-page', shop, '--json'])
  const app = await world.msgr(['id', 'match', ada, '--for-app', helpdesk, '--json'])

  expect(back.json()).toEqual({
    person: adaAsid,
    pages: [expect.objectContaining({id: ada})],
    apps: null,
    reason: null,
  })
  expect(app.json()).toEqual({
    person: ada,
    pages: null,
    reason: null,
    apps: [expect.objectContaining({app: expect.objectContaining({id: helpdesk})})],
  })
})

test('id match --from takes many, keeps their order and marks those without a match', async () => {
  const world = await createWorld()
  await world.write('people.csv', `name,psid\nHiro,${hiro}\nBen,${ben}\nAda,${ada}\n`)

  const {code, out} = await world.msgr(['id', 'match', '--from', 'people.csv', '--format', 'csv'])

  expect(code).toBe(0)
  const rows = out.trimEnd().split('\n')
  expect(rows[0]).toBe('person,match,name,of,id,reason')
  expect(rows.slice(1).map(row => row.split(',').slice(0, 3))).toEqual([
    [hiro, 'none', ''],
    [ben, 'app', 'Acme bot'],
    [ada, 'page', 'Acme Support'],
    [ada, 'app', 'Acme bot'],
    [ada, 'app', 'Acme helpdesk'],
  ])
})

test('id match --from with more than a batch tells each person in order, also those it could not ask about', async () => {
  const world = await createWorld()
  const unknown = Array.from({length: 60}, (_, index) => String(800_000 + index))

  const {code, out, err} = await world.msgr(['id', 'match', '--from', '-', '--json'], {
    stdin: [...unknown, ada].join('\n'),
  })

  const rows = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(code).toBe(6)
  expect(JSON.parse(err).error.message).toBe('The platform did not answer about 60 of 61 people')
  expect(rows.map(({person}) => person)).toEqual([...unknown, ada])
  expect(rows[0].reason).toContain('does not exist')
  expect(rows.at(-1).pages).toHaveLength(1)
})

test('id match --asid --from reads the column asid, not the PSID beside it', async () => {
  const world = await createWorld()
  await world.write('logins.csv', `psid,asid\n${hiro},${adaAsid}\n`)

  const {code, out} = await world.msgr(['id', 'match', '--asid', '--from', 'logins.csv', '--format', 'csv'])

  expect(code).toBe(0)
  expect(out).toContain(`${adaAsid},page,Acme Shop,${shop},${ada},`)
})

test('id match without the app secret says what to set, and calls nobody', async () => {
  const world = await createWorld()
  const {pageToken} = await world.emulator.connection()
  const env = {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: world.emulator.url, MSGR_PAGE_TOKEN: pageToken}

  const {code, err} = await world.msgr(['id', 'match', ada, '--json'], {env})
  const asApp = await world.msgr(['id', 'match', adaAsid, '--asid', '--json'], {env})

  expect(code).toBe(4)
  expect(JSON.parse(err).error).toMatchObject({
    message: expect.stringContaining('app secret'),
    hint: expect.stringContaining('MSGR_APP_SECRET'),
  })
  expect(asApp.code).toBe(4)
  expect(JSON.parse(asApp.err).error.hint).toContain('MSGR_APP_ID')
})

test.each([
  [['id', 'match'], 'Nobody is named'],
  [['id', 'match', 'ada'], 'ada is not a PSID'],
  [['id', 'match', 'ada', '--asid'], 'ada is not an ASID'],
  [['id', 'match', ada, '--from', 'x.csv'], 'People are selected in two ways'],
  [['id', 'match', ada, '--for-page', 'shop'], '--for-page shop is not an id'],
])('%j is misused', async (argv, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(argv)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('a dry run of id match shows both calls and needs no secret', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['id', 'match', ada, '-n', '--json'], {env: {MSGR_EMULATOR: '0'}})

  expect(code).toBe(0)
  expect(json().requests.map(({url}: {url: string}) => url)).toEqual([
    `https://graph.facebook.com/v26.0/${ada}/ids_for_pages?limit=100`,
    `https://graph.facebook.com/v26.0/${ada}/ids_for_apps?limit=100`,
  ])
})
