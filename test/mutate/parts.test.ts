import {readdirSync} from 'node:fs'
import {join, matchesGlob} from 'node:path'
import {expect, test} from 'vitest'

interface Part {
  readonly name: string
  readonly files: readonly string[]
  readonly tests: readonly string[]
}

const root = join(import.meta.dirname, '../..')
const {parts}: {readonly parts: readonly Part[]} = await import(join(import.meta.dirname, 'parts.js'))

const filesIn = (folder: string, end: string) =>
  readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter(file => file.endsWith(end))
    .map(file => `${folder}/${file}`)

/** They have types alone. */
const types = ['src/bulk/recipient-row.ts', 'src/bulk/store.ts']

test('each file of a mutated folder is in one part', () => {
  const files = ['src/bulk', 'src/api/core', 'src/webhook'].flatMap(folder => filesIn(folder, '.ts'))
  const partsOf = (file: string) =>
    parts.filter(({files}) => files.some(pattern => matchesGlob(file, pattern))).map(({name}) => name)

  expect(files.filter(file => partsOf(file).length !== 1)).toEqual(types)
})

test('each part has the tests that it names', () => {
  const tests = filesIn('test', '.test.ts')
  const missing = parts.flatMap(part =>
    part.tests.filter(pattern => !tests.some(file => matchesGlob(file, `test/${pattern}`))),
  )

  expect(missing).toEqual([])
})
