import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {afterAll, beforeAll, expect} from 'vitest'
import {readReport} from '../../src/bulk/report.ts'
import {readStatus} from '../../src/bulk/runs.ts'
import {bundle, collect, filesIn, outcomes, people, test} from './bulk-world.ts'

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

test('however often it is killed, nobody gets it twice and nobody is lost', {timeout: 60_000}, async ({
  world,
}) => {
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
