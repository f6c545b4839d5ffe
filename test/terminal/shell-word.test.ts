import {execFileSync} from 'node:child_process'
import {expect, test} from 'vitest'
import {shellWord} from '../../src/terminal/shell-word.ts'
import {nastyInFiles} from '../helpers/nasty-strings.ts'

test('a command that a person is told to type runs nothing that a name of others holds', () => {
  const names = [
    'VIP',
    'Beta testers',
    `x"; id; '$(id)' \`id\` \\ !!`,
    "it's",
    '{"a":"it\'s"}',
    '',
    nastyInFiles,
  ]

  const told = execFileSync('sh', [
    '-c',
    `printf '%s\\001' ${names.map(name => shellWord(name)).join(' ')}`,
  ]).toString()

  expect(told.split('\u0001').slice(0, -1)).toEqual(names)
  expect([shellWord('VIP'), shellWord('Beta testers')]).toEqual(['VIP', '"Beta testers"'])
})
