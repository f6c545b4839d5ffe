import {createHash} from 'node:crypto'
import {expect, test} from 'vitest'
import {FrozenList} from '../../src/bulk/frozen-list.ts'

/** Writes items as a list whose parts are reused, as the memory of the writer is. */
async function write(items: readonly unknown[]) {
  const parts: string[] = []
  const list = new FrozenList(async bytes => void parts.push(bytes.toString()))
  for (const item of items) await list.add(item)
  const hash = await list.finish()
  return {parts, hash}
}

const KB = 1024

test.each<[string, readonly string[]]>([
  ['nothing', []],
  ['a few short lines', ['a', 'ü', 'c']],
  ['more than fits into the memory', Array.from({length: 3000}, (_, index) => `${index}`.repeat(60))],
  ['letters of three bytes', Array.from({length: 300}, () => '€'.repeat(KB))],
  ['a line as long as the memory', ['a', 'b'.repeat(256 * KB), 'c']],
  ['lines that are longer than the memory', ['a', '€'.repeat(200 * KB), 'b', 'c'.repeat(900 * KB)]],
  ['lines that fill it just not', Array.from({length: 9}, () => 'x'.repeat(85 * KB))],
])('a list of %s is written as one line each, in order, with its checksum', async (_, items) => {
  const {parts, hash} = await write(items)

  const whole = items.map(item => `${JSON.stringify(item)}\n`).join('')
  expect(parts.join('') === whole).toBe(true)
  expect(hash).toBe(createHash('sha256').update(whole).digest('hex'))
})

test('short lines are written together', async () => {
  expect((await write(Array.from({length: 1000}, () => 'a'))).parts).toHaveLength(1)
})
