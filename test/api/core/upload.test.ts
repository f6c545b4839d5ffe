import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {UsageError} from '../../../src/errors.ts'
import {contentTypeOf} from '../../../src/platform/content-types.ts'
import {type Arrived, clientOf, failureOf, startServer} from '../platform-double.ts'

async function fileWith(name: string, content: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-upload-'))
  onTestFinished(() => rm(folder, {recursive: true}))
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function formOf({bytes, headers}: Arrived): Promise<FormData> {
  return await new Response(new Uint8Array(bytes), {
    headers: {'content-type': headers['content-type'] ?? ''},
  }).formData()
}

test('a file travels as the part filedata beside the parameters, with its name, type and every byte', async () => {
  const {url, arrived} = await startServer(() => ({body: {attachment_id: '5'}}))
  const content = Uint8Array.from({length: 300_000}, (_, index) => index % 251)
  const path = await fileWith('a "b" é.PNG', content)
  const message = {attachment: {type: 'image', payload: {is_reusable: true}}}

  const {answer} = await clientOf(url).upload('POST /{page}/message_attachments', {message}, {path})

  expect(answer).toEqual({attachment_id: '5'})
  const [request] = arrived
  if (request === undefined) throw new Error('nothing arrived')
  expect(request.headers['content-length']).toBe(String(request.bytes.length))
  const form = await formOf(request)
  expect(JSON.parse(String(form.get('message')))).toEqual(message)
  const file = form.get('filedata') as File
  expect({name: file.name, type: file.type}).toEqual({name: 'a "b" é.PNG', type: 'image/png'})
  expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true)
})

test('an upload tells how much of the file has gone out', async () => {
  const {url} = await startServer(() => ({body: {attachment_id: '5'}}))
  const path = await fileWith('a.png', new Uint8Array(300_000))
  const told: number[] = []

  await clientOf(url).upload(
    'POST /{page}/message_attachments',
    {},
    {path},
    {
      onProgress: ({sentBytes, totalBytes}) => {
        expect(totalBytes).toBe(300_000)
        told.push(sentBytes)
      },
    },
  )

  expect(told.length).toBeGreaterThan(2)
  expect(told).toEqual([...told].sort((one, other) => one - other))
  expect(told.at(-1)).toBe(300_000)
})

test('an upload that never left is made again, whole', async () => {
  const {url, arrived, server} = await startServer(() => ({}))
  const path = await fileWith('a.txt', Buffer.from('hello'))
  const {port} = new URL(url)
  server.close()
  const clock = {
    now: Date.now,
    sleep: async () => {
      await new Promise<void>(resolve => server.listen(Number(port), '127.0.0.1', resolve))
    },
  }

  await clientOf(url, {clock}).upload('POST /{page}/messages', {}, {path})

  const [request] = arrived
  if (request === undefined) throw new Error('nothing arrived')
  const file = (await formOf(request)).get('filedata') as File
  expect(await file.text()).toBe('hello')
})

test('a file that is not there is misuse, and nobody is called', async () => {
  const {url, arrived} = await startServer(() => ({}))

  const missing = await failureOf(
    clientOf(url).upload('POST /{page}/messages', {}, {path: '/no/such/file.png'}),
  )
  const folder = await failureOf(clientOf(url).upload('POST /{page}/messages', {}, {path: tmpdir()}))

  expect(missing).toBeInstanceOf(UsageError)
  expect(missing).toMatchObject({message: expect.stringContaining('/no/such/file.png')})
  expect(folder).toMatchObject({message: expect.stringContaining('is not a file')})
  expect(arrived).toEqual([])
})

test.each([
  ['a.jpg', 'image/jpeg'],
  ['A.MP3', 'audio/mpeg'],
  ['clip.tar.mp4', 'video/mp4'],
  ['report.pdf', 'application/pdf'],
  ['unknown', 'application/octet-stream'],
])('%s is %s', (name, type) => {
  expect(contentTypeOf(name)).toBe(type)
})
