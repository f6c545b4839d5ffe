import {appendFile, type FileHandle, open, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, onTestFinished, vi} from 'vitest'
import {witnessFile} from '../../src/bulk/file-store/witness.ts'
import {outcomes, people, test} from './bulk-world.ts'

/** A disk that does not make a file durable before it is let, while this is so; what is asked of it still happens. */
async function slowDisk(file: string, isHeld: () => Promise<boolean>) {
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
    const [own, held] = await Promise.all([this.stat(), stat(file)])
    if (own.ino === held.ino && (await isHeld())) {
      ask()
      await released
    }
    await datasync.call(this)
  })
  onTestFinished(() => spy.mockRestore())
  return {asked, release}
}

const journalFile = (run: string) => join(run, 'journal.ndjson')
const holdsAttempts = async (run: string) => (await readFile(journalFile(run), 'utf8')).includes('"attempt"')

test.for([
  ['its attempt', journalFile],
  ['how far the journal reached', witnessFile],
] as const)('no message leaves before %s is on disk, however slow that is', async ([, file], {world}) => {
  const run = await world.freeze(people(5))
  const disk = await slowDisk(file(run), () => holdsAttempts(run))

  const sending = world.send(run)
  await Promise.race([disk.asked, sending])

  expect(world.platform.accepted).toEqual([])
  disk.release()
  await sending
  expect(world.platform.accepted).toHaveLength(5)
})

test.for([
  ['its journal', journalFile],
  ['how far that reached', witnessFile],
] as const)('when a run has ended, all of %s is on disk', async ([, file], {world}) => {
  const run = await world.freeze(people(3))
  let onDisk = ''
  await slowDisk(file(run), async () => {
    onDisk = await readFile(file(run), 'utf8')
    return false
  })

  await world.send(run)

  expect(onDisk).toBe(await readFile(file(run), 'utf8'))
})

test('Ctrl-C while the attempts of a group go to disk sends none of them, and nobody is in doubt', async ({
  world,
}) => {
  const run = await world.freeze(people(30))
  const disk = await slowDisk(journalFile(run), () => holdsAttempts(run))
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
  const file = journalFile(run)
  await world.send(run)
  const whole = await readFile(file, 'utf8')
  await appendFile(file, '{"event":"att')
  const seen: string[] = []
  await slowDisk(file, async () => {
    seen.push(await readFile(file, 'utf8'))
    return false
  })

  await world.send(run)

  expect(seen[0]).toBe(whole)
  expect(await outcomes(run)).toEqual({sent: 3})
})
