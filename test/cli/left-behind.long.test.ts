import {execFileSync, spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {platform, tmpdir} from 'node:os'
import {join} from 'node:path'
import process, {execPath} from 'node:process'
import {expect, onTestFinished, vi} from 'vitest'
import {makeFolder, makeFolderSync} from '../../src/system/folder.ts'
import {patiently} from '../helpers/patience.ts'
import {test} from '../helpers/world.ts'

const msgr = join(import.meta.dirname, '../../bin/msgr.js')

const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('the program of emulator exec ends, with all that it started, when msgr is killed', async ({
  bareWorld,
}) => {
  const file = join(bareWorld.folder, 'pids')
  const script = `sleep 300 & echo $$ $! > ${file}.new; mv ${file}.new ${file}; wait`
  const child = spawn(execPath, [msgr, 'emulator', 'exec', '--ephemeral', '--', 'sh', '-c', script], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {PATH: process.env['PATH'], MSGR_HOME: bareWorld.home},
  })
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), {timeout: patiently(20_000), interval: 50})
  const pids = (await readFile(file, 'utf8')).trim().split(' ').map(Number)
  expect(pids.map(isRunning)).toEqual([true, true])

  child.kill('SIGKILL')

  await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), {
    timeout: patiently(10_000),
    interval: 50,
  })
})

test('a folder that cannot be made is said to be so, and does not go on for ever', async ({bareWorld}) => {
  if (platform() !== 'linux') return void process.stdout.write('passed over: /proc is of Linux\n')
  for (const line of [
    'emulator seed --people 3',
    'label list --emulator',
    'broadcast send --to ids.txt --text hi --yes --emulator',
  ]) {
    await bareWorld.write('ids.txt', '6411223344556677\n')
    const {code, err} = await bareWorld.msgr(line, {env: {MSGR_HOME: '/proc/nowhere'}})
    expect(err, line).toContain('Cannot create a folder in /proc')
    expect(code, line).toBe(1)
  }
  await expect(makeFolder('/proc/nowhere/in/it')).rejects.toMatchObject({code: 'ENOENT', syscall: 'mkdir'})
  expect(() => makeFolderSync('/proc/nowhere/in/it')).toThrow('ENOENT')
})

test('on a full or read-only disk each command says so in a sentence and leaves nothing half written', async ({
  bareWorld,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-full-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const [full, sealed] = [join(folder, 'full'), join(folder, 'sealed')]
  try {
    for (const each of [full, sealed]) {
      await mkdir(each)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', each], {stdio: 'pipe'})
      onTestFinished(() => void execFileSync('umount', ['-l', each]))
    }
    execFileSync('mount', ['-o', 'remount,ro', sealed], {stdio: 'pipe'})
  } catch (error) {
    return void process.stdout.write(
      `passed over: no file system can be mounted here (${(error as Error).message.split('\n')[0]})\n`,
    )
  }
  await writeFile(join(full, 'fill'), Buffer.alloc(64 * 1024)).catch(() => {})
  await bareWorld.write('ids.txt', '6411223344556677\n')

  for (const [place, why] of [
    [full, /disk is full|no space left/],
    [sealed, /only be read|read-only/],
  ] as const) {
    const before = await readdir(place)
    for (const line of [
      `label export --emulator --out ${place}/labels.csv`,
      `page pull --emulator --out ${place}/page.yaml`,
      `emulator export --out ${place}/state.json`,
    ]) {
      const {code, err} = await bareWorld.msgr(line)
      expect(err, line).toMatch(why)
      expect(err, line).not.toContain('bug in msgr')
      expect([1, 2], `${line}: ${err}`).toContain(code)
      expect(await readdir(place), line).toEqual(before)
    }
    for (const line of ['label list --emulator', 'broadcast send --to ids.txt --text hi --yes --emulator']) {
      const {code, err} = await bareWorld.msgr(line, {env: {MSGR_HOME: join(place, 'home')}})
      expect(err, line).toMatch(why)
      expect(err, line).not.toContain('bug in msgr')
      expect([1, 2], `${line}: ${err}`).toContain(code)
    }
    await rm(join(place, 'home'), {recursive: true, force: true}).catch(() => {})
  }
})
