import {execFile} from 'node:child_process'
import {
  chmod,
  type FileHandle,
  link,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, onTestFinished, test, vi} from 'vitest'
import {isSameFile, openWhole, writeWhole} from '../../src/system/whole-file.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-whole-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return folder
}

test('a file appears when it is committed, and nothing is left beside it', async () => {
  const folder = await newFolder()
  const file = join(folder, 'out.csv')

  const whole = await openWhole(file, {mode: 0o600})
  await whole.write('a\n')
  await whole.write('b\n')
  const before = await stat(file).catch(() => undefined)
  await whole.commit()
  await whole.discard()

  expect(before).toBeUndefined()
  expect(await readFile(file, 'utf8')).toBe('a\nb\n')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['out.csv'])
})

test('a file is on disk before it takes its name, and its name is when it is committed', async () => {
  const folder = await newFolder()
  const file = join(folder, 'out.csv')
  const handle = await open(folder, 'r')
  const files: FileHandle = Object.getPrototypeOf(handle)
  await handle.close()
  const {sync} = files
  const namesAtSyncs: string[][] = []
  const spy = vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
    namesAtSyncs.push(await readdir(folder))
    await sync.call(this)
  })
  onTestFinished(() => spy.mockRestore())

  await writeWhole(file, 'whole')

  expect(namesAtSyncs).toEqual([[expect.stringMatching(/^out\.csv\.\w+\.tmp$/)], ['out.csv']])
})

test('a file that is given up leaves the former one, with nothing beside it', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'out.csv'), 'former')

  const whole = await openWhole(join(folder, 'out.csv'))
  await whole.write('half')
  await whole.discard()

  expect(await readFile(join(folder, 'out.csv'), 'utf8')).toBe('former')
  expect(await readdir(folder)).toEqual(['out.csv'])
})

test('a file keeps its mode when it is replaced', async () => {
  const file = join(await newFolder(), 'out.sh')
  await writeFile(file, 'former')
  await chmod(file, 0o750)

  await writeWhole(file, 'new')

  expect((await stat(file)).mode & 0o777).toBe(0o750)
})

test.each(['there', 'missing'])(
  'a symbolic link stays one, and what it leads to is written: %s',
  async what => {
    const folder = await newFolder()
    if (what === 'there') await writeFile(join(folder, 'target.csv'), 'former')
    await symlink('target.csv', join(folder, 'link.csv'))

    await writeWhole(join(folder, 'link.csv'), 'new')

    expect(await readlink(join(folder, 'link.csv'))).toBe('target.csv')
    expect(await readFile(join(folder, 'target.csv'), 'utf8')).toBe('new')
  },
)

test('a device is written to, not replaced', async () => {
  await writeWhole('/dev/null', 'gone')

  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
})

test('a pipe is written to, not replaced', async () => {
  const pipe = join(await newFolder(), 'pipe')
  await promisify(execFile)('mkfifo', [pipe])

  const [read] = await Promise.all([readFile(pipe, 'utf8'), writeWhole(pipe, 'through')])

  expect(read).toBe('through')
  expect((await stat(pipe)).isFIFO()).toBe(true)
})

test('what cannot be written is reported under its own name', async () => {
  const folder = await newFolder()

  await expect(writeWhole(join(folder, 'no/where.csv'), '')).rejects.toThrow(/where\.csv'/)
  await expect(writeWhole(folder, '')).rejects.toThrow('EISDIR')
})

test('one file is known by all its names', async () => {
  const folder = await newFolder()
  const [file, hard, soft, other] = ['a', 'b', 'c', 'd'].map(name => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  await writeFile(file, 'x')
  await writeFile(other, 'x')
  await link(file, hard)
  await symlink('a', soft)

  expect(await isSameFile(file, hard)).toBe(true)
  expect(await isSameFile(soft, hard)).toBe(true)
  expect(await isSameFile(file, other)).toBe(false)
  expect(await isSameFile(file, join(folder, 'none'))).toBe(false)
})
