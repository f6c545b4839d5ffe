import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

test('every package that an installation takes is known by its hash', async () => {
  const text = await readFile(join(import.meta.dirname, '../../package-lock.json'), 'utf8')
  const entries: [string, {integrity?: string}][] = Object.entries(JSON.parse(text).packages)

  expect(entries.filter(([name, {integrity}]) => name !== '' && !integrity?.startsWith('sha512-'))).toEqual(
    [],
  )
})
