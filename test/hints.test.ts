import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {table as commands} from '../src/cli/table.ts'
import {pages} from '../src/docs/index.ts'

const source = join(import.meta.dirname, '../src')
const names = Object.keys(commands)

/** What a person is told to type: `msgr` behind a colon, a prompt, a quote or two spaces. */
const typed =
  /(?:: |\$ |`| {2})msgr(?: --(?:page|config|api-version) \S+| --\S+)* ([a-z][a-z-]*(?: [a-z][a-z-]*)*)/g

/** Whether a command begins with these words; what follows a whole command are its arguments. */
function isTypeable(words: string): boolean {
  const [first = '', second = ''] = words.split(' ')
  // A sentence about msgr, behind a colon.
  if (['knows', 'does', 'is', 'has', 'takes', 'lists', 'requests'].includes(first)) return true
  if (first === 'help') return second === '' || second in pages
  return names.some(name => words === name || words.startsWith(`${name} `) || name.startsWith(`${words} `))
}

test('every command that a text of msgr names can be typed', () => {
  const texts = readdirSync(source, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
    .map(name => ({name, text: readFileSync(join(source, name), 'utf8')}))
  const named = texts.flatMap(({name, text}) =>
    [...text.matchAll(typed)].map(([, words = '']) => ({name, words})),
  )

  expect(named.length).toBeGreaterThan(30)
  expect(named.filter(({words}) => !isTypeable(words))).toEqual([])
})
