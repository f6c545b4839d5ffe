import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {describeCommands} from '../src/cli/about/describe.ts'
import {table} from '../src/cli/table.ts'
import {pages} from '../src/docs/index.ts'
import {nameFaults, proseOf, type WordFault, wordFaults} from './english.ts'
import {partsOf} from './helpers/literals.ts'

const root = join(import.meta.dirname, '..')

/** What may hold such words all the same, and why. */
const exceptions: readonly (readonly [where: RegExp, words: RegExp, why: string])[] = [
  [/id[ /]match/, /is none/, '`none` is a value of the key `match`'],
  [/sheets\/scores/, /tell/, "the platform's own question"],
]

/** A text with where it stands: a file and the line it begins at, or what a person types to see it. */
interface Place {
  readonly where: string
  readonly line?: number
  readonly text: string
}

/** What is wrong with texts, in lines such as `src/a.ts:3: "told": write reports`. */
function faultsIn(
  places: readonly Place[],
  faultsOf: (text: string) => readonly WordFault[] = wordFaults,
): readonly string[] {
  return places.flatMap(({where, line: first, text}) =>
    faultsOf(text).map(({line, words, instead}) => {
      const place = first === undefined ? where : `${where}:${first + line - 1}`
      return `${place}: "${words.replaceAll(/\s+/g, ' ')}": write ${instead}`
    }),
  )
}

const sourceFaults = (where: string, source: string): readonly string[] => {
  const {literals, comments, code} = partsOf(source)
  return [
    ...faultsIn([...literals, ...comments].map(({line, text}) => ({where, line, text}))),
    ...faultsIn([{where, line: 1, text: code}], nameFaults),
  ]
}

const markdownFaults = (where: string, text: string): readonly string[] =>
  faultsIn([{where, line: 1, text: proseOf(text)}])

/** The files of the project, without what is installed or built. */
function filesOf(folder: string): readonly string[] {
  const ours = ['.github', 'src', 'test']
  const below = ours.flatMap(name =>
    readdirSync(join(folder, name), {recursive: true, encoding: 'utf8'}).map(path => `${name}/${path}`),
  )
  return [...readdirSync(folder), ...below]
}

/** Every text of the help that `msgr commands --json` holds, and what each page is about. */
async function helpTexts(): Promise<readonly Place[]> {
  const commands = await describeCommands(table)
  return [
    ...commands.flatMap(({name, summary, arguments: declared, options, details}) => [
      {where: `msgr ${name}`, text: summary},
      ...declared.map(argument => ({where: `msgr ${name} <${argument.name}>`, text: argument.about})),
      ...options.map(({flags, about}) => ({where: `msgr ${name} ${flags}`, text: about})),
      {where: `msgr ${name} --help`, text: details},
    ]),
    ...Object.entries(pages).map(([name, {about}]) => ({where: `msgr help ${name}`, text: about})),
  ]
}

test('a word to avoid is found in a summary, a text, a comment, a name and in Markdown, with its line', () => {
  expect(faultsIn([{where: 'msgr label list', text: 'Tells who is labelled'}])).toEqual([
    'msgr label list: "Tells": write reports, prints, says why, is notified of',
  ])
  expect(sourceFaults('a.ts', "const a = 1\nconst b = `x\n${c('is no JSON')} of its\nown`")).toEqual([
    'a.ts:3: "is no": write is not',
    'a.ts:3: "of its own": write its own, their own',
  ])
  expect(sourceFaults('a.ts', '/**\n * Yields it anew.\n */\nfunction tellAll() { yield 1 }')).toEqual([
    'a.ts:2: "Yields": write return',
    'a.ts:2: "anew": write again',
    'a.ts:4: "tellAll": write a name for the thing itself',
  ])
  expect(markdownFaults('README.md', '# A\n```\ntold\n```\nNobody\n  of them')).toEqual([
    'README.md:5: "Nobody of": write no person with, one of, all of',
  ])
})

test('right English is left alone', () => {
  const texts = [
    'You cannot tell a copy from the original.',
    'Nobody can tell the two apart.',
    'There are no labels, and it is no longer there.',
    'It has its own name.',
    'Which is none of them?',
  ]

  expect(texts.flatMap(wordFaults)).toEqual([])
  expect(nameFaults('const told = 1; function* all() { yield* others }')).toEqual([])
})

test('every help text, message, comment, name and document is in plain English', async () => {
  const files = filesOf(root)
  const read = (name: string) => readFileSync(join(root, name), 'utf8')
  const sources = files.filter(name => /^src\/.*\.tsx?$/.test(name))
  const documents = files.filter(name => name.endsWith('.md'))
  const help = await helpTexts()
  const found = [
    ...faultsIn(help),
    ...sources.flatMap(name => sourceFaults(name, read(name))),
    ...documents.flatMap(name => markdownFaults(name, read(name))),
  ]
  const used = new Set<number>()
  const left = found.filter(fault => {
    const index = exceptions.findIndex(([where, words]) => where.test(fault) && words.test(fault))
    used.add(index)
    return index === -1
  })

  expect(sources.length).toBeGreaterThan(500)
  expect(documents.length).toBeGreaterThan(5)
  expect(help.length).toBeGreaterThan(500)
  expect(left).toEqual([])
  expect(exceptions.filter((_, index) => !used.has(index)).map(([, , why]) => why)).toEqual([])
})
