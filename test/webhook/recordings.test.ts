import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {UsageError} from '../../src/errors.ts'
import {announceListener, findListeners} from '../../src/webhook/locator.ts'
import {onceASecond} from '../../src/webhook/once-a-second.ts'
import {type Recorded, readRecording} from '../../src/webhook/read-recording.ts'
import {findLastRecording, newRecordingFile} from '../../src/webhook/recordings.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-recordings-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  return folder
}

async function read(...lines: readonly string[]): Promise<readonly Recorded[]> {
  const deliveries: Recorded[] = []
  const source = (async function* () {
    yield* lines
  })()
  for await (const delivery of readRecording(source, 'events.ndjson')) deliveries.push(delivery)
  return deliveries
}

const time = '2026-11-22T08:00:00.000Z'
const line = (more: object) => JSON.stringify({received_at: time, headers: [['A', 'b']], ...more})

test('deliveries of a recording come with their lines, bytes and headers', async () => {
  const receivedMs = Date.parse(time)

  expect(await read('', line({body: 'ü'}), '  ', line({body_base64: '//4=', headers: []}))).toEqual([
    {line: 2, receivedMs, rawHeaders: ['A', 'b'], body: Buffer.from('ü')},
    {line: 4, receivedMs, rawHeaders: [], body: Buffer.from([0xff, 0xfe])},
  ])
})

test.each([
  ['{', 'it is not JSON'],
  ['[]', 'received_at is not a time'],
  [line({received_at: 5}), 'received_at is not a time'],
  [line({received_at: 'soon'}), 'received_at is not a time'],
  [line({headers: {}, body: ''}), 'headers is not a list of names and values'],
  [line({headers: [['A']], body: ''}), 'headers is not a list of names and values'],
  [line({headers: [['A', 1]], body: ''}), 'headers is not a list of names and values'],
  [line({body: 5}), 'there is neither body nor body_base64'],
  [`"${'x'.repeat(16 * 1024 * 1024)}"`, 'it is longer than any delivery'],
])('a line that holds no delivery is named: %.40s', async (text, reason) => {
  await expect(read(line({body: ''}), text)).rejects.toMatchObject({
    code: 'USAGE',
    message: `events.ndjson:2: this is not a recorded delivery: ${reason}`,
    reason: 'recordingBroken',
    place: {file: 'events.ndjson', line: 2},
  })
})

test('a recording that cannot be read as text is refused with what was said of it', async () => {
  const failing = (error: Error) => {
    const lines: AsyncIterable<string> = {[Symbol.asyncIterator]: () => ({next: () => Promise.reject(error)})}
    return readRecording(lines, 'events.ndjson').next()
  }
  const said = new UsageError('events.ndjson is not UTF-8')

  await expect(failing(said)).rejects.toMatchObject({
    message: 'events.ndjson is not UTF-8',
    reason: 'recordingUnreadable',
    cause: said,
  })
  for (const error of [
    new UsageError('no', {hint: 'do this'}),
    new UsageError('no', {reason: 'recordingBroken'}),
    new TypeError('no'),
  ])
    await expect(failing(error)).rejects.toBe(error)
})

test('the last recording is the newest without a name that holds something', async () => {
  const folder = makeFolder()
  const missing = {
    code: 'USAGE',
    message: 'There is no last recording',
    reason: 'noLastRecording',
  }
  await expect(findLastRecording(folder)).rejects.toMatchObject(missing)
  const [older, newer, empty] = [0, 1, 2].map(ms => newRecordingFile(folder, Date.parse(time) + ms))
  writeFileSync(empty as string, '')
  await expect(findLastRecording(folder)).rejects.toMatchObject(missing)
  for (const file of [older, newer]) writeFileSync(file as string, 'x')
  writeFileSync(join(folder, 'recordings', 'z.txt'), 'x')

  expect(await findLastRecording(folder)).toBe(newer)
  expect(newer).toBe(join(folder, 'recordings', '2026-11-22T08-00-00.001Z.ndjson'))
  expect(statSync(join(folder, 'recordings')).mode & 0o777).toBe(0o700)
})

test('receivers are found newest first, and what is no word of one is passed over', async () => {
  const folder = makeFolder()
  const word = (pid: number, startedAt: string) => ({pid, url: 'http://127.0.0.1:1/', path: '/', startedAt})
  expect(await findListeners(folder)).toEqual([])
  announceListener(folder, word(process.ppid, '2026-11-22T08:00:00.000Z'))
  announceListener(folder, word(process.pid, '2026-11-22T09:00:00.000Z'))
  const damaged = [
    '{',
    JSON.stringify({...word(1, ''), pid: '1'}),
    ...['url', 'path', 'startedAt'].map(key => JSON.stringify({...word(process.pid, 'x'), [key]: undefined})),
  ]
  for (const [index, text] of damaged.entries())
    writeFileSync(join(folder, 'listeners', `d${index}.json`), text)
  writeFileSync(join(folder, 'listeners', 'x.txt'), JSON.stringify(word(process.pid, 'x')))

  expect((await findListeners(folder)).map(({pid}) => pid)).toEqual([process.pid, process.ppid])
  expect(statSync(join(folder, 'listeners')).mode & 0o777).toBe(0o700)
})

test('of many alike in a second the first is said, and how many more there were with the next or at the end', () => {
  let nowMs = 10_000
  const said: [string, number][] = []
  const once = onceASecond<string>(
    text => text[0] ?? '',
    (text, others) => said.push([text, others]),
    () => nowMs,
  )
  for (const text of ['a1', 'a2', 'b1', 'a3']) once.add(text)
  nowMs += 999
  once.add('a4')
  expect(said).toEqual([
    ['a1', 0],
    ['b1', 0],
  ])

  nowMs += 1
  once.add('a5')
  expect(said.splice(0)).toEqual([
    ['a1', 0],
    ['b1', 0],
    ['a5', 3],
  ])
  nowMs -= 5_000
  once.add('b2')
  once.add('b3')
  once.add('b4')
  once.end()
  once.end()
  expect(said).toEqual([
    ['b2', 0],
    ['b4', 1],
  ])
})
