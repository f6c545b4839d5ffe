import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {conversationsOf} from '../../helpers/probe.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const attach = (world: EmulatedWorld, psid: string, name: string, content: string, type = 'image/png') =>
  world.emulator.admin(
    'POST',
    `people/${psid}/attach?name=${encodeURIComponent(name)}`,
    new Blob([content], {type}),
  )

const otherThanAda = ({emulator}: EmulatedWorld): string =>
  conversationsOf(emulator).find(({psid}) => psid !== ada)?.psid ?? ''

/** The files in a folder, with their content. */
async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder, {recursive: true})).toSorted()
  const all: Record<string, string> = {}
  for (const name of names)
    if ((await stat(join(folder, name))).isFile()) all[name] = await readFile(join(folder, name), 'utf8')
  return all
}

/** A host of files that is not the platform; records the headers of each request. */
async function startHost(answers: Readonly<Record<string, RequestListener>>) {
  const asked: {readonly url: string; readonly headers: object}[] = []
  const server = createServer((request, response) => {
    asked.push({url: request.url ?? '', headers: request.headers})
    const answer = answers[(request.url ?? '').split('?')[0] ?? '']
    if (answer === undefined) response.writeHead(404).end('no')
    else answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked}
}

const conversation = (attachments: readonly object[], mid = 'm_one') => ({
  id: `t_${ada}`,
  participants: {data: [{id: '109876543210987'}, {id: ada, name: 'Ada'}]},
  messages: {
    data: [
      {id: mid, created_time: '2026-11-20T09:15:00+0000', from: {id: ada}, attachments: {data: attachments}},
    ],
  },
})

/** A Graph server whose one conversation has these attachments; fresh ones answer for the message. */
const startGraph = (attachments: readonly object[], fresh: readonly object[] = attachments) =>
  startRules([
    {path: '/m_one/attachments', answer: {data: fresh}},
    {path: '/conversations', answer: {data: [conversation(attachments)]}},
    {path: '/messages', answer: conversation(attachments).messages},
    {path: '/me\\?', answer: {id: '109876543210987', name: 'Acme'}},
    {path: '.*', answer: [{code: 200, body: '{}'}]},
  ])

describe('conversation export --attachments', () => {
  test('has each file in the folder of its conversation, and its message in attachments.csv', async ({
    world,
  }) => {
    const ben = otherThanAda(world)
    await attach(world, ada, 'für dich.png', 'picture of Ada')
    await attach(world, ada, 'receipt.pdf', 'receipt of Ada', 'application/pdf')
    await attach(world, ben, 'für dich.png', 'picture of Ben')

    const {code, err} = await world.msgr('conversation export --attachments files --out people.csv')

    expect(err).toContain('Downloaded 3 files. Their messages: files/attachments.csv')
    expect(code).toBe(0)
    const {'attachments.csv': list = '', ...files} = await filesIn(join(world.folder, 'files'))
    expect(Object.values(files).toSorted()).toEqual(['picture of Ada', 'picture of Ben', 'receipt of Ada'])
    for (const name of Object.keys(files)) {
      expect(name).toMatch(/^t_\d+\/\d{8}-\d{6}-[0-9a-f]{12}-(für-dich\.png|receipt\.pdf)$/)
      expect(list).toMatch(new RegExp(`^${name},downloaded,,.*,m_`, 'm'))
    }
    expect(await world.read('people.csv')).toContain(ada)
  })

  test('does not download again what is there, and completes the rest', async ({world}) => {
    await attach(world, ada, 'one.png', 'one')
    await world.msgr('conversation export --attachments files --json')
    await attach(world, ada, 'two.png', 'two')
    const folder = join(world.folder, 'files')
    const first = Object.keys(await filesIn(folder)).find(name => name.endsWith('one.png')) ?? ''
    await writeFile(join(folder, first), 'touched')

    const {out, err} = await world.msgr('conversation export --attachments files --json')

    expect(err).toContain('Downloaded 1 file; 1 file already there')
    expect((await filesIn(folder))[first]).toBe('touched')
    const row = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .find(({psid}) => psid === ada)
    expect(
      row.files.map(({outcome, name}: {outcome: string; name: string}) => [name, outcome]).toSorted(),
    ).toEqual([
      ['one.png', 'present'],
      ['two.png', 'downloaded'],
    ])
  })

  test('keeps the list of files whose messages the platform no longer gives', async ({world}) => {
    await attach(world, ada, 'old.png', 'old')
    await world.msgr('conversation export --attachments files --json')
    for (let number = 0; number < 25; number += 1)
      await world.emulator.admin('POST', `people/${ada}/say`, {text: `message ${number}`})
    await attach(world, ada, 'new.png', 'new')

    await world.msgr('conversation export --attachments files --json')

    const list = await world.read('files/attachments.csv')
    expect(list).toMatch(/old\.png,downloaded/)
    expect(list).toMatch(/new\.png,downloaded/)
  })

  test('a file that cannot be had is reported, exits with 6, and costs nothing else', async ({world}) => {
    const ben = otherThanAda(world)
    await attach(world, ada, 'one.png', 'one')
    await world.emulator.admin('POST', `people/${ben}/say`, {
      attachments: [{type: 'image', url: `${world.emulator.url}/_msgr/files/gone.png`}],
    })

    const run = await world.msgr('conversation export --attachments files --out people.csv')
    const lines = await world.msgr('conversation export --attachments files --json')

    expect(run.code).toBe(6)
    expect(run.err).toContain('was not downloaded: the host answered 404')
    expect(await world.read('people.csv')).toContain(ben)
    expect(await world.read('files/attachments.csv')).toContain('failed,the host answered 404,')
    expect(Object.values(await filesIn(join(world.folder, 'files')))).toContain('one')
    expect(lines.code).toBe(6)
    expect(lines.out.trim().split('\n')).toHaveLength(12)
    expect(lines.err).toContain('1 of 2 attachments were not downloaded')
  })

  test('writes nothing in a dry run, and refuses a folder that cannot be one, before any call', async ({
    world,
  }) => {
    await attach(world, ada, 'one.png', 'one')
    await world.write('taken', 'a file')

    const dry = await world.msgr('conversation export --attachments files --dry-run')
    const taken = await world.msgr('conversation export --attachments taken --json')

    expect(dry.code).toBe(0)
    expect(await readdir(world.folder)).toEqual(['taken'])
    expect(taken.code).toBe(2)
    expect(taken.err).toContain('taken cannot be written')
    expect(taken.out).toBe('')
  })
})

describe('conversation messages --attachments', () => {
  test('downloads the files of one conversation to the same names', async ({world}) => {
    await attach(world, ada, 'one.png', 'one')
    await world.msgr('conversation export --attachments files --json')

    const {code, out, err} = await world.msgr(`conversation messages ${ada} --attachments files --json`)

    expect(code).toBe(0)
    expect(err).toContain('Downloaded 0 files; 1 file already there')
    expect(JSON.parse(out.split('\n')[0] ?? '').files).toMatchObject([{outcome: 'present', psid: ada}])
    expect(JSON.parse(out.split('\n')[1] ?? '').files).toEqual([])
  })

  test('asks for a fresh address where the listed one has expired', async ({bareWorld: world}) => {
    const host = await startHost({
      '/old.png': (_, response) => response.writeHead(403).end('URL signature expired'),
      '/new.png': (_, response) => response.end('fresh'),
    })
    const at = (path: string) => [
      {id: '7', mime_type: 'image/png', name: 'x.png', image_data: {url: `${host.url}${path}`}},
    ]
    const graph = await startGraph(at('/old.png'), at('/new.png'))

    const {code} = await world.msgr(`conversation messages t_${ada} --attachments files --json`, {
      env: graph.env,
    })

    expect(code).toBe(0)
    expect(host.asked.map(({url}) => url)).toEqual(['/old.png', '/new.png'])
    const {'attachments.csv': _list, ...files} = await filesIn(join(world.folder, 'files'))
    expect(Object.values(files)).toEqual(['fresh'])
    for (const {headers} of host.asked)
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(authorization|cookie|referer)$/)]),
      )
    expect(JSON.stringify(host.asked)).not.toContain('EAABfake')
  })

  test.for([
    ['../../../etc/passwd', 'passwd.png'],
    ['..\\..\\evil.exe', 'evil.exe'],
    ['CON', 'CON.png'],
    ['a:b?.png', 'a-b.png'],
    ['\u202Egnp.exe', 'gnp.exe'],
    [`${'ü'.repeat(300)}.png`, '.png'],
    ['', 'image.png'],
    ['...', 'image.png'],
  ] as const)(
    'a sender who calls a file %j cannot leave the folder',
    async ([name, end], {bareWorld: world}) => {
      const host = await startHost({'/x': (_, response) => response.end('x')})
      const graph = await startGraph([
        {id: '7', mime_type: 'image/png', name, image_data: {url: `${host.url}/x`}},
      ])

      await world.msgr(`conversation messages t_${ada} --attachments files --json`, {env: graph.env})

      const {'attachments.csv': list = '', ...files} = await filesIn(join(world.folder, 'files'))
      expect(Object.keys(files)).toHaveLength(1)
      const [file = ''] = Object.keys(files)
      expect(file).toMatch(new RegExp(`^t_${ada}/20261120-091500-[0-9a-f]{12}-[^/\\\\:*?"<>|\\p{C}]+$`, 'u'))
      expect(file.endsWith(end)).toBe(true)
      expect(Buffer.byteLength(file)).toBeLessThan(290)
      expect(list).toContain(file)
      expect(await readdir(world.folder)).toEqual(['files'])
    },
  )

  test('two attachments of one name, and one that is cut off, which leaves nothing', async ({
    bareWorld: world,
  }) => {
    const host = await startHost({
      '/a': (_, response) => response.end('a'),
      '/b': (_, response) => response.end('b'),
      '/cut': (_, response) => {
        response.writeHead(200, {'content-length': 100}).write('half')
        setTimeout(() => response.destroy(), 20)
      },
    })
    const named = (id: string) => ({
      id,
      mime_type: 'image/png',
      name: 'x.png',
      image_data: {url: `${host.url}/${id}`},
    })
    const template = {id: '9', generic_template: {title: 'A lamp'}}
    const graph = await startGraph([named('a'), named('b'), named('cut'), template])

    const {code, err} = await world.msgr(`conversation messages t_${ada} --attachments files`, {
      env: graph.env,
    })

    expect(code).toBe(6)
    expect(err).toContain('the connection failed')
    const {'attachments.csv': list = '', ...files} = await filesIn(join(world.folder, 'files'))
    expect(Object.values(files).toSorted()).toEqual(['a', 'b'])
    expect(list.trim().split('\n')).toHaveLength(4)
  })

  test('a folder whose list is not CSV is left alone', async ({world}) => {
    await attach(world, ada, 'one.png', 'one')
    await mkdir(join(world.folder, 'files'))
    await world.write('files/attachments.csv', 'file,outcome\n"never closed')

    const {code, err} = await world.msgr(`conversation messages ${ada} --attachments files`)

    expect(code).toBe(2)
    expect(err).toContain('attachments.csv:2: this is not CSV')
    expect(await world.read('files/attachments.csv')).toContain('never closed')
  })
})
