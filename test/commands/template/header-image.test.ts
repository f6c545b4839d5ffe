import {randomBytes} from 'node:crypto'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {uploadsOf} from '../../helpers/probe.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'
import {startCuttingProxy} from './cutting-proxy.ts'

const ada = '6411223344556677'
const png = (bytes: number) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(bytes - 8)])
const template = `name: pickup
language: en
category: UTILITY
components:
  - {type: BODY, text: Your parcel has arrived.}
`

/** The bytes of the image that the chat page shows above the newest message. */
async function imageInChat({emulator}: EmulatedWorld): Promise<Buffer> {
  const {messages} = await emulator.admin('GET', `chat/${ada}`)
  const answer = await fetch(`${emulator.url}${messages.at(-1)?.utilityImage}`)
  expect(answer.headers.get('content-type')).toBe('image/png')
  return Buffer.from(await answer.arrayBuffer())
}

/** The environment of the platform at an address, with the tokens of the emulator. */
async function platformAt({emulator}: EmulatedWorld, url: string) {
  const {pageToken, pageId, appId, adToken, adAccount} = await emulator.connection()
  return {
    MSGR_EMULATOR: '0',
    MSGR_GRAPH_URL: url,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_PAGE_ID: pageId,
    MSGR_APP_ID: appId,
    MSGR_AD_ACCOUNT: adAccount,
    MSGR_AD_TOKEN: adToken,
  }
}

test('a template gets a header image, and people see it above the text', async ({world}) => {
  const [image, second] = [png(70_000), png(3_000)]
  await writeFile(join(world.folder, 'parcel.png'), image)
  await writeFile(join(world.folder, 'other.png'), second)
  await world.write('pickup.yaml', template)

  const created = await world.msgr('template create pickup.yaml --header-image parcel.png')
  await world.msgr(`send utility ${ada} pickup --language en`)
  const first = await imageInChat(world)
  const edited = await world.msgr('template edit pickup pickup.yaml --header-image other.png --yes')
  await world.msgr(`send utility ${ada} pickup --language en`)

  expect([created.code, edited.code]).toEqual([0, 0])
  expect(first.equals(image)).toBe(true)
  expect((await imageInChat(world)).equals(second)).toBe(true)
  const {components} = (await world.msgr('template get pickup --json')).json()
  expect(components[0]).toEqual({
    type: 'HEADER',
    format: 'IMAGE',
    example: {header_handle: [expect.stringMatching(/^4:/)]},
  })
})

test('an upload that breaks off twice goes on where it stopped, and no token is in a URL', async ({
  world,
}) => {
  const image = png(2_000_000)
  await writeFile(join(world.folder, 'parcel.png'), image)
  await world.write('pickup.yaml', template)
  const {url, requests} = await startCuttingProxy(world.emulator.url, [600_000, 500_000])
  const env = await platformAt(world, url)

  const {code, err} = await world.msgr('template create pickup.yaml --header-image parcel.png', {env})
  await world.msgr(`send utility ${ada} pickup --language en`)

  expect([code, err]).toEqual([0, expect.not.stringContaining('✖')])
  expect((await imageInChat(world)).equals(image)).toBe(true)
  const offsets = requests.flatMap(line => / from (\d+)$/.exec(line)?.slice(1).map(Number) ?? [])
  const [first = -1, second = -1, third = -1] = offsets
  expect([offsets.length, first]).toEqual([3, 0])
  expect(second).toBeGreaterThan(300_000)
  expect(third).toBeGreaterThan(second)
  expect(requests.filter(line => line.includes('/uploads?'))).toHaveLength(1)
  expect(requests.filter(line => /^POST \/v26\.0\/upload:[\w-]+=*\?sig=/.test(line))).toHaveLength(3)
  expect(requests.join('\n')).not.toMatch(/EMU|access_token/)
})

test('what cannot be a header image, or a template, is refused before anything is uploaded', async ({
  world,
}) => {
  await world.write('pickup.yaml', template)
  await world.write('text.yaml', `${template}  - {type: HEADER, format: TEXT, text: Hello}\n`)
  await world.write('bad.yaml', template.replace('en', 'english'))
  await writeFile(join(world.folder, 'parcel.png'), png(100))
  await world.write('gif.png', 'GIF89a and more')
  await world.write('empty.png', '')
  const faults = {
    'pickup.yaml --header-image gif.png': 'gif.png is neither a JPEG nor a PNG image',
    'pickup.yaml --header-image empty.png': 'is empty',
    'pickup.yaml --header-image nowhere.png': 'cannot be read',
    'text.yaml --header-image parcel.png': 'has a header with a text',
    'bad.yaml --header-image parcel.png': 'is not a language',
  }

  for (const [words, fault] of Object.entries(faults)) {
    const {code, err} = await world.msgr(`template create ${words}`)
    expect([code, err], words).toEqual([2, expect.stringContaining(fault)])
  }
  expect(uploadsOf(world.emulator)).toEqual([])
})

test('a dry run shows the three requests, and sends none', async ({world}) => {
  await world.write('pickup.yaml', template)
  await writeFile(join(world.folder, 'parcel.png'), png(100))

  const {out, code} = await world.msgr('template create pickup.yaml --header-image parcel.png --dry-run')

  expect(code).toBe(0)
  expect(out).toMatch(/\/uploads\?file_name=parcel.png&file_length=100&file_type=image%2Fpng/)
  expect(out).toMatch(/UPLOAD_SESSION\n\s+"@.*parcel.png"/)
  expect(out).toContain('<handle>')
  expect(uploadsOf(world.emulator)).toEqual([])
})

test('a refusal of a part is an error with its words, and an odd session is one too', async ({
  bareWorld: world,
}) => {
  await world.write('pickup.yaml', template)
  await writeFile(join(world.folder, 'parcel.png'), png(100))
  const line = 'template create pickup.yaml --header-image parcel.png'
  const session = {method: 'POST', path: '/uploads', answer: {id: 'upload:MTph=?sig=ARZ'}}
  const info = {
    retriable: false,
    type: 'PartialRequestError',
    message: 'Partial request (did not match length of file)',
  }
  const rest = {path: '.*', answer: {id: '109876543210987', name: 'Acme'}}
  const refusing = await startRules([
    session,
    {method: 'POST', path: '/upload:MTph=\\?sig=ARZ', status: 400, answer: {debug_info: info}},
    rest,
  ])
  const odd = await startRules([{...session, answer: {id: '123/messages'}}, rest])
  const more = {MSGR_APP_ID: '1234567890123456'}

  const refused = await world.msgr(line, {env: {...refusing.env, ...more}})
  const strange = await world.msgr(line, {env: {...odd.env, ...more}})

  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(info.message)])
  expect(refusing.authorizations.filter(each => each?.startsWith('OAuth '))).toHaveLength(2)
  expect(refusing.calls.filter(call => call.includes('message_templates'))).toEqual([])
  expect([strange.code, strange.err]).toEqual([1, expect.stringContaining('is not an upload session')])
})
