import {execFile} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {geteuid, platform} from 'node:process'
import {promisify} from 'node:util'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {announceListener, findListeners} from '../../src/webhook/locator.ts'
import {openRecorder} from '../../src/webhook/record.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'msgr-webhook-'))
})
afterEach(() => rmSync(folder, {recursive: true}))

test('what came is kept, one line each, for its owner only', async () => {
  const file = join(folder, 'events.ndjson')
  const recorder = await openRecorder(file)

  recorder.record(
    {rawHeaders: ['X-Hub-Signature-256', 'sha256=ab', 'Cookie', 'secret'], body: Buffer.from('{"ä":1}\n')},
    0,
  )
  recorder.record({rawHeaders: [], body: Buffer.from([0xff, 0xfe])}, 1000)
  await recorder.close()

  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines).toEqual([
    {
      received_at: '1970-01-01T00:00:00.000Z',
      headers: [['X-Hub-Signature-256', 'sha256=ab']],
      body: '{"ä":1}\n',
    },
    {received_at: '1970-01-01T00:00:01.000Z', headers: [], body_base64: '//4='},
  ])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a second recording is added to the first', async () => {
  const file = join(folder, 'events.ndjson')
  for (const text of ['1', '2']) {
    const recorder = await openRecorder(file)
    recorder.record({rawHeaders: [], body: Buffer.from(text)}, 0)
    await recorder.close()
  }

  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2)
})

test('a recording that others could read is theirs no more', async ({skip}) => {
  skip(platform === 'win32', 'Windows has no modes')
  const file = join(folder, 'events.ndjson')
  writeFileSync(file, '', {mode: 0o644})
  chmodSync(file, 0o644)
  await (await openRecorder(file)).close()
  expect(statSync(file).mode & 0o777).toBe(0o600)

  skip(geteuid?.() !== 0, 'only root can give a file to somebody else')
  chownSync(file, 4711, 4711)
  await expect(openRecorder(file)).rejects.toThrow(`${file} belongs to another user`)
  expect(statSync(file)).toMatchObject({uid: 4711})
})

test('line ends of other readers are escaped, so that a delivery stays one line for them', async () => {
  const file = join(folder, 'events.ndjson')
  const recorder = await openRecorder(file)
  recorder.record({rawHeaders: [], body: Buffer.from('a\u2028b\u2029c')}, 0)
  await recorder.close()

  const text = readFileSync(file, 'utf8')
  expect(text).toContain(String.raw`a\u2028b\u2029c`)
  expect(JSON.parse(text)).toMatchObject({body: 'a\u2028b\u2029c'})
})

test('a pipe keeps its mode, because it keeps nothing else', async ({skip}) => {
  skip(platform === 'win32', 'Windows has no such pipes')
  const pipe = join(folder, 'pipe')
  await promisify(execFile)('mkfifo', [pipe])
  chmodSync(pipe, 0o644)
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)

  await (await openRecorder(pipe)).close()

  closeSync(reader)
  expect(statSync(pipe).mode & 0o777).toBe(0o644)
})

test('a file that cannot be written is refused at once', async () => {
  await expect(openRecorder(join(folder, 'none', 'x'))).rejects.toMatchObject({code: 'USAGE'})
})

test('a running receiver is found until it takes its word away', async () => {
  const locator = {
    pid: process.pid,
    url: 'http://127.0.0.1:1/webhook',
    path: '/webhook',
    startedAt: '2026-11-22T08:00:00.000Z',
  }

  const withdraw = announceListener(folder, locator)

  expect(await findListeners(folder)).toEqual([locator])
  expect(statSync(join(folder, 'listeners', `${process.pid}.json`)).mode & 0o777).toBe(0o600)
  withdraw()
  expect(await findListeners(folder)).toEqual([])
})

test('a receiver that died is not found', async () => {
  // Above the largest process id of any system.
  announceListener(folder, {pid: 2 ** 30, url: 'http://127.0.0.1:1/', path: '/', startedAt: ''})

  expect(await findListeners(folder)).toEqual([])
})
