import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {readLineBatches} from '../../src/bulk/file-store/journal-lines.ts'

const folder = await mkdtemp(join(tmpdir(), 'msgr-lines-'))
afterAll(() => rm(folder, {recursive: true, force: true}))

async function linesOf(text: string, start?: number): Promise<readonly string[]> {
  const file = join(folder, 'lines')
  await writeFile(file, text)
  const lines: string[] = []
  for await (const batch of readLineBatches(file, start))
    for (const line of batch) lines.push(line.toString())
  return lines
}

test('lines come whole wherever a chunk is cut, and what has no end is left out', async () => {
  const lines = Array.from({length: 20_000}, (_, index) => `${index} ${'ä'.repeat(index % 97)}`)

  expect(await linesOf(`${lines.join('\n')}\ntorn`)).toEqual(lines)
})

test('a line may be longer than several chunks', async () => {
  const long = 'x'.repeat(1_000_000)

  expect(await linesOf(`a\n${long}\nb\n`)).toEqual(['a', long, 'b'])
})

test('reading begins at any line', async () => {
  expect(await linesOf('one\ntwo\nthree\n', 4)).toEqual(['two', 'three'])
})
