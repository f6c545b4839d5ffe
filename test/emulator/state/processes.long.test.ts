import {fork} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {build} from 'esbuild'
import {expect} from 'vitest'
import {findEmulator} from '../../../src/emulator/find.ts'
import {openEmulator} from '../../../src/emulator/index.ts'
import {patiently} from '../../helpers/patience.ts'
import {killEmulator} from '../../soak/emulator-killer.ts'
import {test} from '../asking.ts'

test('SIGKILL at any moment leaves the state of one moment, again and again', async () => {
  const {broken, kept} = await killEmulator({seed: Date.now() % 100_000, rounds: 2})
  expect(broken).toEqual([])
  expect(kept).toBeGreaterThan(0)
})

test('SIGKILL leaves the last whole snapshot, and the next one takes the state over', async ({
  folder,
  start,
}) => {
  const child = await startInChild(folder)
  const created = await fetch(`${child.url}/v26.0/me/custom_labels`, {
    method: 'POST',
    headers: {authorization: `Bearer ${child.pageToken}`, 'content-type': 'application/json'},
    body: JSON.stringify({page_label_name: 'Kept'}),
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
  const emulator = await openEmulator({folder, waitMs: patiently(10_000)})
  await emulator.close()
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
