import {expect} from 'vitest'
import {table} from '../../src/cli/table.ts'
import {test} from '../helpers/world.ts'
import {jsonLines} from './lines.ts'

/** Commands that print nothing of their own. */
const silent = ['emulator exec']

test('every command has a line here', () => {
  const listed = Object.keys(jsonLines).filter(name => (jsonLines[name] ?? []).length > 0)

  expect(listed.sort()).toEqual(
    Object.keys(table)
      .filter(name => !silent.includes(name))
      .sort(),
  )
})

test.for([
  ['label get', '--json prints one object.', {json: 'document', jsonWith: []}],
  ['label list', '--json prints one array.', {json: 'array', jsonWith: []}],
  [
    'label export',
    '--json prints one object per line (NDJSON); with --out one object.',
    {json: 'lines', jsonWith: [{flag: '--out', json: 'document'}]},
  ],
  [
    'broadcast status',
    '--json prints one object; with --watch one object per line (NDJSON).',
    {json: 'document', jsonWith: [{flag: '--watch', json: 'lines'}]},
  ],
] as const)(
  'the help of %s and commands --json say what it prints',
  async ([name, line, described], {bareWorld: world}) => {
    const {out} = await world.msgr(`${name} --help`)
    const all = JSON.parse((await world.msgr('commands --json')).out) as readonly {readonly name: string}[]

    expect(out).toContain(line)
    expect(all.find(command => command.name === name)).toMatchObject(described)
  },
)
