import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {PassThrough} from 'node:stream'
import {describe, expect} from 'vitest'
import {pagesOf} from '../helpers/probe.ts'
import {startRules} from '../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const both = '--page "Acme Shop,Acme Support"'
const profilesOf = ({emulator}: EmulatedWorld) => pagesOf(emulator).map(({profile}) => profile)

describe('a command for several Pages', () => {
  test.for([
    'whoami',
    'doctor',
    'profile get',
    'profile diff profile.yaml',
    'label list',
    'persona list',
    'template list',
    'webhook status',
    'insights get page_messages_new_conversations_unique --since 7d',
    'conversation list',
    'api GET me',
  ])('%s answers for each of them', async (line, {world}) => {
    await world.write('profile.yaml', 'get_started: {payload: GO}')

    const {out, err} = await world.msgr(`${line} ${both} --json`)

    const text = out.trim()
    const results: readonly {page: string}[] = text.startsWith('[')
      ? JSON.parse(text)
      : text.split('\n').map(each => JSON.parse(each))
    expect(new Set(results.map(({page}) => page)), err).toEqual(
      new Set(
        line.includes('persona') || line.includes('template') || line.includes('label')
          ? results.map(({page}) => page)
          : ['Acme Shop', 'Acme Support'],
      ),
    )
    for (const each of results) expect(Object.keys(each).sort()).toEqual(['error', 'page', 'result'])
  })

  test('changes each of them, with one standard input for all', async ({world}) => {
    const {code, out} = await world.msgr(`profile set - ${both}`, {stdin: 'get_started: {payload: GO}'})

    expect(code).toBe(0)
    expect(out).toBe('Acme Shop\n✔ Set get_started\nAcme Support\n✔ Set get_started\n')
    expect(profilesOf(world)).toEqual([{get_started: {payload: 'GO'}}, {get_started: {payload: 'GO'}}])
  })

  test('shows one table with a column of Pages', async ({world}) => {
    await world.msgr(`label create VIP ${both}`)

    const piped = await world.msgr(`label list ${both}`)
    const csv = await world.msgr(`label list ${both} --format csv`)

    expect(piped.out).toMatch(/^Acme Shop\t\d+\tVIP$/m)
    expect(piped.out).toMatch(/^Acme Support\t\d+\tVIP$/m)
    expect(csv.out.split('\r\n').filter(line => line.startsWith('page,'))).toHaveLength(1)
  })

  test('goes on when one fails, and exits with 6', async ({world}) => {
    await world.msgr('label create VIP --page "Acme Shop"')

    const {code, out, err} = await world.msgr(`label create VIP ${both}`)
    const json = await world.msgr(`label create VIP --if-missing --page "Acme Shop,Nobody" --json`)

    expect(code).toBe(6)
    expect(err).toContain('Acme Shop: ')
    expect(out).toContain('Acme Support\n')
    expect(json.code).toBe(6)
    expect(JSON.parse(json.out)).toEqual([
      {page: 'Acme Shop', result: expect.anything(), error: null},
      {
        page: 'Nobody',
        result: null,
        error: expect.objectContaining({message: expect.stringContaining('Nobody')}),
      },
    ])
  })

  test('has the exit code that all of them have', async ({world}) => {
    await world.write('profile.yaml', 'get_started: {payload: GO}')
    await world.msgr('profile set profile.yaml --page "Acme Shop"')

    const some = await world.msgr(`profile diff profile.yaml --exit-code ${both}`)
    const all = await world.msgr(`label get none ${both}`)

    expect(some.code).toBe(3)
    expect(all.code).toBe(1)
  })

  test('asks about each of them by its name, and No leaves that one', async ({world}) => {
    await world.msgr(`profile set - ${both}`, {stdin: 'get_started: {payload: GO}'})
    const stdin = new PassThrough()
    const running = world.start(`profile delete get_started ${both}`, {
      stdin,
      terminals: {stdin: true, stderr: true},
    })
    await running.err.holds('Acme Shop: Delete get_started')
    stdin.write('n\n')
    await running.err.holds('Acme Support: Delete get_started')
    stdin.write('y\n')

    expect((await running.ended).code).toBe(6)
    expect(profilesOf(world)).toEqual([{get_started: {payload: 'GO'}}, {}])
  })

  test('shows what was gathered before Ctrl-C', async ({bareWorld: world}) => {
    await world.write(
      'settings.yaml',
      'pages: {one: {pageId: "1", token: "env:ONE"}, two: {pageId: "2", token: "env:TWO"}}\n',
    )
    const server = createServer((request, response) => {
      if (request.headers.authorization?.includes('EAABtwo')) return running.send('SIGINT')
      response.writeHead(200, {'content-type': 'application/json', 'facebook-api-version': 'v26.0'})
      response.end('{"id":"1","name":"One","data":[]}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const {port} = server.address() as AddressInfo
    const env = {MSGR_GRAPH_URL: `http://127.0.0.1:${port}`, ONE: 'EAABone', TWO: 'EAABtwo'}
    const running = world.start('label list --config settings.yaml --page one,two --json', {env})

    const {code, out} = await running.ended
    server.closeAllConnections()
    server.close()
    expect(code).toBe(130)
    expect(JSON.parse(out)).toEqual([{page: 'one', result: [], error: null}])
  })

  test('takes a name with a comma in it for what it is', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages: {"Acme, Graz": {pageId: "1"}, Acme: {pageId: "2"}}\n')
    const pagesOf = async (page: string) => {
      const {out} = await world.msgr(['label', 'create', 'VIP', '--dry-run', '--json', '--page', page])
      const shown = JSON.parse(out)
      return Array.isArray(shown) ? shown.map((each: {page: string}) => each.page) : Object.keys(shown)
    }

    expect(await pagesOf('Acme, Graz')).toEqual(['dryRun', 'requests'])
    expect(await pagesOf('Acme,Acme, Graz')).toEqual(['Acme', 'Acme, Graz'])
    expect(await pagesOf('Acme, Graz, Acme')).toEqual(['Acme, Graz', 'Acme'])
  })

  test('shows the requests of each in a dry run', async ({world}) => {
    const {code, out} = await world.msgr(`label create VIP ${both} --dry-run --json`)

    expect(code).toBe(0)
    expect(JSON.parse(out).map(({page, result}: {page: string; result: object}) => [page, result])).toEqual([
      ['Acme Shop', expect.objectContaining({dryRun: true})],
      ['Acme Support', expect.objectContaining({dryRun: true})],
    ])
  })

  test('takes every Page of the settings with --all-pages', async ({bareWorld: world}) => {
    const {env} = await startRules([{method: 'GET', path: 'custom_labels', answer: {data: []}}])
    await world.write(
      '.msgrrc.yaml',
      'pages:\n  shop: {pageId: "1", token: "env:SHOP"}\n  support: {pageId: "2", token: "env:SUPPORT"}\n',
    )

    const {code, out, err} = await world.msgr('label list --all-pages --json', {
      env: {MSGR_GRAPH_URL: env['MSGR_GRAPH_URL'], SHOP: 'EAABshop', SUPPORT: 'EAABsupport'},
    })

    expect(code, err).toBe(0)
    expect(out).not.toContain('EAAB')
  })
})

describe('a command for one Page', () => {
  test.for(['broadcast list', 'send text 6411223344556677 Hi', 'page pull', 'listen --port 0', 'schema'])(
    '%s says so, and which take several',
    async (line, {world}) => {
      for (const flags of [both, '--all-pages']) {
        const {code, out, err} = await world.msgr(`${line} ${flags}`)

        expect({code, out}).toEqual({code: 2, out: ''})
        expect(err).toContain('takes one Page at a time')
        expect(err).toContain('label list')
      }
    },
  )
})

test('only commands that take several Pages show --all-pages in their help', async ({bareWorld: world}) => {
  expect((await world.msgr('label list --help')).out).toContain('--all-pages')
  expect((await world.msgr('page plan --help')).out).toContain('--all-pages')
  expect((await world.msgr('send text --help')).out).not.toContain('--all-pages')
})
