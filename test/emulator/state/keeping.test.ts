import {existsSync} from 'node:fs'
import {mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished} from 'vitest'
import {openEmulator} from '../../../src/emulator/index.ts'
import type {MsgrError} from '../../../src/errors.ts'
import {startMsgr} from '../../helpers/child.ts'
import {startHere} from '../../helpers/here.ts'
import {test} from '../asking.ts'

test('a full disk is told in one sentence, stops nothing, and leaves what was written', async ({
  folder,
  start,
  skip,
}) => {
  if (!existsSync('/dev/full')) skip('this system has no /dev/full')
  const told: MsgrError[] = []
  const stateFolder = join(folder, 'today')
  const file = join(stateFolder, 'state.json')
  const fill = () => symlink('/dev/full', `${file}.tmp`)
  const first = await start({isEphemeral: false})
  await first.emulator.close()
  const before = await readFile(file, 'utf8')

  await fill()
  const emulator = await openEmulator({folder, onUnkept: error => told.push(error)})
  await emulator.admin('POST', 'clock', {advanceMs: 1})
  await until(() => told.length > 0)

  expect(told.map(({message}) => message)).toEqual([
    "The emulator's state cannot be saved: the disk is full. The last saved state is intact.",
  ])
  expect(await readFile(file, 'utf8')).toBe(before)
  expect(await emulator.admin('GET', 'health')).toMatchObject({ok: true})
  await fill()
  await expect(emulator.close()).rejects.toThrow('cannot be saved: the disk is full')
  expect(await readFile(file, 'utf8')).toBe(before)
  expect(await readdir(stateFolder)).toEqual(['state.json'])
  const roomy = await start({isEphemeral: false})
  await roomy.ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'There is room'}})
  await roomy.emulator.close()
  expect(await readFile(file, 'utf8')).toContain('There is room')
})

test('a folder that cannot be made ends in one sentence', async () => {
  const home = await newHome()
  await writeFile(join(home, 'state'), 'a file')
  const {code, err} = await here(home, 'emulator', 'start', '--port', '0').ended
  expect(err).toContain(join(home, 'state'))
  expect(err).not.toContain('    at ')
  expect(code).toBe(1)
})

test('two homes have an emulator each, and each command finds its own', async () => {
  const [one, other] = [await newHome(), await newHome()]
  const line = ['emulator', 'start', '--port', '0', '--json']
  const beside = startMsgr(line, {cwd: one, env: envOf(one)})
  const urls = await Promise.all(
    [beside, here(other, ...line)].map(async ({out}) => {
      await out.holds('\n')
      return (JSON.parse(out.text) as {url: string}).url
    }),
  )
  for (const [index, home] of [one, other].entries()) {
    const status = await here(home, 'emulator', 'status', '--json').ended
    expect(status.json()).toMatchObject({running: true, url: urls[index]})
  }
  const second = await here(one, 'emulator', 'start', '--port', '0', '--as-of', '2019-06-01').ended
  expect(second.code).toBe(2)
  expect(second.err).toContain(`An emulator is already running: process ${beside.pid}`)
})

test('a state that is damaged can be put back, as the error says', async ({folder, start}) => {
  const first = await start({isEphemeral: false})
  await first.emulator.close()
  await writeFile(join(folder, 'today/state.json'), '{"schemaVersion": 1, "pages"')
  await expect(start({isEphemeral: false})).rejects.toThrow('cannot read the emulator')
  const {emulator} = await start({isEphemeral: false, startsOver: true})
  await emulator.close()
  const {ask} = await start({isEphemeral: false})
  expect((await ask('GET /v26.0/me')).status).toBe(200)
})

/** msgr in this process. */
const here = (home: string, ...args: readonly string[]) => startHere({folder: home, home}, args)

const envOf = (home: string) => ({PATH: process.env['PATH'] ?? '', HOME: home, MSGR_HOME: home})

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'msgr-home-'))
  onTestFinished(() => rm(home, {recursive: true, force: true}))
  return home
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate)
}
