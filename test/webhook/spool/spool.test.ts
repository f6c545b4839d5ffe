import {appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {readRecording} from '../../../src/webhook/read-recording.ts'
import type {RawDelivery} from '../../../src/webhook/record.ts'
import {openSpool, type Spool} from '../../../src/webhook/spool/spool.ts'

const raw = (body: string | Buffer): RawDelivery => ({
  rawHeaders: ['X-Hub-Signature-256', 'sha256=ab', 'x-odd', 'ä'],
  body: Buffer.from(body),
})

async function newFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'msgr-spool-'))
  onTestFinished(() => rm(parent, {recursive: true, force: true}))
  return join(parent, 'spool')
}

async function leftIn(spool: Spool) {
  const left = []
  for await (const each of spool.readLeft()) left.push(each)
  return left
}

const bodiesIn = async (spool: Spool) => (await leftIn(spool)).map(({body}) => body.toString())

/** Keeps deliveries as a process would that is killed then: nothing is closed, only its lock is gone. */
async function keepAndDie(
  folder: string,
  bodies: readonly (string | Buffer)[],
  done: readonly number[] = [],
) {
  const spool = await openSpool(folder)
  const kept = await Promise.all(bodies.map(body => spool.keep(raw(body), 1_795_334_400_435)))
  for (const index of done) kept[index]?.done()
  await new Promise(setImmediate)
  for (const name of await readdir(folder))
    if (!name.includes('ndjson')) await rm(join(folder, name), {recursive: true})
}

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

test('what comes later is left behind what was left before', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two'])
  await keepAndDie(folder, ['three'])

  const spool = await openSpool(folder)
  expect(await bodiesIn(spool)).toEqual(['one', 'two', 'three'])
  await spool.close()
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

test('a damaged line is named, and nothing is passed over in silence', async () => {
  const folder = await newFolder()
  await keepAndDie(folder, ['one', 'two', 'three'])
  const file = join(folder, '00000001.ndjson')
  const lines = (await readFile(file, 'utf8')).split('\n')
  await writeFile(file, [lines[0], lines[1]?.replace('{', '#'), ...lines.slice(2)].join('\n'))

  const spool = await openSpool(folder)
  await expect(leftIn(spool)).rejects.toThrow(`${file}:2: this is not a recorded delivery: it is not JSON`)
  await spool.close()
})

test('two processes never have the same folder', async () => {
  const folder = await newFolder()
  const spool = await openSpool(folder)

  await expect(openSpool(folder)).rejects.toThrow(`The spool ${folder} is used by process ${process.pid}`)
  await spool.close()
  await (await openSpool(folder)).close()
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

  async function* lines() {
    yield* (await readFile(file, 'utf8')).split('\n')
  }
  const read = []
  for await (const {body} of readRecording(lines(), file)) read.push(body.toString())

  expect(read).toEqual(['one', 'two'])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})
