import {writeFile} from 'node:fs/promises'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {pid} from 'node:process'
import {expect} from 'vitest'
import {isLocked, lockRun} from '../../src/bulk/lock.ts'
import {filesIn, test} from './bulk-world.ts'

const host = hostname().replaceAll(/[^\w-]/g, '-')

test('a lock is one file that tells the process, and goes when released', async ({world}) => {
  const lock = await lockRun(world.folder)

  expect(await filesIn(world.folder)).toEqual([
    expect.stringMatching(new RegExp(`^lock\\.${host}\\.${pid}\\.\\d*$`)),
  ])
  expect(await isLocked(world.folder)).toBe(true)

  await lock.release()
  expect(await isLocked(world.folder)).toBe(false)
})

test('the lock of a process that began at another time under the same id is taken over', async ({world}) => {
  await writeFile(join(world.folder, `lock.${host}.${pid}.1`), '')

  const lock = await lockRun(world.folder)

  expect(await filesIn(world.folder)).toHaveLength(1)
  await lock.release()
})

test('the lock of another machine is left alone, and the hint names the file to remove', async ({world}) => {
  const file = join(world.folder, 'lock.elsewhere.4711.99')
  await writeFile(file, '')

  await expect(lockRun(world.folder)).rejects.toMatchObject({
    message: 'The run is being sent by process 4711 on elsewhere',
    hint: `When that process is gone for certain, remove ${file}`,
  })
  expect(await filesIn(world.folder)).toEqual(['lock.elsewhere.4711.99'])
})
