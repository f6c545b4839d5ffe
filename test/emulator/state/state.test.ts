import {fork} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {build} from 'esbuild'
import {expect} from 'vitest'
import {findEmulator} from '../../../src/emulator/find.ts'
import {openEmulator} from '../../../src/emulator/index.ts'
import {test} from '../asking.ts'

const label = {body: {page_label_name: 'Kept'}}

test('what was done is there after a restart', async ({folder, start}) => {
  const first = await start({isEphemeral: false})
  await first.ask('POST /v26.0/me/custom_labels', label)
  await first.emulator.close()

  const second = await start({isEphemeral: false})

  const {body} = await second.ask('GET /v26.0/me/custom_labels?fields=page_label_name')
  expect(body.data.map((row: {page_label_name: string}) => row.page_label_name)).toContain('Kept')
  expect(await readdir(join(folder, 'today'))).toContain('state.json')
})

test('each emulated day has a state of its own', async ({start}) => {
  const old = await start({isEphemeral: false, asOf: '2019-06-01'})
  await old.ask('POST /v3.3/me/custom_labels', {body: {name: 'Kept'}})
  const today = await start({isEphemeral: false})
  expect((await today.ask('GET /v26.0/me/custom_labels')).body.data).toHaveLength(2)
})

test('SIGKILL leaves the last whole snapshot, and the next one takes the state over', async ({
  folder,
  start,
}) => {
  const child = await startInChild(folder)
  const created = await fetch(`${child.url}/v26.0/me/custom_labels`, {
    method: 'POST',
    headers: {authorization: `Bearer ${child.pageToken}`, 'content-type': 'application/json'},
    body: JSON.stringify(label.body),
  })
  expect(created.status).toBe(200)
  const file = join(folder, 'today', 'state.json')
  while (!existsSync(file) || !(await readFile(file, 'utf8')).includes('Kept'))
    await new Promise(setImmediate)

  child.process.kill('SIGKILL')
  await once(child.process, 'exit')

  const {ask} = await start({isEphemeral: false})
  const {body} = await ask('GET /v26.0/me/custom_labels?fields=page_label_name')
  expect(body.data.map((row: {page_label_name: string}) => row.page_label_name)).toContain('Kept')
  expect(await findEmulator({folder})).toBeUndefined()
})

test('a published emulator is found by other processes, until it ends', async ({folder}) => {
  const child = await startInChild(folder)

  const found = await findEmulator({folder})

  expect(found).toMatchObject({url: child.url, pid: child.process.pid})
  expect((await found?.connection('Acme Support'))?.pageId).toBe('109876543210988')
  child.process.send('close')
  await once(child.process, 'exit')
  expect(await findEmulator({folder})).toBeUndefined()
})

test('two emulators do not share a state: the second waits, and then names the process', async ({folder}) => {
  const child = await startInChild(folder)
  await expect(openEmulator({folder, waitMs: 0})).rejects.toThrow(`in use by process ${child.process.pid}`)
  child.process.send('close')
  const emulator = await openEmulator({folder, waitMs: 10_000})
  await emulator.close()
})

test('a damaged state is refused, not overwritten', async ({folder, start}) => {
  const {emulator} = await start({isEphemeral: false})
  await emulator.close()
  const file = join(folder, 'today', 'state.json')
  await writeFile(file, '{"schemaVersion": 99}')
  await expect(openEmulator({folder})).rejects.toThrow('cannot read the emulator')
  expect(await readFile(file, 'utf8')).toBe('{"schemaVersion": 99}')
})

/** A published emulator in a process of its own, bundled from the sources. */
async function startInChild(folder: string) {
  const outfile = join(folder, 'child.mjs')
  await build({
    stdin: {
      contents: `
        import {openEmulator} from ${JSON.stringify(join(import.meta.dirname, '../../../src/emulator/index.ts'))}
        const emulator = await openEmulator({folder: ${JSON.stringify(folder)}, isPublished: true})
        process.on('message', async () => { await emulator.close(); process.exit() })
        process.send({url: emulator.url, ...await emulator.connection()})`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const child = fork(outfile, {execArgv: []})
  const [{url, pageToken}] = (await once(child, 'message')) as [{url: string; pageToken: string}]
  return {process: child, url, pageToken}
}
