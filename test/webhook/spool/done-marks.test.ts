import {appendFile, mkdir, readdir, readFile, rmdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {DoneMarks} from '../../../src/webhook/spool/done-marks.ts'
import {openSpool} from '../../../src/webhook/spool/spool.ts'
import {bodiesIn, dieWith, keepAndDie, leftIn, newFolder, raw} from './spool-world.ts'

test('what was done at any time before a process died is not handed over again', async () => {
  const folder = await newFolder()
  const bodies = Array.from({length: 13}, (_, index) => `${index + 1}`)
  const spool = await openSpool(folder)
  const kept = await Promise.all(bodies.map(body => spool.keep(raw(body), 1)))
  const marks = () => readFile(join(folder, '00000001.ndjson.done'), 'utf8').catch(() => '')
  for (const index of [0, 11]) kept[index]?.done()
  await expect.poll(marks).toBe('1\n12\n')
  kept[2]?.done()
  await expect.poll(marks).toBe('1\n12\n3\n')
  await dieWith(folder)

  const next = await openSpool(folder)
  expect(await bodiesIn(next)).toEqual(['2', '4', '5', '6', '7', '8', '9', '10', '11', '13'])
  await next.close()
})

test('what a process has done completely is gone as soon as the next one looks', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two'], [0, 1])
  expect(await readdir(folder)).toEqual(['00000001.ndjson', '00000001.ndjson.done'])

  const spool = await openSpool(folder)
  expect(await readdir(folder)).not.toContain('00000001.ndjson')
  await spool.close()
  expect(await readdir(folder)).toEqual([])
})

test('marks without their deliveries do not count for later ones, and no other file is touched', async () => {
  const folder = await newFolder()
  await mkdir(folder, {recursive: true})
  const others = ['0000001.ndjson', '00000001.ndjson.txt', 'notes.ndjson', 'x00000001.ndjson', 'x.done']
  for (const name of others) await writeFile(join(folder, name), '{}\n')
  await writeFile(join(folder, '00000001.ndjson.done'), '1\n')

  const first = await openSpool(folder)
  await first.keep(raw('one'), 1)
  await first.close()
  const second = await openSpool(folder)

  expect(await bodiesIn(second)).toEqual(['one'])
  for (const left of await leftIn(second)) left.done()
  await second.close()
  expect((await readdir(folder)).sort()).toEqual(others.sort())
})

test('marks that nobody needs any more are not written', async () => {
  const folder = await newFolder()
  await mkdir(folder, {recursive: true})
  const marks = new DoneMarks(join(folder, '00000001.ndjson'))

  marks.add(1)
  marks.close()
  await new Promise(setImmediate)

  expect(await readdir(folder)).toEqual([])
})

test('a folder that cannot be read is free again, and so is one whose marks cannot', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one'])
  const marks = join(folder, '00000001.ndjson.done')
  await mkdir(marks)

  await expect(openSpool(folder)).rejects.toThrow('EISDIR')
  await rmdir(marks)
  const spool = await openSpool(folder)
  expect(await bodiesIn(spool)).toEqual(['one'])
  await spool.close()
})

test('a torn mark does not count for another delivery, not even with what is appended to it', async () => {
  const folder = await newFolder()
  await keepAndDie(
    folder,
    Array.from({length: 12}, (_, index) => `${index + 1}`),
    [0],
  )
  // The mark of line 12, half of it on disk.
  await appendFile(join(folder, '00000001.ndjson.done'), '1')

  const second = await openSpool(folder)
  const left = await leftIn(second)
  expect(left.map(({line}) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  left[0]?.done()
  await second.close()

  const third = await openSpool(folder)
  expect((await leftIn(third)).map(({line}) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  await third.close()
})
