import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {listsMention} from '../../../src/bulk/opt-outs/mentions.ts'

async function lists(contents: readonly string[]): Promise<string> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'msgr-opt-outs-'))
  onTestFinished(() => rm(stateFolder, {recursive: true, force: true}))
  await mkdir(join(stateFolder, 'optouts'))
  for (const [index, content] of contents.entries())
    await writeFile(join(stateFolder, 'optouts', `emulator-${index}.ndjson`), content)
  return stateFolder
}

test('an id is found in the list of any Page, also where it crosses the end of what is read at once', async () => {
  const ada = '6411223344556677'
  for (const before of [0, 1024 ** 2 - 20, 1024 ** 2 - 9, 1024 ** 2 - 1, 1024 ** 2]) {
    const folder = await lists(['{}\n', `${'x'.repeat(before)}"${ada}"${'x'.repeat(9)}`])
    expect(await listsMention(folder, ada), String(before)).toBe(true)
  }
})

test('an id that is a part of another is not', async () => {
  const folder = await lists(['{"event":"out","psid":"6411223344556677"}\n'])

  expect(await listsMention(folder, '641122334455667')).toBe(false)
  expect(await listsMention(await lists([]), '641122334455667')).toBe(false)
})

test('other files of the folder are none of a list', async () => {
  const folder = await lists([])
  await writeFile(join(folder, 'optouts', 'emulator-1.ndjson.copy'), '"6411223344556677"')

  expect(await listsMention(folder, '6411223344556677')).toBe(false)
  expect(await listsMention(join(folder, 'none'), '6411223344556677')).toBe(false)
})
