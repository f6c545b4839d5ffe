import {type FileHandle, open, readdir, stat} from 'node:fs/promises'
import {createServer, type IncomingMessage} from 'node:http'
import type {AddressInfo} from 'node:net'
import {dirname, join} from 'node:path'
import {expect, onTestFinished, vi} from 'vitest'
import {test} from '../helpers/world.ts'

/** The inodes of all files and folders that were synced. */
async function watchSyncs(): Promise<ReadonlySet<number>> {
  const handle = await open(import.meta.filename)
  const files: FileHandle = Object.getPrototypeOf(handle)
  await handle.close()
  const {sync} = files
  const synced = new Set<number>()
  const spy = vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
    await sync.call(this)
    synced.add((await this.stat()).ino)
  })
  onTestFinished(() => spy.mockRestore())
  return synced
}

/** A Page without a profile; `onWrite` runs before its first change is answered. */
async function startPage(onWrite: () => Promise<void>): Promise<Readonly<Record<string, string>>> {
  const profile: Record<string, unknown> = {}
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    if (request.method === 'POST') {
      await onWrite()
      Object.assign(profile, JSON.parse(body))
    }
    const isProfile = (request.url ?? '').includes('messenger_profile')
    const read = isProfile ? {data: [profile]} : {id: '109876543210987', name: 'Shop'}
    response.writeHead(200, {'content-type': 'application/json', 'facebook-api-version': 'v26.0'})
    response.end(JSON.stringify(request.method === 'POST' ? {result: 'success'} : read))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    MSGR_GRAPH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    MSGR_PAGE_TOKEN: 'EAABfake',
    MSGR_PAGE_ID: '109876543210987',
  }
}

for (const [line, file] of [
  ['profile apply file.yaml', 'greeting: [{locale: default, text: Hi}]\n'],
  ['page apply file.yaml', 'profile: {greeting: [{locale: default, text: Hi}]}\n'],
] as const)
  test(`${line}: what is about to be done is on disk before the first call, with every folder above it`, async ({
    bareWorld: world,
  }) => {
    const synced = await watchSyncs()
    const state = join(world.home, 'state')
    const onDisk: string[] = []
    const missing: string[] = []
    const env = await startPage(async () => {
      if (onDisk.length > 0) return
      for (const kind of ['applied', 'history']) {
        const names = await readdir(join(state, kind), {recursive: true})
        for (const name of names.filter(each => each.endsWith('.json'))) {
          onDisk.push(kind)
          for (let path = join(state, kind, name); path !== dirname(world.home); path = dirname(path))
            if (!synced.has((await stat(path)).ino)) missing.push(path.slice(world.home.length))
        }
      }
    })
    await world.write('file.yaml', file)

    const {code, err} = await world.msgr(`${line} --yes`, {env})

    expect([code, err]).toEqual([0, expect.anything()])
    expect(onDisk.sort()).toEqual(['applied', 'history'])
    expect(missing).toEqual([])
  })
