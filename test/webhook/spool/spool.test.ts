import {mkdir, readdir, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {openSpool} from '../../../src/webhook/spool/spool.ts'
import {bodiesIn, keepAndDie, leftIn, newFolder, raw, recordedIn} from './spool-world.ts'

test('what was not done when a process died is there for the next one, byte for byte, in the order in which it came', async () => {
  const folder = await newFolder()
  const bytes = Buffer.from([0x7b, 0xff, 0x0a, 0x7d])
  await keepAndDie(folder, ['one', 'two \u2028 äöü\n', bytes, 'four'], [0, 3])

  const spool = await openSpool(folder)
  const left = await leftIn(spool)

  expect(spool.left).toBe(2)
  expect(left.map(({body}) => body)).toEqual([Buffer.from('two \u2028 äöü\n'), bytes])
  expect(left[0]).toMatchObject({rawHeaders: raw('').rawHeaders, receivedMs: 1_795_334_400_435})
  await spool.close()
})

test('a delivery read again is the same', async () => {
  const spool = await openSpool(await newFolder())
  const [one, two] = await Promise.all([spool.keep(raw('one'), 1), spool.keep(raw('two'), 2)])

  expect([await one.read(), await two.read()]).toMatchObject([raw('one'), raw('two')])
  await spool.close()
})

test('nothing remains in the folder when all are done, also of what was left before', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two'])

  const spool = await openSpool(folder)
  for (const left of await leftIn(spool)) left.done()
  const kept = await spool.keep(raw('three'), 3)
  kept.done()
  await spool.whenDone()
  await spool.close()

  expect(await readdir(folder)).toEqual([])
})

test('what comes later is left behind what was left before, however many processes that were', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two'])
  const others = Array.from({length: 11}, (_, index) => `process ${index}`)
  for (const body of others) await keepAndDie(folder, [body])

  const spool = await openSpool(folder)
  expect(await bodiesIn(spool)).toEqual(['one', 'two', ...others])
  await spool.close()
})

test('a process whose deliveries are done at once goes on with the same file', async () => {
  const folder = await newFolder()
  const spool = await openSpool(folder)
  for (const body of ['one', 'two', 'three']) (await spool.keep(raw(body), 1)).done()

  expect((await readdir(folder)).filter(name => name.endsWith('.ndjson'))).toEqual(['00000001.ndjson'])
  expect(spool.open()).toBe(0)
  await spool.close()
  expect(await readdir(folder)).toEqual([])
})

test('whoever waits for all deliveries waits for the last one', async () => {
  const spool = await openSpool(await newFolder())
  await spool.whenDone()
  const [one, two] = await Promise.all([spool.keep(raw('one'), 1), spool.keep(raw('two'), 2)])
  const events: string[] = []
  const waiting = spool.whenDone().then(() => events.push('all done'))

  one.done()
  await setTimeout(20)
  events.push(`${spool.open()} open`)
  two.done()
  await waiting

  expect(events).toEqual(['1 open', 'all done'])
  await spool.close()
})

test('what is being kept when a spool is closed is kept for the next process', async () => {
  const folder = await newFolder()
  const first = await openSpool(folder)
  const keeping = first.keep(raw('one'), 1)
  await first.close()
  await keeping

  const second = await openSpool(folder)
  expect(await bodiesIn(second)).toEqual(['one'])
  await second.close()
})

test('what nobody took is put aside in a recording of its own, which no process goes on with', async () => {
  const folder = await newFolder()
  const spool = await openSpool(folder)
  for (const body of ['one', 'two']) await spool.putAside(raw(body), 1_795_334_400_435)
  await spool.close()

  const file = join(folder, 'not-taken.ndjson')
  expect(await recordedIn(file)).toEqual(['one', 'two'])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const next = await openSpool(folder)
  expect(next.left).toBe(0)
  await next.close()
  expect(await readdir(folder)).toEqual(['not-taken.ndjson'])
})

