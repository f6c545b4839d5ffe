import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout} from 'node:timers/promises'
import {describe, expect, onTestFinished} from 'vitest'
import type {Diagnosis} from '../../src/commands/doctor.ts'
import {appOf, pagesOf} from '../helpers/probe.ts'
import {startRules} from '../helpers/rules-server.ts'
import {type EmulatedWorld, type RunOptions, test} from '../helpers/world.ts'

/** A terminal of 80 columns without colours. */
const terminal: RunOptions = {terminals: {stdout: true}, columns: 80, env: {NO_COLOR: '1'}}

const ONE_METRIC = 'page_messages_new_conversations_unique'

/** A bot that returns the challenge, and counts how often it is asked. */
async function startBot() {
  let asked = 0
  const server = createServer((request, response) => {
    const {searchParams} = new URL(request.url ?? '/', 'http://bot')
    asked += 1
    response.end(searchParams.get('hub.challenge'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  const {port} = server.address() as AddressInfo
  return {url: `http://127.0.0.1:${port}/webhook`, asked: () => asked}
}

async function done(world: EmulatedWorld, line: string, options?: RunOptions): Promise<void> {
  const {code, err} = await world.msgr(line, options)
  expect({line, code, err: code === 0 ? '' : err}).toEqual({line, code: 0, err: ''})
}

const fields = [
  'messages',
  'messaging_postbacks',
  ...['clicks', 'deliveries', 'delivery_failed', 'echoes', 'reads'].map(name => `marketing_message_${name}`),
]

/** Thirty Pages that a bot answers for; one has a dead token, one is restricted. */
async function thirtyPages(world: EmulatedWorld) {
  const bot = await startBot()
  await done(world, 'emulator seed --pages 28')
  await done(world, `webhook set ${bot.url} --fields ${fields.join(',')} --yes`)
  const {id} = appOf(world.emulator)
  for (const page of pagesOf(world.emulator)) {
    page.profile = {get_started: {payload: 'GO'}}
    page.subscribedApps[id] = fields
  }
  await done(world, 'emulator token change --dead 460 --page "Acme Geneva"')
  await done(world, 'emulator page --restricted-for 7d --page "Acme Oslo"')
  return bot
}

/** The same width, whatever the time is. */
const withoutTimes = (text: string) =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, '<the end in UTC>.')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '<the day>.')

/** What a slow machine prints too. */
const withoutProgress = (err: string) => err.replaceAll(/^[\w ]+: \d+ of \d+ Pages\n/gm, '')

const callsIn = async ({emulator}: EmulatedWorld) => {
  const {calls} = await emulator.admin('GET', 'calls')
  return Object.fromEntries(calls.map(({call, times}) => [call, times]))
}

describe('thirty Pages, one with a dead token and one restricted', () => {
  test('doctor: one table of 80 columns, what concerns the app is asked once', async ({world}) => {
    const bot = await thirtyPages(world)
    const [askedBefore, before] = [bot.asked(), await callsIn(world)]

    const {code, out, err} = await world.msgr('doctor --all-pages', terminal)
    const after = await callsIn(world)

    expect(code).toBe(6)
    expect(withoutTimes(out)).toBe(`\
page              id               state  problem
Acme Shop         109876543210987  ok
Acme Support      109876543210988  ok
Acme Amsterdam    109876543211001  ok
Acme Basel        109876543211002  ok
Acme Cologne      109876543211003  ok
Acme Dublin       109876543211004  ok
Acme Edinburgh    109876543211005  ok
Acme Florence     109876543211006  ok
Acme Geneva       109876543211007  fault  token: the emulated token is dead
                                          (190/460)
Acme Helsinki     109876543211008  ok
Acme Innsbruck    109876543211009  ok
Acme Jena         109876543211010  ok
Acme Kraków       109876543211011  ok
Acme Lisbon       109876543211012  ok
Acme Madrid       109876543211013  ok
Acme Naples       109876543211014  ok
Acme Oslo         109876543211015  fault  page status: restricted until
                                          <the end in UTC>.
Acme Porto        109876543211016  ok
Acme Riga         109876543211017  ok
Acme Seville      109876543211018  ok
Acme Tallinn      109876543211019  ok
Acme Utrecht      109876543211020  ok
Acme Vienna       109876543211021  ok
Acme Warsaw       109876543211022  ok
Acme Zürich       109876543211023  ok
Acme Amsterdam 2  109876543211024  ok
Acme Basel 2      109876543211025  ok
Acme Cologne 2    109876543211026  ok
Acme Dublin 2     109876543211027  ok
Acme Edinburgh 2  109876543211028  ok
`)
    expect(withoutProgress(err)).toBe(`\
28 of 30 Pages ok, 2 with faults
  msgr doctor --page "Acme Geneva"
  msgr doctor --page "Acme Oslo"
`)
    expect(bot.asked() - askedBefore).toBe(1)
    const made = (call: string) => (after[call] ?? 0) - (before[call] ?? 0)
    expect(made('GET /{id}/subscriptions')).toBe(1)
    expect(made('GET /act_1111000000000001')).toBe(1)
    expect(made('GET /me/page_status')).toBe(29)
    expect(made('GET /me')).toBe(30)
  })

  test('doctor --json: an array with each Page, and every check of each', async ({world}) => {
    await thirtyPages(world)

    const {code, json} = await world.msgr('doctor --all-pages --json')

    const results: {page: string; result: Diagnosis; error: unknown}[] = json()
    expect(code).toBe(6)
    expect(results.map(({page}) => page)).toEqual(pagesOf(world.emulator).map(({name}) => name))
    const faults = results.flatMap(({page, result}) =>
      result.checks.filter(({state}) => state === 'fault').map(({check, mend}) => ({page, check, mend})),
    )
    expect(faults).toEqual([
      {
        page: 'Acme Geneva',
        check: 'token',
        mend: 'msgr emulator token change --restore --page "Acme Geneva"',
      },
      ...['page status', 'sending'].map(check => ({
        page: 'Acme Oslo',
        check,
        mend: 'msgr emulator page --restricted no --page "Acme Oslo"',
      })),
    ])
    for (const each of results) expect(Object.keys(each)).toEqual(['page', 'result', 'error'])
  })

  test('whoami, page status, webhook status and insights get have the same rows', async ({world}) => {
    const bot = await thirtyPages(world)
    const geneva = 'Acme Geneva       109876543211007'
    const oslo = 'Acme Oslo         109876543211015'
    const before = await callsIn(world)
    const rowsOf = async (line: string) => {
      const {code, out, err} = await world.msgr(`${line} --all-pages`, terminal)
      expect(code, line).toBe(6)
      for (const each of out.split('\n')) expect(each.length, each).toBeLessThanOrEqual(80)
      expect(out.match(/^Acme /gm), line).toHaveLength(30)
      return {out: withoutTimes(out), err: withoutProgress(err)}
    }

    const whoami = await rowsOf('whoami')
    expect(whoami.out).toContain(`${geneva}  fault           dead: The session has been`)
    expect(whoami.out).toContain(`${oslo}  ok     never\n`)
    expect(whoami.err).toBe(
      'App: Acme bot (1234567890123456) (30 Pages)\n29 of 30 Pages ok, 1 with faults\n  msgr doctor --page "Acme Geneva"\n',
    )

    const status = await rowsOf('page status')
    expect(status.out).toContain(`${oslo}  fault  <the day>.  page_messaging: SPAM\n`)
    expect(status.out).toContain(`${geneva}  fault              the password behind the`)
    expect(status.err).toContain('  msgr page status --page "Acme Oslo"\n')

    const webhook = await rowsOf('webhook status')
    expect(webhook.out).toContain(`${oslo}  ok     7\n`)
    expect(webhook.err).toContain(`Callback: ${bot.url} (29 Pages)\n`)
    const {['GET /{id}/subscriptions']: asked = 0} = await callsIn(world)
    expect(asked - (before['GET /{id}/subscriptions'] ?? 0)).toBe(1)

    const insights = await rowsOf(`insights get ${ONE_METRIC}`)
    expect(insights.out).toMatch(/^page +id +state +new conversations +problem\n +unique\n/)
    expect(insights.out).toMatch(/^Acme Oslo +109876543211015 +ok +\d+$/m)
  })

  test('two metrics are two columns', async ({world}) => {
    await done(world, 'emulator seed --pages 3')
    const {out, code} = await world.msgr(
      `insights get ${ONE_METRIC} page_messages_blocked_conversations_unique --all-pages`,
      terminal,
    )

    expect(code).toBe(0)
    expect(out).toMatch(/^page +state +new conversations +blocked(?: conversations)? +problem$/m)
    expect(out).toMatch(/^Acme Basel +ok +\d+ +\d+$/m)
  })

  test('other commands still go from one to the next', async ({world}) => {
    await thirtyPages(world)
    const all = await world.msgr('label list --all-pages')
    const asked = await world.msgr('profile delete get_started --all-pages --no-input')

    expect(all.code).toBe(6)
    expect(all.out).toMatch(/^Acme Shop\t\d+\tNewsletter$/m)
    expect(all.err).toContain('Acme Geneva: ')
    expect(asked.code).toBe(6)
    expect(asked.err).toContain('Acme Oslo: ')
    expect(pagesOf(world.emulator).every(({profile}) => 'get_started' in profile)).toBe(true)
  })
})

describe('rows of several Pages', () => {
  test('in a pipe are separated by tabs, and nothing is cut', async ({world}) => {
    const name = 'Acme Support Deutschland und Schweiz'
    Object.assign(pagesOf(world.emulator)[1] ?? {}, {name})

    const piped = await world.msgr('page status --all-pages')
    const shown = await world.msgr('page status --all-pages', terminal)

    expect(piped.out).toBe(`Acme Shop\t109876543210987\tok\t\t\n${name}\t109876543210988\tok\t\t\n`)
    expect(shown.out).toMatch(/^Acme Support Deutsc… {2}109876543210988 {2}ok$/m)
  })

  test('are those of the command in CSV, under one header', async ({world}) => {
    await done(world, 'emulator page --restricted-for 7d --page "Acme Support"')
    await done(world, 'emulator token change --dead 460')

    const {code, out, err} = await world.msgr('page status --all-pages --format csv')

    expect(code).toBe(4)
    expect(out).toMatch(
      /^page,feature,description,appliedAt,endsAt\nAcme Support,page_messaging,,\d{4}.*Z,\d{4}.*Z\n$/,
    )
    expect(err).toContain('Acme Shop: GET /me/page_status was refused')
  })

  test('with --page a,b are the same', async ({world}) => {
    const {code, out, err} = await world.msgr('page status --page "Acme Shop,Nobody"', terminal)

    expect(code).toBe(6)
    expect(out).toMatch(/^Acme Shop +109876543210987 +ok$/m)
    expect(out).toMatch(/^Nobody +fault +The emulator has no Page/m)
    expect(withoutProgress(err)).toBe('1 of 2 Pages ok, 1 with faults\n  msgr doctor --page Nobody\n')
  })

  test('have the exit code that all of them have', async ({world}) => {
    const ok = await world.msgr('page status --all-pages')
    for (const page of ['Acme Shop', 'Acme Support'])
      await done(world, `emulator page --restricted yes --page "${page}"`)
    const restricted = await world.msgr('page status --all-pages')

    expect([ok.code, restricted.code]).toEqual([0, 4])
  })

  test('say once what is wrong for all of them', async ({world}) => {
    const mistyped = await world.msgr('insights get page_messages_sent --since yesterdy --all-pages')
    const shared = await world.msgr('doctor --all-pages')

    expect(mistyped.code).toBe(2)
    expect(mistyped.out).toBe('')
    expect(mistyped.err.match(/yesterdy/g)).toHaveLength(1)
    expect(shared.err).toContain(
      '✖ callback: the app has none, so no events are delivered (2 Pages)\n  msgr webhook set <url>\n',
    )
    expect(shared.out).not.toContain('callback')
  })

  test('warn once of what is the same for all of them', async ({bareWorld: world}) => {
    const {env} = await startRules([{path: 'subscribed_apps', answer: {data: []}}])
    await world.write(
      '.msgrrc.yaml',
      'pages: {a: {pageId: "1", token: "env:A"}, b: {pageId: "2", token: "env:B"}}\n',
    )
    const {MSGR_GRAPH_URL} = env

    const {err} = await world.msgr('webhook status --all-pages', {
      env: {MSGR_GRAPH_URL, A: 'EAABa', B: 'EAABb'},
    })

    expect(err.match(/The callback cannot be read/g)).toHaveLength(1)
    expect(err).toContain('! 2 Pages: The callback cannot be read without MSGR_APP_ID')
  })

  test('are read some at once, and never more than eight', async ({bareWorld: world}) => {
    let [open, most] = [0, 0]
    let answerAll = () => {}
    const areEight = new Promise<void>(resolve => (answerAll = resolve))
    const server = createServer(async (_request, response) => {
      open += 1
      most = Math.max(most, open)
      if (open === 8) answerAll()
      await areEight
      await setTimeout(50)
      open -= 1
      response.writeHead(200, {'content-type': 'application/json', 'facebook-api-version': 'v26.0'})
      response.end('{"id":"1","data":[]}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close().closeAllConnections())
    const names = Array.from({length: 20}, (_, index) => `p${index}`)
    const pages = names.map((name, index) => `  ${name}: {pageId: "${index + 1}", token: "env:T"}`)
    await world.write('.msgrrc.yaml', `pages:\n${pages.join('\n')}\n`)
    const {port} = server.address() as AddressInfo

    const {code} = await world.msgr('webhook status --all-pages', {
      env: {MSGR_GRAPH_URL: `http://127.0.0.1:${port}`, T: 'EAABone'},
    })

    expect(code).not.toBe(70)
    expect(most).toBe(8)
  })

  test('that were found out before Ctrl-C are shown', async ({bareWorld: world}) => {
    await world.write(
      '.msgrrc.yaml',
      'pages: {one: {pageId: "1", token: "env:ONE"}, two: {pageId: "2", token: "env:TWO"}}\n',
    )
    let answeredAtMs = Number.POSITIVE_INFINITY
    const server = createServer(async (request, response) => {
      if (request.headers.authorization?.includes('EAABtwo')) {
        // Until the other one has asked for nothing more.
        while (performance.now() - answeredAtMs < 500) await setTimeout(50)
        return running.send('SIGINT')
      }
      response.on('finish', () => (answeredAtMs = performance.now()))
      response.writeHead(200, {'content-type': 'application/json', 'facebook-api-version': 'v26.0'})
      response.end('{"status":"active","data":[]}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close().closeAllConnections())
    const {port} = server.address() as AddressInfo
    const running = world.start('page status --all-pages', {
      env: {MSGR_GRAPH_URL: `http://127.0.0.1:${port}`, ONE: 'EAABone', TWO: 'EAABtwo'},
    })

    const {code, out} = await running.ended
    expect(code).toBe(130)
    expect(out).toBe('one\t1\tok\t\t\n')
  })
})

describe('--all-pages', () => {
  test('on the emulator takes all its Pages, or those of the project', async ({world}) => {
    const all = await world.msgr('page status --all-pages --json', {env: {MSGR_PAGE: 'Acme Shop'}})
    await world.write('.msgrrc.yaml', 'pages: {support: {pageId: "109876543210988"}}\n')
    const project = await world.msgr('page status --all-pages --json')

    const names = (ran: typeof all) => ran.json().map(({page}: {page: string}) => page)
    expect(names(all)).toEqual(['Acme Shop', 'Acme Support'])
    expect(names(project)).toEqual(['support'])
  })

  test('is refused without Pages, beside --page, and by commands about one Page', async ({
    bareWorld: world,
  }) => {
    const nobody = await world.msgr('whoami --all-pages')
    await world.write('.msgrrc.yaml', 'apiVersion: v26.0\n')
    const none = await world.msgr('whoami --all-pages')
    await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1"}}\n')
    const both = await world.msgr('whoami --all-pages --page shop')
    const single = await world.msgr('send text 6411223344556677 Hi --all-pages')

    expect([nobody.code, none.code, both.code, single.code]).toEqual([2, 2, 2, 2])
    expect(nobody.err).toBe('✖ The user file names no Page\n  Store the tokens of your Pages: msgr login\n')
    expect(none.err).toContain('.msgrrc.yaml names no Page\n')
    expect(both.err).toContain('--page and --all-pages exclude each other')
    expect(single.err).toContain('msgr send text takes one Page at a time')
  })
})
