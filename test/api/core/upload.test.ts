import {mkdtemp, rm, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {UsageError} from '../../../src/errors.ts'
import {contentTypeOf} from '../../../src/platform/content-types.ts'
import {listenAt} from '../../helpers/listen-at.ts'
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
      await listenAt(server, Number(port))
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

test('a file that the platform does not take says why, and nobody is called', async () => {
  const {url, arrived} = await startServer(() => ({}))
  const most = 25 * 1024 * 1024
  const sized = async (name: string, bytes: number) => {
    const path = await fileWith(name, new Uint8Array())
    await truncate(path, bytes)
    return path
  }
  const send = (path: string) => failureOf(clientOf(url).upload('POST /{page}/messages', {}, {path}))
  const [empty, barely, big] = [await sized('e', 0), await sized('b', most + 1), await sized('B', most * 2)]
  const [missing, folder] = ['/no/such/file.png', tmpdir()]

  expect(await send(missing)).toMatchObject({
    message: `The file ${missing} cannot be read`,
    hint: 'Check the name',
    cause: {code: 'ENOENT'},
  })
  expect(await send(folder)).toMatchObject({message: `${folder} is not a file`})
  expect(await send(empty)).toMatchObject({message: `The file ${empty} is empty`})
  expect(await send(barely)).toMatchObject({
    message: `The file ${barely} has 25.1 MB; the platform accepts at most 25 MB`,
    hint: 'Make it smaller, or send a link to it',
  })
  expect(await send(big)).toMatchObject({
    message: `The file ${big} has 50 MB; the platform accepts at most 25 MB`,
  })
  expect(arrived).toEqual([])
  // The largest there may be.
  await clientOf(url, {dryRun: true}).upload('POST /{page}/messages', {}, {path: await sized('w', most)})
})

test('the parts of a form are written as forms are', async () => {
  const {url, arrived} = await startServer(() => ({}))
  const path = await fileWith('a"b\r\nc.bin', Buffer.from('hello'))

  await clientOf(url).upload('POST /{page}/messages', {n: 1, list: ['ü']}, {path, contentType: 'text/x'})

  const [{bytes, headers}] = arrived as [Arrived]
  const boundary = /^multipart\/form-data; boundary=(msgr-[\w-]+)$/.exec(headers['content-type'] ?? '')?.[1]
  const head = `--${boundary}\r\nContent-Disposition: form-data; name=`
  expect(bytes.toString()).toBe(
    [
      `${head}"n"\r\n\r\n1\r\n`,
      `${head}"list"\r\n\r\n["ü"]\r\n`,
      `${head}"filedata"; filename="a%22b%0D%0Ac.bin"\r\nContent-Type: text/x\r\n\r\nhello\r\n`,
      `--${boundary}--\r\n`,
    ].join(''),
  )
})

test('the rest of a file travels as the body, from its offset on, and not beyond the size it had', async () => {
  const {url, arrived} = await startServer(() => ({body: {h: 'handle'}}))
  const path = await fileWith('a.txt', Buffer.from('0123456789 and more'))
  const told: unknown[] = []
  const traced: string[] = []
  const part = {path, offset: 4, totalBytes: 10}
  const graph = clientOf(url, {debug: text => traced.push(text)})

  const answer = await graph.sendPart(
    'POST /{upload_session}',
    {upload_session: 'upload:a=', sig: 'x'},
    part,
    {
      onProgress: progress => told.push(progress),
    },
  )

  expect(answer).toEqual({h: 'handle'})
  expect(arrived).toMatchObject([
    {
      ...{method: 'POST', path: '/v26.0/upload:a=', query: {sig: 'x'}},
      headers: {'content-type': 'application/octet-stream', 'content-length': '6', file_offset: '4'},
    },
  ])
  expect(arrived[0]?.bytes.toString()).toBe('456789')
  expect(told).toEqual([{sentBytes: 10, totalBytes: 10}])
  expect(traced.join()).toContain(`@${path}`)
})

test('a dry run shows which file would be sent', async () => {
  const path = await fileWith('a.txt', Buffer.from('hello'))
  const shown: unknown[] = []
  const graph = clientOf('http://127.0.0.1:1', {dryRun: true, onDryRun: ({body}) => shown.push(body)})

  await graph.upload('POST /{page}/messages', {n: 1, list: ['ü']}, {path})
  await graph.sendPart(
    'POST /{upload_session}',
    {upload_session: 'upload:a='},
    {path, offset: 0, totalBytes: 5},
  )

  expect(shown).toEqual([{n: '1', list: '["ü"]', filedata: `@${path}`}, `@${path}`])
})
