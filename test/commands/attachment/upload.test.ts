import {truncate} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {progressText} from '../../../src/commands/shared/files/uploading.ts'
import {attachmentsOf, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const ada = '6411223344556677'
const MEGABYTE = 1024 * 1024
const savedIn = ({emulator}: EmulatedWorld) => attachmentsOf(emulator)
const sentBy = ({emulator}: EmulatedWorld) => sentIn(emulator)

/** A file of so many bytes, all zero. */
async function fileOf(world: EmulatedWorld, name: string, bytes: number): Promise<void> {
  await world.write(name, '')
  await truncate(join(world.folder, name), bytes)
}

test('attachment upload saves a file and prints an id that can be sent', async () => {
  const world = await createWorld()
  await fileOf(world, 'clip.mp4', 3 * MEGABYTE)

  const {code, json} = await world.msgr(['attachment', 'upload', 'clip.mp4', '--json'])
  const {attachmentId: id} = json()
  const sent = await world.msgr(['send', 'attachment', ada, id, '--kind', 'video'])

  expect(code).toBe(0)
  expect(json()).toEqual({attachmentId: expect.stringMatching(/^\d+$/), type: 'video'})
  expect(savedIn(world)).toMatchObject([{id, type: 'video', bytes: 3 * MEGABYTE, isReusable: true}])
  expect(sent.code).toBe(0)
})

test('attachment upload takes a URL and another kind', async () => {
  const world = await createWorld()

  const {out} = await world.msgr(['attachment', 'upload', 'https://shop.example/menu.pdf'])
  await world.msgr(['attachment', 'upload', 'https://shop.example/hat', '--kind', 'image'])

  const [menu, hat] = savedIn(world)
  expect(out).toContain(`msgr send attachment <psid> ${menu?.id} --kind file`)
  expect(hat).toMatchObject({type: 'image', url: 'https://shop.example/hat'})
})

test('a file of 25 MB is taken, and one of 26 MB refused before any call', async () => {
  const world = await createWorld()
  await fileOf(world, 'limit.bin', 25 * MEGABYTE)
  await fileOf(world, 'more.bin', 26 * MEGABYTE)

  const limit = await world.msgr(['attachment', 'upload', 'limit.bin'])
  const upload = await world.msgr(['attachment', 'upload', 'more.bin'])
  const send = await world.msgr(['send', 'attachment', ada, 'more.bin'])

  expect(limit.code).toBe(0)
  for (const refused of [upload, send]) {
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('has 26 MB; the platform accepts at most 25 MB')
  }
  expect(savedIn(world)).toMatchObject([{bytes: 25 * MEGABYTE}])
})

test.each([
  [['attachment', 'upload', '1857'], '--kind'],
  [['attachment', 'upload', '1857', '--kind', 'image'], 'already saved'],
  [['attachment', 'upload', 'none.png'], 'none.png cannot be read'],
  [['attachment', 'upload', 'empty.png'], 'is empty'],
  [['send', 'attachment', ada], 'The attachment is missing'],
  [['send', 'attachment', ada, 'https://x.example/a.png', 'empty.png'], 'is empty'],
  [['send', 'attachment', ada, 'https://x.example/a.png', 'https://x.example/a.mp4'], 'attachments[1].type'],
  [
    ['send', 'attachment', ada, 'https://x.example/a.png', 'b.png', '--reusable'],
    'works with only one attachment',
  ],
])('%j is misused, and nothing is uploaded or sent', async (argv, message) => {
  const world = await createWorld()
  await world.write('empty.png', '')

  const {code, err} = await world.msgr(argv)

  expect(err).toContain(message)
  expect(code).toBe(2)
  expect([...savedIn(world), ...sentBy(world)]).toEqual([])
})

test('several images are one message, those from disk saved first', async () => {
  const world = await createWorld()
  await world.write('hat.png', Buffer.from('89504e47', 'hex'))
  const url = 'https://shop.example/1.png'

  const {code, json} = await world.msgr(['send', 'attachment', ada, url, 'hat.png', '--json'])

  expect(code).toBe(0)
  expect(json()).toMatchObject({recipientId: ada, messageId: expect.stringMatching(/^m_/)})
  const [image] = savedIn(world)
  expect(sentBy(world).map(({message}) => message)).toEqual([
    {
      attachments: [
        {type: 'image', payload: {url}},
        {type: 'image', payload: {attachment_id: image?.id}},
      ],
    },
  ])
})

test.each([
  [{sentBytes: 0, totalBytes: 10 * MEGABYTE}, 0, '0.0 of 10.0 MB, 0 %'],
  [{sentBytes: 5 * MEGABYTE, totalBytes: 10 * MEGABYTE}, 2000, '5.0 of 10.0 MB, 50 %, 2.5 MB/s'],
  [{sentBytes: 10 * MEGABYTE, totalBytes: 10 * MEGABYTE}, 4000, '10.0 of 10.0 MB, 100 %, 2.5 MB/s'],
])('an upload of %j after %i ms shows %j', (progress, tookMs, text) => {
  expect(progressText(progress, tookMs)).toBe(text)
})
