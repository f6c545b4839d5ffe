import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {pid} from 'node:process'
import {expect, onTestFinished} from 'vitest'
import {lockName, ownIdentity, type ProcessIdentity} from '../../src/system/process-lock/owner.ts'
import {filesIn, test} from './bulk-world.ts'
import {isLocked, lockRun} from './on-files.ts'

const host = hostname().replaceAll(/[^\w-]/g, '-')

test('a lock is one file that names the process, and goes when released, once or twice', async ({world}) => {
  const lock = await lockRun(world.folder)

  expect((await filesIn(world.folder)).filter(name => name.startsWith('lock.'))).toEqual([
    expect.stringMatching(new RegExp(`^lock\\.${host}\\.\\w*\\.\\d*\\.${pid}\\.\\d*$`)),
  ])
  expect(await isLocked(world.folder)).toBe(true)

  await lock.release()
  await lock.release()
  expect(await isLocked(world.folder)).toBe(false)
})

/** As the lock file of this process is called, with another value in the place of some. */
async function lockLike(folder: string, changes: Partial<ProcessIdentity>): Promise<string> {
  const name = lockName({...(await ownIdentity()), ...changes})
  await writeFile(join(folder, name), '')
  return name
}

test('the lock of a process that began at another time under the same id is taken over', async ({world}) => {
  await lockLike(world.folder, {started: '1'})

  const lock = await lockRun(world.folder)

  expect((await filesIn(world.folder)).filter(name => name.startsWith('lock.'))).toHaveLength(1)
  await lock.release()
  expect(await filesIn(world.folder)).toEqual([])
})

test.each([
  ['another machine', {host: 'elsewhere', boot: 'b00t'}, 'on elsewhere'],
  ['this machine before it was started again', {boot: 'b00t'}, `on ${host}`],
  ['another container whose sign of life is not there', {space: '1'}, `in another container (${host})`],
  ['a container of another name', {host: 'elsewhere'}, 'in another container (elsewhere)'],
])('the lock of %s is left alone, and the hint names the file to remove', async (_, changes, where) => {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-lock-'))
  onTestFinished(() => rm(folder, {recursive: true}))
  const name = await lockLike(folder, {pid: 4711, ...changes})

  await expect(lockRun(folder)).rejects.toMatchObject({
    message: `The run is being sent by process 4711 ${where}`,
    hint: `If that process is certainly gone, remove ${join(folder, name)}`,
  })
  expect(await isLocked(folder)).toBe(true)
  expect(await filesIn(folder)).toEqual([name])
})

test('a folder with a long name is claimed once', async ({world}) => {
  const folder = join(world.folder, 'x'.repeat(120), 'y'.repeat(120))
  const lock = await lockRun(folder)

  await expect(lockRun(folder)).rejects.toThrow(`The run is being sent by process ${pid}`)

  await lock.release()
  expect(await filesIn(folder)).toEqual([])
})
