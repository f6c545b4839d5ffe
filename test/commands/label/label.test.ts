import {expect, test} from 'vitest'
import {createStage, type Stage} from '../stage.ts'

const peopleOf = ({emulator}: Stage) => Object.values(emulator.world.state.people)
const labelsOf = ({emulator}: Stage) => Object.values(emulator.world.state.labels)

test('label list shows the labels of the Page', async () => {
  const stage = await createStage()

  const text = await stage.msgr(['label', 'list'])
  const json = await stage.msgr(['label', 'list', '--json', '--limit', '1'])

  expect(text).toMatchObject({code: 0, err: ''})
  expect(text.out).toBe(
    labelsOf(stage)
      .map(({id, name}) => `${id}\t${name}\n`)
      .join(''),
  )
  expect(json.json()).toEqual([{id: labelsOf(stage)[0]?.id, name: labelsOf(stage)[0]?.name}])
})

test('label create creates a label, and a second time only with --if-missing', async () => {
  const stage = await createStage()

  const created = await stage.msgr(['label', 'create', 'VIP', '--json'])
  const again = await stage.msgr(['label', 'create', 'VIP', '--if-missing', '--json'])
  const refused = await stage.msgr(['label', 'create', 'VIP'])

  const {id} = created.json()
  expect(created.json()).toEqual({id, name: 'VIP', created: true})
  expect(again.json()).toEqual({id, name: 'VIP', created: false})
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('already exists')
})

test('label get finds a label by its name and by its id', async () => {
  const stage = await createStage()
  const [label] = labelsOf(stage)

  const byName = await stage.msgr(['label', 'get', label?.name ?? '', '--json'])
  const byId = await stage.msgr(['label', 'get', label?.id ?? '', '--json'])

  expect(byName.json()).toEqual({id: label?.id, name: label?.name})
  expect(byId.json()).toEqual(byName.json())
})

test('a label nobody has is missed by name, with a suggestion', async () => {
  const stage = await createStage()

  const near = await stage.msgr(['label', 'get', 'newsleter'])
  const far = await stage.msgr(['label', 'get', 'Zebra', '--json'])

  expect(near.code).toBe(1)
  expect(near.err).toContain('Did you mean Newsletter?')
  expect(JSON.parse(far.err).error.hint).toBe('Create it: msgr label create Zebra')
})

test('label assign puts several people under a label, and tells who could not be', async () => {
  const stage = await createStage()
  const people = peopleOf(stage).slice(0, 3)
  const psids = people.map(({psid}) => psid)

  const all = await stage.msgr(['label', 'assign', 'Beta testers', ...psids])
  const some = await stage.msgr(['label', 'assign', 'Beta testers', ...psids, '999999', '--json'])

  const id = labelsOf(stage).find(({name}) => name === 'Beta testers')?.id
  expect(all).toMatchObject({code: 0, out: 'Put 3 people under the label Beta testers.\n'})
  expect(people.every(({labelIds}) => labelIds.some(label => label === id))).toBe(true)
  expect(some.code).toBe(6)
  expect(some.json().people.filter(({done}: {done: boolean}) => !done)).toEqual([
    {psid: '999999', done: false, reason: expect.stringContaining('no such person')},
  ])
})

test('label assign takes people from standard input, more than one batch of them', async () => {
  const stage = await createStage()
  const unknown = Array.from({length: 60}, (_, index) => String(800_000 + index))
  const [first] = peopleOf(stage)

  const {code, json} = await stage.msgr(['label', 'assign', 'Newsletter', '--from', '-', '--json'], {
    stdin: [...unknown, first?.psid, first?.psid, ''].join('\n'),
  })

  expect(code).toBe(6)
  expect(json().people).toHaveLength(61)
  expect(json().people.at(-1)).toEqual({psid: first?.psid, done: true, reason: null})
})

test('label assign of one person who does not exist is a plain refusal', async () => {
  const stage = await createStage()

  const {code, err} = await stage.msgr(['label', 'assign', 'Newsletter', '999999'])

  expect(code).toBe(1)
  expect(err).toContain('msgr whoami')
})

test.each([
  [['label', 'assign', 'Newsletter'], 'Nobody is named'],
  [['label', 'assign', 'Newsletter', 'ann'], 'ann is not a PSID'],
  [['label', 'of', 'ann'], 'ann is not a PSID'],
  [['label', 'list', '--limit', '0'], '--limit 0 is not a number of items'],
])('%j is misused', async (argv, message) => {
  const stage = await createStage()

  const {code, err} = await stage.msgr(argv)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('label unassign takes people from under a label, and label of shows what is left', async () => {
  const stage = await createStage()
  const person = peopleOf(stage).find(({labelIds}) => labelIds.length > 0)
  const label = labelsOf(stage).find(({id}) => id === person?.labelIds[0])

  const before = await stage.msgr(['label', 'of', person?.psid ?? '', '--json'])
  const {code} = await stage.msgr(['label', 'unassign', label?.name ?? '', person?.psid ?? ''])
  const after = await stage.msgr(['label', 'of', person?.psid ?? '', '--json'])

  expect(code).toBe(0)
  expect(before.json()).toContainEqual({id: label?.id, name: label?.name})
  expect(after.json()).not.toContainEqual({id: label?.id, name: label?.name})
})

test('label delete asks first, and cannot where nobody answers', async () => {
  const stage = await createStage()

  const unasked = await stage.msgr(['label', 'delete', 'Newsletter'])
  const agreed = await stage.msgr(['label', 'delete', 'Newsletter', '--yes'])

  expect(unasked.code).toBe(2)
  expect(unasked.err).toContain('--yes')
  expect(agreed.code).toBe(0)
  expect(labelsOf(stage).map(({name}) => name)).toEqual(['Beta testers'])
})

test('a dry run of label assign shows the requests, changes nothing and needs no token', async () => {
  const stage = await createStage()

  const {code, json} = await stage.msgr(['label', 'assign', 'VIP', '101', '102', '--dry-run', '--json'], {
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
