import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {isSigned} from '../../src/platform/signature.ts'
import {parseEvents} from '../../src/webhook/parse-events.ts'
import {loadSample, sampleNames} from '../../src/webhook/samples.ts'
import {test, type World} from '../helpers/world.ts'
import {secret} from './bot.ts'

const env = {MSGR_APP_SECRET: secret}

/** A receiver of its own that records; its address is in the ready file. */
async function listen(world: World, ...args: string[]) {
  const running = world.start(['listen', '--port', '0', '--ready-file', 'ready.json', '--json', ...args], {
    env,
  })
  await running.err.holds('ready\n')
  const {url} = JSON.parse(await world.read('ready.json'))
  return {...running, url: String(url)}
}

interface Kept {
  readonly body: string
  readonly headers: readonly (readonly [string, string])[]
}

const keptIn = (text: string): readonly Kept[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

test('every sample is triggered, logged with type and subtype, and replayed byte for byte with a valid signature', async ({
  bareWorld: world,
}) => {
  expect(sampleNames).toHaveLength(129)
  const samples = await Promise.all(sampleNames.map(loadSample))
  const kinds = samples.flatMap(sample =>
    parseEvents(sample).map(({field, subtype = null}) => ({field, subtype})),
  )

  const first = await listen(world, '--record')
  for (const name of sampleNames) {
    const {code, err} = await world.msgr(['trigger', name], {env})
    expect([name, code, err]).toEqual([name, 0, ''])
  }
  first.send('SIGINT')
  const log = (await first.ended).out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(log.map(({field, subtype}) => ({field, subtype}))).toEqual(kinds)
  expect(log.filter(({signature}) => signature !== 'valid')).toEqual([])

  const second = await listen(world, '--record', 'second.ndjson')
  const {code, out} = await world.msgr(['replay', 'last', '--json'], {env})
  second.send('SIGINT')
  const again = (await second.ended).out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(code).toBe(0)
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    to: second.url,
    deliveries: 129,
    sent: 129,
    failed: 0,
    signature: 'valid',
  })
  expect(again.map(({field, subtype}) => ({field, subtype}))).toEqual(kinds)

  const folder = join(world.home, 'state', 'recordings')
  const [name = ''] = await readdir(folder)
  const before = keptIn(await readFile(join(folder, name), 'utf8'))
  const after = keptIn(await world.read('second.ndjson'))
  expect(after.map(({body}) => body)).toEqual(before.map(({body}) => body))
  for (const {body, headers} of after) {
    const signature = new Map(headers).get('X-Hub-Signature-256') ?? ''
    expect(isSigned(Buffer.from(body), signature, secret)).toBe(true)
  }
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('listen --record without a name says where it records and how to send it again', async ({
  bareWorld: world,
}) => {
  const {err, send, ended} = await listen(world, '--record')
  send('SIGINT')
  await ended

  expect(err.text).toMatch(/recording .*recordings\/\S+\.ndjson {2}to replay it: msgr replay last/)
})
