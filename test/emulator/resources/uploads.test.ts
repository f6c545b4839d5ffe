import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect} from 'vitest'
import {uploadsOf} from '../../helpers/probe.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {type Asking, test} from '../asking.ts'

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(3000, 7)])

async function tokensOf({emulator}: Asking) {
  const {appId, adToken = '', pageToken} = await emulator.connection()
  return {appId, adToken, pageToken, root: `${emulator.url}/v26.0`}
}

/** A call about a session, with its bytes as the body. */
async function part(
  url: string,
  {token, offset, body = Buffer.alloc(0)}: {token?: string; offset?: number; body?: Buffer},
) {
  const answer = await fetch(url, {
    method: offset === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === undefined ? {} : {authorization: `OAuth ${token}`}),
      ...(offset === undefined ? {} : {file_offset: String(offset)}),
    },
    ...(offset === undefined ? {} : {body: new Uint8Array(body)}),
  })
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  return {status: answer.status, body: (await answer.json()) as any}
}

async function start(asking: Asking, type = 'image/png', length = png.length) {
  const {appId, adToken, root} = await tokensOf(asking)
  const query = `file_name=a.png&file_length=${length}&file_type=${type}&access_token=${adToken}`
  const answer = await fetch(`${root}/${appId}/uploads?${query}`, {method: 'POST'})
  const {id, error} = (await answer.json()) as {id: string; error?: {code: number}}
  return {url: `${root}/${id}`, error, token: adToken}
}

async function handleOf(asking: Asking, type?: string): Promise<string> {
  const {url, token} = await start(asking, type)
  return (await part(url, {token, offset: 0, body: png})).body.h
}

const template = (handle: string) => ({
  name: 'pickup',
  language: 'en',
  category: 'UTILITY',
  components: [
    {type: 'HEADER', format: 'IMAGE', example: {header_handle: [handle]}},
    {type: 'BODY', text: 'Your parcel has arrived.'},
  ],
})

test.runIf(hasPrograms('uploads by curl, as the guide spells them', 'curl'))(
  'a file is uploaded by the requests of the guide, with curl',
  async ({start: open, folder}) => {
    const asking = await open()
    const {appId, adToken, root} = await tokensOf(asking)
    await writeFile(join(folder, 'a.png'), png)
    const curl = async (...words: readonly string[]) => {
      const {stdout} = await promisify(execFile)('curl', ['-sS', ...words], {cwd: folder})
      return JSON.parse(stdout)
    }

    const {id} = await curl(
      '-X',
      'POST',
      `${root}/${appId}/uploads?file_name=a.png&file_length=${png.length}&file_type=image/png&access_token=${adToken}`,
    )
    expect(id).toMatch(/^upload:[\w=-]+\?sig=AR/)
    const authorization = ['--header', `Authorization: OAuth ${adToken}`]
    expect(await curl('-X', 'GET', `${root}/${id}`, ...authorization)).toEqual({
      id: id.split('?')[0],
      file_offset: '0',
    })
    const {h} = await curl(
      ...['-X', 'POST', `${root}/${id}`, ...authorization],
      ...['--header', 'file_offset: 0', '--data-binary', '@a.png'],
    )
    expect(h).toMatch(/^4:/)
    expect((await asking.ask('POST /me/message_templates', {body: template(h)})).body.status).toBe('APPROVED')
  },
)

test('an upload goes on from the offset that the session reports, and from no other', async ({
  start: open,
}) => {
  const asking = await open()
  const {url, token} = await start(asking)
  const [one, two] = [png.subarray(0, 1000), png.subarray(1000)]

  expect((await part(url, {token, offset: 0, body: one})).body).toEqual({})
  expect((await part(url, {token})).body.file_offset).toBe('1000')
  const wrong = await part(url, {token, offset: 0, body: png})
  expect([wrong.status, wrong.body.debug_info.type]).toEqual([412, 'OffsetInvalidError'])
  const long = await part(url, {token, offset: 1000, body: png})
  expect([long.status, long.body.debug_info.type]).toEqual([400, 'PartialRequestError'])
  const {h} = (await part(url, {token, offset: 1000, body: two})).body
  expect(h).toMatch(/^4:/)
  const [upload] = uploadsOf(asking.emulator)
  expect((await asking.emulator.files.read(upload?.fileId ?? ''))?.bytes.equals(png)).toBe(true)
})

test('a session needs its signature, a token in the header, an offset and its day', async ({start: open}) => {
  const asking = await open()
  const {pageToken} = await tokensOf(asking)
  const {url, token} = await start(asking)
  const refused = async (...given: Parameters<typeof part>) => (await part(...given)).body.error?.code

  expect(await refused(url.replace(/\?.*/, ''), {token})).toBe(104)
  expect(await refused(url.replace(/upload:.../, 'upload:abc'), {token})).toBe(100)
  expect(await refused(`${url}&access_token=${token}`, {offset: 0, body: png})).toBeDefined()
  expect(await refused(url, {token: pageToken})).toBe(210)
  await asking.emulator.admin('POST', 'clock', {advanceMs: 25 * 3_600_000})
  expect(await refused(url, {token, offset: 0, body: png})).toBe(100)
  for (const [type, length] of [
    ['image/gif', 10],
    ['image/png', 0],
  ] as const)
    expect((await start(asking, type, length)).error?.code).toBe(100)
})

test('a template takes only handles of images that the app uploaded, for as long as they are good', async ({
  start: open,
}) => {
  const asking = await open()
  const create = async (handle: string) =>
    (await asking.ask('POST /me/message_templates', {body: template(handle)})).body
  const handle = await handleOf(asking)

  expect((await create('4:made-up')).error.code).toBe(100)
  expect((await create(await handleOf(asking, 'application/pdf'))).error.code).toBe(100)
  await asking.emulator.admin('POST', 'clock', {advanceMs: 31 * 24 * 3_600_000})
  expect((await create(handle)).error.code).toBe(100)
  expect((await create(await handleOf(asking))).status).toBe('APPROVED')
})
