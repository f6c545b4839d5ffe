import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {test, type World} from '../../helpers/world.ts'

const exportTo = async (world: World, file: string) => {
  const ran = await world.msgr(`emulator export --out ${file} --overwrite`)
  expect(ran).toMatchObject({code: 0, err: ''})
  expect(ran.out).toMatch(/: 15 people, \d+ messages on 2 Pages$/m)
  return JSON.parse(await world.read(file))
}

const file = {id: 'a'.repeat(24), bytes: Buffer.from([0, 255, 10, 13]), contentType: 'image/png'}

test('export, reset, import: all of it is there again, in a running emulator', async ({world}) => {
  const {emulator} = world
  const {files} = emulator
  await world.msgr('label create Kept')
  await world.msgr('emulator clock advance 3d')
  await files.put(file.id, file)
  const before = await exportTo(world, 'before.json')

  await world.msgr('emulator reset --yes')

  const reset = await exportTo(world, 'reset.json')
  expect(reset).not.toEqual(before)
  expect(reset.files).toEqual({})
  const {code, out} = await world.msgr('emulator import before.json --yes')
  expect({code, out}).toMatchObject({code: 0, out: expect.stringContaining('15 people')})
  expect(await exportTo(world, 'after.json')).toEqual(before)
  expect((await files.read(file.id))?.bytes).toEqual(file.bytes)
  expect((await world.msgr('label list')).out).toContain('Kept')
})

test('the same with none running, and over standard output and input', async ({bareWorld: world}) => {
  await world.msgr('--emulator label create Kept')
  const {out} = await world.msgr('emulator export')
  await world.msgr('emulator reset --yes')
  expect((await world.msgr('--emulator label list')).out).not.toContain('Kept')

  const {code} = await world.msgr('emulator import - --yes', {stdin: out})

  expect(code).toBe(0)
  expect((await world.msgr('--emulator label list')).out).toContain('Kept')
  const again = await world.msgr('emulator export')
  expect(JSON.parse(again.out).state.labels).toEqual(JSON.parse(out).state.labels)
})

test('what an earlier version exported, with its messages by id, is imported', async ({world}) => {
  const before = await exportTo(world, 'before.json')
  const {messages} = before.state as {messages: readonly {id: string}[]}
  const byId = Object.fromEntries(messages.map(message => [message.id, message]))
  await world.write(
    'older.json',
    JSON.stringify({...before, version: 1, state: {...before.state, messages: byId}}),
  )
  await world.msgr('emulator reset --yes')
  await world.msgr('send text 6411223344556677 Hello')

  const {out} = await world.msgr('emulator import older.json --yes')

  expect(out).toContain(`15 people, ${messages.length} messages on 2 Pages`)
  expect(await exportTo(world, 'after.json')).toEqual(before)
})

test('each emulated day is exported and imported for itself', async ({bareWorld: world}) => {
  await world.msgr('emulator clock advance 5d --as-of 2019-06-01')
  await world.msgr('emulator export --out old.json --as-of 2019-06-01')
  await world.msgr('emulator import old.json --yes --as-of 2020-01-01')
  expect((await world.msgr('emulator clock --as-of 2020-01-01')).out).toContain('2019-06-06')
  expect((await world.msgr('emulator clock')).out).toContain('as this machine')
})

test('import asks, and a dry run changes nothing', async ({world}) => {
  await exportTo(world, 'before.json')
  await world.msgr('label create Later')
  const unasked = await world.msgr('emulator import before.json')
  expect(unasked.code).toBe(2)
  expect(unasked.err).toContain('--yes')
  const dry = await world.msgr('emulator import before.json --dry-run')
  expect(dry.out).toContain('would have 15 people')
  expect((await world.msgr('label list')).out).toContain('Later')
})

test('what is damaged or newer is refused in words and changes nothing', async ({world}) => {
  await world.msgr('label create Kept')
  const whole = await exportTo(world, 'whole.json')
  const text = JSON.stringify(whole)
  const withState = (part: object) => JSON.stringify({...whole, state: {...whole.state, ...part}})
  const cases: [string, string][] = [
    [text.slice(0, text.length / 2), 'is damaged: it is not JSON'],
    ['', 'is damaged: it is not JSON'],
    ['[]', 'is not an export of the emulator'],
    ['{"format": "other"}', 'is not an export of the emulator'],
    [JSON.stringify({...whole, version: 99}), 'was written by a newer version of msgr'],
    [JSON.stringify({...whole, version: undefined}), 'is damaged: its version is missing'],
    [JSON.stringify({...whole, state: null}), 'is damaged: it contains no state'],
    [withState({people: 3}), '`state.people` is 3'],
    [withState({people: {x: null}}), '`state.people.x` is not an object'],
    [JSON.stringify({...whole, state: {...whole.state, pages: {}}}), 'is damaged: it has no app or no Page'],
    [JSON.stringify({...whole, files: {'../x': {}}}), '`files.../x` is not a file'],
    [withState({clockOffsetMs: 1e300}), '`state.clockOffsetMs` is 1e+300'],
    [
      withState({labels: {'1': {id: '2', name: 'x', pageId: Object.keys(whole.state.pages)[0]}}}),
      '`state.labels.1` has another id',
    ],
    [withState({labels: {'1': {id: '1', name: 'x', pageId: '7'}}}), '`state.labels.1` names pageId 7, which'],
    [
      JSON.stringify({...whole, files: {[file.id]: {contentType: 'text/html\r\nx: y', base64: 'AA=='}}}),
      `\`files.${file.id}\` is not a file`,
    ],
    [
      JSON.stringify({...whole, files: {[file.id]: {contentType: 'image/png', base64: '?'}}}),
      `\`files.${file.id}\` is not a file`,
    ],
  ]
  for (const [content, error] of cases) {
    await world.write('bad.json', content)
    const {code, err} = await world.msgr('emulator import bad.json --yes')
    expect(err).toContain(`bad.json ${error.startsWith('`') ? 'is damaged: ' : ''}${error}`)
    expect(code).toBe(2)
    await expect(world.emulator.admin('POST', 'import', JSON.parse('{"format":1}'))).rejects.toThrow(
      'is not an export',
    )
  }
  expect(await exportTo(world, 'after.json')).toEqual(whole)
})

test('an export of an older version is filled up with what this one added', async ({world}) => {
  const {state, ...rest} = await exportTo(world, 'whole.json')
  const {forgottenSent: _later, ...older} = state
  await world.write('older.json', JSON.stringify({...rest, state: older}))
  expect((await world.msgr('emulator import older.json --yes')).code).toBe(0)
  expect((await exportTo(world, 'after.json')).state.forgottenSent).toBe(0)
})

test('a file that cannot be written leaves the old one and nothing beside it', async ({world}) => {
  await world.write('folder/old.json', 'old')
  const {code, err} = await world.msgr('emulator export --out missing/new.json')
  expect(err).toContain('missing/new.json cannot be written')
  expect(code).toBe(2)
  await exportTo(world, 'folder/old.json')
  expect(await readdir(join(world.folder, 'folder'))).toEqual(['old.json'])
  expect((await stat(join(world.folder, 'folder/old.json'))).size).toBeGreaterThan(1_000)
})