test('many deliveries take several files, each removed as soon as all in it are done', async () => {
  const folder = await newFolder()
  const spool = await openSpool(folder)
  const large = 'x'.repeat(1_000_000)
  const kept = []
  for (let count = 0; count < 20; count += 1) kept.push(await spool.keep(raw(`${count} ${large}`), 1))
  const segments = async () => (await readdir(folder)).filter(name => name.endsWith('.ndjson'))

  expect(await segments()).toEqual(['00000001.ndjson', '00000002.ndjson', '00000003.ndjson'])
  for (const each of kept.slice(0, 9)) each.done()
  await expect.poll(segments).toEqual(['00000002.ndjson', '00000003.ndjson'])
  expect((await kept[9]?.read())?.body.toString()).toBe(`9 ${large}`)
  for (const each of kept.slice(9)) each.done()
  await spool.close()

  expect(await readdir(folder)).toEqual([])
})

test('a line that was torn when the machine failed was never acknowledged, and is left out', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two'])
  const file = join(folder, '00000001.ndjson')
  await truncate(file, (await stat(file)).size - 5)

  const spool = await openSpool(folder)
  expect(await bodiesIn(spool)).toEqual(['one'])
  await spool.close()
})

test('a damaged line is named, and nothing is passed over in silence', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two', 'three'])
  const file = join(folder, '00000001.ndjson')
  const lines = (await readFile(file, 'utf8')).split('\n')
  await writeFile(file, [lines[0], lines[1]?.replace('{', '#'), ...lines.slice(2)].join('\n'))

  const spool = await openSpool(folder)
  await expect(leftIn(spool)).rejects.toMatchObject({
    message: `${file}:2: this is not a recorded delivery: it is not JSON`,
    reason: 'spoolDamaged',
    data: {file},
    cause: {reason: 'recordingBroken'},
  })
  await spool.close()
})

test('two processes never have the same folder', async () => {
  const folder = await newFolder()
  const spool = await openSpool(folder)

  await expect(openSpool(folder)).rejects.toMatchObject({
    message: `The spool ${folder} is used by process ${process.pid}`,
    reason: 'spoolTaken',
  })
  await spool.close()
  await (await openSpool(folder)).close()
})

test('a folder whose process runs on another machine is left to it, with what to do if it has ended', async () => {
  const folder = await newFolder()
  await mkdir(folder, {recursive: true})
  const lock = join(folder, 'lock.shop-1.0123abcd.4026531836.12.345')
  await writeFile(lock, '')

  await expect(openSpool(folder)).rejects.toMatchObject({
    message: `The spool ${folder} is used by process 12 on shop-1`,
    hint: `If that process is certainly gone, remove ${lock}`,
  })
})

test('while the folder cannot be written nothing is kept, and afterwards it is again', async () => {
  const folder = await newFolder()
  const spool = await openSpool(folder)
  await rm(folder, {recursive: true})

  await expect(spool.keep(raw('one'), 1)).rejects.toThrow('ENOENT')
  await mkdir(folder)
  const kept = await spool.keep(raw('two'), 2)

  expect((await kept.read()).body.toString()).toBe('two')

  await rm(folder, {recursive: true})
  await mkdir(folder)
  await expect(spool.keep(raw('three'), 3)).rejects.toThrow('00000002.ndjson was removed')
  expect((await (await spool.keep(raw('four'), 4)).read()).body.toString()).toBe('four')
  await spool.close()
})

test('a process that has closed its spool marks nothing in what may be the spool of another', async () => {
  const folder = await newFolder()
  const first = await openSpool(folder)
  const kept = await first.keep(raw('one'), 1)
  await first.close()

  const second = await openSpool(folder)
  kept.done()
  await setTimeout(50)
  expect(await bodiesIn(second)).toEqual(['one'])
  await second.close()
})

test('its files are recordings that only their owner can read', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two'])
  const file = join(folder, '00000001.ndjson')

  expect(await recordedIn(file)).toEqual(['one', 'two'])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})
