import {appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {ResumableOutput} from '../../src/bulk/resumable-output.ts'

const source = {'list of ids': 'abc'}

async function createFile() {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-output-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const path = join(folder, 'out.csv')
  const open = (options = {}) =>
    ResumableOutput.open(path, {name: 'out.csv', source, tally: {rows: 0}, overwrite: false, ...options})
  return {path, open, read: () => readFile(path, 'utf8')}
}

test('goes on behind the last part that is known, and forgets how far it was when it is whole', async () => {
  const {path, open, read} = await createFile()
  const first = await open()
  await first.append('header\na\n', {rows: 1})
  await first.leave()
  await appendFile(path, 'b,half a li')

  const second = await open()
  const found = {tally: second.tally, isEmpty: second.isEmpty}
  await second.append('b\n', {rows: 2})
  await second.finish()

  expect(found).toEqual({tally: {rows: 1}, isEmpty: false})
  expect(await read()).toBe('header\na\nb\n')
  await expect(open()).rejects.toThrow('out.csv already exists')
})

test('is not written by two at once', async () => {
  const {open} = await createFile()
  const first = await open()
  onTestFinished(() => first.leave())

  await expect(open()).rejects.toThrow(/out\.csv is being written by process \d+/)
})

test('starts again from another source only when asked to', async () => {
  const {open, read} = await createFile()
  const first = await open()
  await first.append('a\nb\n', {rows: 2})
  await first.leave()

  await expect(open({source: {'list of ids': 'xyz'}})).rejects.toThrow('started with another list of ids')
  const anew = await open({source: {'list of ids': 'xyz'}, overwrite: true})
  expect(anew.tally).toEqual({rows: 0})
  await anew.append('x\n', {rows: 1})
  await anew.leave()
  // The same command once more goes on, though it says --overwrite.
  const again = await open({source: {'list of ids': 'xyz'}, overwrite: true})
  expect(again.tally).toEqual({rows: 1})
  await again.finish()
  expect(await read()).toBe('x\n')
})

test('does not trust a record of how far it is that was changed', async () => {
  const {path, open} = await createFile()
  const first = await open()
  await first.append('a\n', {rows: 1})
  await first.leave()
  const journal = `${path}.unfinished/journal.ndjson`
  const text = await readFile(journal, 'utf8')
  await writeFile(journal, text.replace('"rows":1', '"rows":7'))

  await expect(open()).rejects.toThrow('its checksum does not match')
})

test('is begun from its first part until it is whole', async () => {
  const {path, open} = await createFile()
  expect(await ResumableOutput.isBegun(path)).toBe(false)
  const first = await open()
  expect(first.isEmpty).toBe(true)
  await first.append('a\n', {rows: 1})
  expect([first.isEmpty, first.tally]).toEqual([false, {rows: 1}])
  await first.leave()
  expect(await ResumableOutput.isBegun(path)).toBe(true)

  await (await open()).finish()

  expect(await ResumableOutput.isBegun(path)).toBe(false)
  expect(await readdir(dirname(path))).toEqual(['out.csv'])
})

test('leaves nothing behind where nothing was written', async () => {
  const {path, open} = await createFile()
  await (await open()).leave()

  expect(await readdir(dirname(path))).toEqual([])
})

test('counts bytes, not characters, to know where it continues', async () => {
  const {open, read} = await createFile()
  for (const text of ['ä\n', 'ö\n', 'ü\n']) {
    const output = await open()
    await output.append(text, {rows: 1})
    await output.leave()
  }

  expect(await read()).toBe('ä\nö\nü\n')
})

test('does not continue a file that became shorter, and says how to start again', async () => {
  const {path, open} = await createFile()
  const first = await open()
  await first.append('a\nb\n', {rows: 2})
  await first.leave()
  await writeFile(path, 'a\n')

  for (let times = 0; times < 2; times += 1)
    await expect(open(), 'and it is free again after the refusal').rejects.toMatchObject({
      message: 'out.csv is shorter than it was: somebody changed it',
      hint: `Start again: remove ${path} and ${path}.unfinished`,
    })
})

test('names every difference of its source', async () => {
  const {open} = await createFile()
  const first = await open({source: {'list of ids': 'abc', column: 'psid'}})
  await first.append('a\n', {rows: 1})
  await first.leave()

  await expect(open({source: {'list of ids': 'xyz', fields: 'name'}})).rejects.toMatchObject({
    message:
      'out.csv is unfinished, and was started with another list of ids, another column, another fields',
    reason: 'outputOfAnotherSource',
  })
})

test('is refused where it cannot be a file', async () => {
  const {path, open} = await createFile()
  await mkdir(path)
  await expect(open({overwrite: true})).rejects.toThrow('out.csv is not a regular file')
  await rm(path, {recursive: true})
  const missing = ResumableOutput.open(join(path, 'none', 'x'), {
    ...{name: 'x', source, tally: {}, overwrite: true},
  })
  await expect(missing).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/^x cannot be written: ENOENT/),
  })
})
