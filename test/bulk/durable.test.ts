import {type FileHandle, open, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, onTestFinished, vi} from 'vitest'
import {journalOf, outcomes, people, test} from './bulk-world.ts'

/** A disk that makes nothing durable before it is let; what is asked of it still happens. */
async function slowDisk(isHeld: () => Promise<boolean>) {
  const handle = await open(import.meta.filename)
  const files: FileHandle = Object.getPrototypeOf(handle)
  await handle.close()
  let [ask, release] = [() => {}, () => {}]
  const asked = new Promise<void>(resolve => {
    ask = resolve
  })
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  const {datasync} = files
  const spy = vi.spyOn(files, 'datasync').mockImplementation(async function (this: FileHandle) {
    if (await isHeld()) {
      ask()
      await released
    }
    await datasync.call(this)
  })
  onTestFinished(() => spy.mockRestore())
  return {asked, release}
}

const holdsAttempts = async (run: string) =>
  (await readFile(join(run, 'journal.ndjson'), 'utf8')).includes('"attempt"')

test('no message leaves before its attempt is on disk, however slow that is', async ({world}) => {
  const run = await world.freeze(people(5))
  const disk = await slowDisk(() => holdsAttempts(run))

  const sending = world.send(run)
  await Promise.race([disk.asked, sending])

  expect(world.platform.accepted).toEqual([])
  disk.release()
  await sending
  expect(world.platform.accepted).toHaveLength(5)
})

test('Ctrl-C while the attempts of a group go to disk sends none of them, and nobody is in doubt', async ({
  world,
}) => {
  const run = await world.freeze(people(30))
  const disk = await slowDisk(() => holdsAttempts(run))
  const interrupt = new AbortController()
  const sending = world.send(run, {signal: interrupt.signal})
  await Promise.race([disk.asked, sending])

  interrupt.abort()
  disk.release()

  expect(await sending).toMatchObject({state: 'interrupted', counts: {sent: 0, inDoubt: 0, remaining: 30}})
  expect(world.platform.accepted).toEqual([])
  await world.send(run)
  expect([...world.platform.deliveries.values()]).toEqual(Array(30).fill(1))
})

test('a torn line is off the disk before anything is written in its place', async ({world}) => {
  const run = await world.freeze(people(3))
  const file = join(run, 'journal.ndjson')
  await world.send(run)
  const [first = ''] = await journalOf(run)
  await writeFile(file, `${first}\n{"event":"att`)
  const seen: string[] = []
  await slowDisk(async () => {
    seen.push(await readFile(file, 'utf8'))
    return false
  })

  await world.send(run)

  expect(seen[0]).toBe(`${first}\n`)
  expect(await outcomes(run)).toEqual({sent: 3})
})
