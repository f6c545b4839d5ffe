import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {standingClock} from '../../helpers/clock.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'
import {personsIn} from './match-rows.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const hiro = '6411223351556698'
const stranger = '999'

const match = (world: EmulatedWorld, ...flags: string[]) =>
  world.msgr(['id', 'match', '--from', 'people.csv', ...flags])

const read = (world: EmulatedWorld, name: string) => readFile(join(world.folder, name), 'utf8')

test.each([
  ['matches.csv', ['--format', 'csv']],
  ['matches.ndjson', ['--json']],
])('id match --out %s writes what %j prints', async (name, flags) => {
  // After five seconds of a slow machine, progress is printed too.
  const world = await createWorld({clock: standingClock()})
  await world.write('people.csv', `psid\n${hiro}\n${ben}\n${ada}\n`)

  const printed = await match(world, ...flags)
  const written = await match(world, '--out', name)

  expect(written).toMatchObject({code: 0, err: ''})
  expect(written.out).toBe(`✔ Wrote ${join(world.folder, name)}: 3 people, 2 of them with a match\n`)
  expect(await read(world, name)).toBe(printed.out)
  expect((await readdir(world.folder)).toSorted()).toEqual([name, 'people.csv'].toSorted())
})

test('id match --out counts those whom the platform does not know, and exits with 6', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n${stranger}\n`)

  const {code, json} = await match(world, '--out', 'matches.csv', '--json')

  expect(code).toBe(6)
  expect(json()).toEqual({file: join(world.folder, 'matches.csv'), people: 2, matched: 1, failed: 1})
  expect(await read(world, 'matches.csv')).toMatch(new RegExp(`\n${stranger},failed,,,,.+\n$`))
})

test('a match that the platform throttles stops, and goes on later', async () => {
  const world = await createWorld()
  await world.write('people.csv', Array.from({length: 120}, (_, index) => `${800_000 + index}\n`).join(''))
  await match(world, '--out', 'whole.csv')
  const throttle = ['--call', 'POST /', '--nth', '3', '--error', '4', '--minutes', '30']
  await world.msgr(['emulator', 'fault', 'add', ...throttle])

  const throttled = await match(world, '--out', 'matches.csv')
  await world.msgr(['emulator', 'fault', 'clear'])
  const resumed = await match(world, '--out', 'matches.csv')

  expect(throttled.code).toBe(5)
  expect(throttled.err).toContain('50 of 120 people are done; run the same command to continue')
  expect(resumed.code).toBe(6)
  expect(resumed.err).toContain('Continuing after 50 people')
  expect(await read(world, 'matches.csv')).toBe(await read(world, 'whole.csv'))
})

test('a whole file is not written again without --overwrite', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)
  await world.write('matches.csv', 'precious')

  const refused = await match(world, '--out', 'matches.csv')
  const kept = await read(world, 'matches.csv')
  const replaced = await match(world, '--out', 'matches.csv', '--overwrite')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('matches.csv already exists')
  expect(kept).toBe('precious')
  expect(replaced.code).toBe(0)
  expect(await read(world, 'matches.csv')).toMatch(/^person,match,/)
})

test('a match that never begins leaves nothing behind', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)

  const {code} = await world.msgr(['id', 'match', '--from', 'people.csv', '--out', 'matches.csv'], {
    env: {MSGR_EMULATOR: '0'},
  })

  expect(code).toBe(4)
  expect(await readdir(world.folder)).toEqual(['people.csv'])
})

test('a dry run of id match --out writes nothing', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)

  const {code, json} = await match(world, '--out', 'matches.csv', '-n', '--json')

  expect(code).toBe(0)
  expect(json().requests).toHaveLength(2)
  expect(await readdir(world.folder)).not.toContain('matches.csv')
})

test('a list with bad rows is refused with their lines before anything is written, unless they are left out', async () => {
  const world = await createWorld()
  await world.write('people.csv', `\uFEFFpsid;name\n${ada};Ada\n6,4112E+15;Ben\nBen;\n`)

  const refused = await match(world, '--out', 'matches.csv')
  const files = await readdir(world.folder)
  const without = await match(world, '--out', 'matches.csv', '--skip-invalid', '--rejects', 'bad.csv')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('people.csv:3: 6,4112E+15 was an id until a spreadsheet')
  expect(refused.err).toContain('people.csv:4: Ben is not a page-scoped id')
  expect(files).not.toContain('matches.csv')
  expect(without.code).toBe(0)
  expect(personsIn(await read(world, 'matches.csv'), 'csv')).toEqual([ada])
  expect((await read(world, 'bad.csv')).split('\n')).toHaveLength(4)
})

test.each([
  [['--out', 'matches.txt'], 'neither in .csv nor in .ndjson'],
  [['--out', 'missing/matches.csv'], 'cannot be written'],
  [['--out', 'home.csv'], 'not a regular file'],
])('id match --from people.csv %j is misused', async (flags, message) => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)
  await world.write('home.csv/file', '')

  const {code, err} = await match(world, ...flags)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('id match --out wants a file of people', async () => {
  const {code, err} = await (await createWorld()).msgr(['id', 'match', ada, '--out', 'matches.csv'])

  expect(code).toBe(2)
  expect(err).toContain('work only with --from')
})
