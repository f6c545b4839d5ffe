import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import type {CommandDescription} from '../../src/cli/about/describe.ts'
import {table as commands} from '../../src/cli/table.ts'
import {test, type World} from '../helpers/world.ts'
import {breaks, type Surface, surfaceOf} from './surface.ts'

const root = join(import.meta.dirname, '../..')
const released = join(root, 'test/fixtures/surface.json')

async function describedBy(world: World): Promise<readonly CommandDescription[]> {
  const {code, out, err} = await world.msgr('commands --json')
  expect({code, err}).toEqual({code: 0, err: ''})
  return JSON.parse(out) as readonly CommandDescription[]
}

test('commands --json describes every command with its arguments, flags and help', async ({
  bareWorld: world,
}) => {
  const described = await describedBy(world)

  for (const name of Object.keys(commands)) expect(described.map(command => command.name)).toContain(name)
  const assign = described.find(({name}) => name === 'label assign')
  expect(assign).toMatchObject({
    summary: 'Assign a label to people',
    arguments: [
      {name: 'label', required: true, variadic: false},
      {name: 'psid', required: false, variadic: true},
    ],
    options: expect.arrayContaining([expect.objectContaining({flags: '--from <file>', required: false})]),
  })
  expect(described.find(({name}) => name === 'listen')?.details).toContain('$ msgr listen --forward-to 3000')
  expect(described.find(({name}) => name === 'completion')?.arguments[0]?.choices).toEqual([
    'bash',
    'zsh',
    'fish',
    'powershell',
  ])
})

test('commands lists them for people', async ({bareWorld: world}) => {
  const {out} = await world.msgr('commands')

  expect(out).toMatch(/^msgr label assign <label> \[psid\.\.\.\]\tAssign a label to people$/m)
})

/** What stands in backticks in the list of breaking changes that are not released yet. */
async function announced(): Promise<readonly string[]> {
  const [, unreleased = ''] = (await readFile(join(root, 'CHANGELOG.md'), 'utf8')).split(/^## /m)
  const [, breaking = ''] = unreleased.split('### Breaking')
  return [...breaking.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/^msgr /, ''))
}

test('nothing that scripts rely on is gone without a word in the changelog', async ({bareWorld: world}) => {
  const before = JSON.parse(await readFile(released, 'utf8')) as readonly Surface[]
  const broken = breaks(before, surfaceOf(await describedBy(world)))
  const told = await announced()

  expect(broken.filter(one => !told.includes(one))).toEqual([])
})

describe('a breaking change is', () => {
  const before: readonly Surface[] = [
    {
      name: 'label list',
      arguments: [{name: 'words', isRequired: false, isVariadic: true}],
      options: [
        {flags: '-l, --limit <n>', isRequired: false},
        {flags: '--all', isRequired: false},
      ],
    },
  ]
  const [list] = before as [Surface]
  const noFlags = {...list, options: []}
  test.for<[what: string, now: readonly Surface[], expected: readonly string[]]>([
    ['a command that is gone', [], ['label list']],
    ['a flag that is gone', [{...list, options: list.options.slice(0, 1)}], ['label list --all']],
    [
      'a short flag that is gone',
      [{...list, options: [{flags: '--limit <n>', isRequired: false}, ...list.options.slice(1)]}],
      ['label list -l'],
    ],
    [
      'a flag that takes a value now',
      [{...list, options: [...list.options.slice(0, 1), {flags: '--all <x>', isRequired: false}]}],
      ['label list --all'],
    ],
    [
      'a flag that is demanded',
      [{...list, options: [...list.options, {flags: '--why <text>', isRequired: true}]}],
      ['label list --why'],
    ],
    [
      'an argument that is demanded',
      [{...list, arguments: [{name: 'words', isRequired: true, isVariadic: true}]}],
      ['label list words'],
    ],
    [
      'an argument that takes one word only',
      [{...list, arguments: [{name: 'words', isRequired: false, isVariadic: false}]}],
      ['label list words'],
    ],
    ['an argument that is gone', [{...list, arguments: []}], ['label list words']],
  ])('%s', ([, now, expected]) => {
    expect(breaks(before, now)).toEqual(expected)
  })

  test('not what is added, nor another name for a value', () => {
    const added = [
      {
        ...list,
        options: [
          {flags: '-l, --limit <count>', isRequired: false},
          ...list.options.slice(1),
          {flags: '--new', isRequired: false},
        ],
      },
      {...noFlags, name: 'label new'},
    ]

    expect(breaks(before, added)).toEqual([])
  })
})
