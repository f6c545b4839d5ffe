import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {afterAll, beforeAll, expect} from 'vitest'
import {Capture} from '../helpers/capture.ts'
import {bundle, collect, filesIn, outcomes, people, test} from './bulk-world.ts'
import {readReport, readStatus} from './on-files.ts'

const width = 8
let folder = ''
let script = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'msgr-child-'))
  script = await bundle('child-sender', folder)
})

afterAll(() => rm(folder, {recursive: true, force: true}))

function startChild(run: string, url: string): ChildProcess {
  return spawn(execPath, [script, run, url, String(width)], {stdio: ['ignore', 'pipe', 'inherit']})
}

test('however often it is killed, nobody gets it twice and nobody is lost', async ({world}) => {
  const kills = [1, 60, 61, 200, 333]
  const run = await world.freeze(people(500))

  for (const [index, after] of kills.entries()) {
    const child = startChild(run, world.platform.url)
    world.platform.answer = () => {
      if (world.platform.accepted.length >= after) child.kill('SIGKILL')
      return undefined
    }
    await once(child, 'exit')
    const {state, counts} = await readStatus(run)
    expect(state).toBe('interrupted')
    expect(counts.inDoubt).toBeLessThanOrEqual(width * (index + 1))
  }
  world.platform.answer = () => undefined
  await world.send(run)

  const {sent = 0, 'in-doubt': inDoubt = 0} = await outcomes(run)
  expect(sent + inDoubt).toBe(500)
  expect(inDoubt).toBeLessThanOrEqual(width * kills.length)
  expect(Math.max(...world.platform.deliveries.values())).toBe(1)
  for (const row of await collect(readReport(run))) {
    if (row.outcome === 'sent') expect(world.platform.deliveries.get(row.psid)).toBe(1)
  }
  expect(await filesIn(run)).toEqual(['journal.ndjson', 'manifest.json', 'recipients.ndjson'])
})

test('a run that a living process sends is refused, and taken over when that process is gone', async ({
  world,
}) => {
  const run = await world.freeze(people(500))
  const child = startChild(run, world.platform.url)
  const begun = new Promise<void>(resolve => {
    world.platform.answer = () => {
      resolve()
      return undefined
    }
  })
  await begun
  child.kill('SIGSTOP')

  await expect(world.send(run)).rejects.toThrow(`The run is being sent by process ${child.pid}`)
  expect((await readStatus(run)).state).toBe('running')

  child.kill('SIGKILL')
  await once(child, 'exit')
  await world.send(run)
  expect(Math.max(...world.platform.deliveries.values())).toBe(1)
  expect((await readStatus(run)).state).toBe('done')
})

const canUnshare = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0
if (!canUnshare) process.stderr.write('Two containers are not tried: unshare is not allowed here.\n')

test.skipIf(!canUnshare)(
  'of two containers that share the folder of a run one sends it, and nobody gets it twice',
  {},
  async ({world}) => {
    const run = await world.freeze(people(400))
    const start = () => {
      const args = [
        '--pid',
        '--fork',
        '--kill-child',
        '--mount-proc',
        execPath,
        script,
        run,
        world.platform.url,
      ]
      const child = spawn('unshare', [...args, String(width)], {stdio: ['ignore', 'pipe', 'pipe']})
      const err = new Capture()
      child.stderr.on('data', chunk => err.write(chunk))
      return once(child, 'close').then(() => err.text)
    }

    const errors = await Promise.all([start(), start(), start()])

    expect(world.platform.deliveries.size).toBe(400)
    expect(Math.max(...world.platform.deliveries.values())).toBe(1)
    expect(
      errors.filter(text => /The run is being sent by process \d+ in another container/.test(text)),
    ).toHaveLength(2)
    expect((await readStatus(run)).state).toBe('done')
  },
)

test.skipIf(!canUnshare)('a run whose container was killed is taken over by another', async ({world}) => {
  const run = await world.freeze(people(200))
  const args = ['--pid', '--fork', '--kill-child', '--mount-proc', execPath, script, run, world.platform.url]
  const child = spawn('unshare', [...args, String(width)], {stdio: ['ignore', 'pipe', 'inherit']})
  world.platform.answer = () => {
    if (world.platform.accepted.length >= 50) child.kill('SIGKILL')
    return undefined
  }
  await once(child, 'close')
  world.platform.answer = () => undefined

  await world.send(run)

  expect(Math.max(...world.platform.deliveries.values())).toBe(1)
  expect(await filesIn(run)).toEqual(['journal.ndjson', 'manifest.json', 'recipients.ndjson'])
})
