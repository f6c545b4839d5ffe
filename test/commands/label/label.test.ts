import {expect, test} from 'vitest'
import {labelsOf, peopleOf} from '../../helpers/probe.ts'
import {createWorld} from '../../helpers/world.ts'

test('label list shows the labels of the Page', async () => {
  const world = await createWorld()

  const text = await world.msgr(['label', 'list'])
  const json = await world.msgr(['label', 'list', '--json', '--limit', '1'])

  expect(text).toMatchObject({code: 0, err: ''})
  expect(text.out).toBe(
    labelsOf(world.emulator)
      .map(({id, name}) => `${id}\t${name}\n`)
      .join(''),
  )
  expect(json.json()).toEqual([
    {id: labelsOf(world.emulator)[0]?.id, name: labelsOf(world.emulator)[0]?.name},
  ])
})

test('label create creates a label, and a second time only with --if-missing', async () => {
  const world = await createWorld()

  const created = await world.msgr(['label', 'create', 'VIP', '--json'])
  const again = await world.msgr(['label', 'create', 'VIP', '--if-missing', '--json'])
  const refused = await world.msgr(['label', 'create', 'VIP'])

  const {id} = created.json()
  expect(created.json()).toEqual({id, name: 'VIP', created: true})
  expect(again.json()).toEqual({id, name: 'VIP', created: false})
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('already exists')
})

test('label get finds a label by its name and by its id', async () => {
  const world = await createWorld()
  const [label] = labelsOf(world.emulator)

  const byName = await world.msgr(['label', 'get', label?.name ?? '', '--json'])
  const byId = await world.msgr(['label', 'get', label?.id ?? '', '--json'])

  expect(byName.json()).toEqual({id: label?.id, name: label?.name})
  expect(byId.json()).toEqual(byName.json())
})

test('a label nobody has is missed by name, with a suggestion', async () => {
  const world = await createWorld()

  const near = await world.msgr(['label', 'get', 'newsleter'])
  const far = await world.msgr(['label', 'get', 'Zebra', '--json'])

  expect(near.code).toBe(1)
  expect(near.err).toContain('Did you mean Newsletter?')
  expect(JSON.parse(far.err).error.hint).toBe('Create it: msgr label create Zebra')
})

test('label assign puts several people under a label, and tells who could not be', async () => {
  const world = await createWorld()
  const people = peopleOf(world.emulator).slice(0, 3)
  const psids = people.map(({psid}) => psid)

  const all = await world.msgr(['label', 'assign', 'Beta testers', ...psids])
  const some = await world.msgr(['label', 'assign', 'Beta testers', ...psids, '999999', '--json'])

  const id = labelsOf(world.emulator).find(({name}) => name === 'Beta testers')?.id
  expect(all).toMatchObject({code: 0, out: 'Added 3 people to the label Beta testers.\n'})
  expect(people.every(({labelIds}) => labelIds.some(label => label === id))).toBe(true)
  expect(some.code).toBe(6)
  expect(some.json().people.filter(({done}: {done: boolean}) => !done)).toEqual([
    {psid: '999999', done: false, reason: expect.stringContaining('no such person')},
  ])
})

test('label assign takes people from standard input, more than one batch of them', async () => {
  const world = await createWorld()
  const unknown = Array.from({length: 60}, (_, index) => String(800_000 + index))
  const [first] = peopleOf(world.emulator)

  const {code, json} = await world.msgr(['label', 'assign', 'Newsletter', '--from', '-', '--json'], {
    stdin: [...unknown, first?.psid, first?.psid, ''].join('\n'),
  })

  expect(code).toBe(6)
  expect(json().people).toHaveLength(61)
  expect(json().people.at(-1)).toEqual({psid: first?.psid, done: true, reason: null})
})

test('label assign of one person who does not exist is a plain refusal', async () => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['label', 'assign', 'Newsletter', '999999'])

  expect(code).toBe(1)
  expect(err).toContain('msgr whoami')
})

test.each([
  [['label', 'assign', 'Newsletter'], 'Nobody is named'],
  [['label', 'assign', 'Newsletter', 'ann'], 'ann is not a PSID'],
  [['label', 'of', 'ann'], 'ann is not a PSID'],
  [['label', 'list', '--limit', '0'], '--limit 0 is not a whole number above 0'],
])('%j is misused', async (argv, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(argv)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('label unassign takes people from under a label, and label of shows what is left', async () => {
  const world = await createWorld()
  const person = peopleOf(world.emulator).find(({labelIds}) => labelIds.length > 0)
  const label = labelsOf(world.emulator).find(({id}) => id === person?.labelIds[0])

  const before = await world.msgr(['label', 'of', person?.psid ?? '', '--json'])
  const {code} = await world.msgr(['label', 'unassign', label?.name ?? '', person?.psid ?? ''])
  const after = await world.msgr(['label', 'of', person?.psid ?? '', '--json'])

  expect(code).toBe(0)
  expect(before.json()).toContainEqual({id: label?.id, name: label?.name})
  expect(after.json()).not.toContainEqual({id: label?.id, name: label?.name})
})

test('label delete asks first, and cannot where nobody answers', async () => {
  const world = await createWorld()

  const unasked = await world.msgr(['label', 'delete', 'Newsletter'])
  const agreed = await world.msgr(['label', 'delete', 'Newsletter', '--yes'])

  expect(unasked.code).toBe(2)
  expect(unasked.err).toContain('--yes')
  expect(agreed.code).toBe(0)
  expect(labelsOf(world.emulator).map(({name}) => name)).toEqual(['Beta testers'])
})

test('a dry run of label assign shows the requests, changes nothing and needs no token', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['label', 'assign', 'VIP', '101', '102', '--dry-run', '--json'], {
    env: {MSGR_EMULATOR: '0'},
  })

  expect(code).toBe(0)
  expect(json().requests.at(-1)).toMatchObject({
    method: 'POST',
    url: 'https://graph.facebook.com/v26.0/',
    body: {
      batch: [{method: 'POST', relative_url: 'LABEL_ID/label', body: 'user=101'}, {body: 'user=102'}],
    },
  })
})
