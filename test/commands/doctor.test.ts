import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import type {Finding} from '../../src/commands/doctor/finding.ts'
import type {Diagnosis} from '../../src/commands/doctor.ts'
import {deadSubcodes} from '../../src/emulator/graph/tokens.ts'
import {listenAt} from '../helpers/listen-at.ts'
import {appOf, appsOf, pageOf, tokenOf} from '../helpers/probe.ts'
import {words} from '../helpers/words.ts'
import {type EmulatedWorld, type RunOptions, test} from '../helpers/world.ts'

const CALLBACK_FIELDS = 'messages,messaging_postbacks'
const AD_EVENTS = ['clicks', 'deliveries', 'delivery_failed', 'echoes', 'reads'].map(
  name => `marketing_message_${name}`,
)
const ADA = '6411223344556677'

interface Bot {
  readonly url: string
  /** What it is verified with; undefined takes any. */
  token: string | undefined
  readonly stop: () => Promise<void>
  readonly startAgain: () => Promise<void>
}

/** A bot that returns the challenge. */
async function startBot(): Promise<Bot> {
  let server: Server | undefined
  let port = 0
  const bot = {
    url: '',
    token: undefined as string | undefined,
    startAgain: async () => {
      server = createServer((request, response) => {
        const {searchParams} = new URL(request.url ?? '/', 'http://bot')
        const isMeant = bot.token === undefined || bot.token === searchParams.get('hub.verify_token')
        response.writeHead(isMeant ? 200 : 403).end(isMeant ? searchParams.get('hub.challenge') : '')
      })
      await listenAt(server, port)
      port = (server.address() as AddressInfo).port
    },
    stop: async () => {
      server?.closeAllConnections()
      await new Promise<void>(resolve => server?.close(() => resolve()))
    },
  }
  await bot.startAgain()
  onTestFinished(() => void server?.close().closeAllConnections())
  return Object.assign(bot, {url: `http://127.0.0.1:${port}/webhook`})
}

/** A Page that answers: everything a bot needs is set. */
async function healthy(world: EmulatedWorld): Promise<Bot> {
  const bot = await startBot()
  await expectDone(world, `webhook set ${bot.url} --fields ${CALLBACK_FIELDS}`)
  await expectDone(world, `webhook subscribe ${[CALLBACK_FIELDS.replace(',', ' '), ...AD_EVENTS].join(' ')}`)
  await expectDone(world, 'profile set -', {stdin: '{"get_started": {"payload": "GO"}}'})
  return bot
}

async function expectDone(world: EmulatedWorld, line: string, options?: RunOptions): Promise<void> {
  const {code, err} = await world.msgr(line, options)
  expect({line, code, err: code === 0 ? '' : err}).toEqual({line, code: 0, err: ''})
}

async function examine(world: EmulatedWorld, options: RunOptions = {}, flags = '') {
  const {code, out} = await world.msgr(`doctor --json ${flags}`, options)
  return {code, ...(JSON.parse(out) as Diagnosis)}
}

const faultsIn = ({checks}: Diagnosis) => checks.filter(({state}) => state === 'fault' || state === 'warning')

/** Types what the doctor prints, as a person would copy it. */
async function obey(world: EmulatedWorld, {mend = ''}: Finding): Promise<void> {
  const [, piped, line] = /^(?:echo '(.*)' \| )?msgr (.*)$/.exec(mend) ?? []
  if (line === undefined) throw new Error(`not a command: ${mend}`)
  const {code, err} = await world.msgr([...words(line), '--yes'], {stdin: piped ?? ''})
  expect({mend, code, err: code === 0 ? '' : err}).toEqual({mend, code: 0, err: ''})
}

/** The settings of somebody for whom the emulator is the platform. */
async function asPlatform({emulator}: EmulatedWorld) {
  const {pageId, pageToken, appId, appSecret, verifyToken} = await emulator.connection()
  return {
    MSGR_EMULATOR: undefined,
    MSGR_GRAPH_URL: emulator.url,
    MSGR_PAGE_ID: pageId,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_APP_ID: appId,
    MSGR_APP_SECRET: appSecret,
    MSGR_VERIFY_TOKEN: verifyToken,
  }
}

const pageTokenOf = async ({emulator}: EmulatedWorld) =>
  tokenOf(emulator, (await emulator.connection()).pageToken)

const DAY_MS = 86_400_000

test('a healthy Page is all green', async ({world}) => {
  await healthy(world)
  const {code, out} = await world.msgr('doctor')
  const {checks} = await examine(world)

  expect(code).toBe(0)
  expect(out).toMatch(/^✔ token {8}belongs to Acme Shop \(\d+\), expires on /m)
  expect(out).toContain('Nothing is wrong.')
  expect(checks.map(({state}) => state)).toEqual(checks.map(() => 'ok'))
})

describe('what is wrong is named, and mended by what is printed', () => {
  interface Case {
    readonly name: string
    readonly check: Finding['check']
    readonly says: RegExp
    readonly code?: number
    readonly seed: (world: EmulatedWorld, bot: Bot) => unknown
  }

  const cases: readonly Case[] = [
    ...deadSubcodes.map(
      (subcode): Case => ({
        name: `a token that died of ${subcode}`,
        check: 'token',
        says: new RegExp(`dead \\(190/${subcode}\\): .`),
        code: 4,
        seed: async world => {
          ;(await pageTokenOf(world)).deadSubcode = subcode
        },
      }),
    ),
    {
      name: 'a token about to expire',
      check: 'token',
      says: /it expires on \d{4}-/,
      code: 0,
      seed: async world => {
        ;(await pageTokenOf(world)).expiresMs = world.clock.now() + 3 * DAY_MS
      },
    },
    {
      name: 'a permission that was taken away',
      check: 'permissions',
      says: /lacks: pages_manage_metadata/,
      code: 4,
      seed: async world => {
        const token = await pageTokenOf(world)
        token.scopes = token.scopes.filter(scope => scope !== 'pages_manage_metadata')
      },
    },
    {
      name: 'a field that the Page is not subscribed to',
      check: 'page fields',
      says: /the Page is not subscribed to: messaging_postbacks/,
      seed: world => expectDone(world, 'webhook unsubscribe messaging_postbacks --yes'),
    },
    {
      name: 'an app that is not on the Page',
      check: 'page fields',
      says: /the app is not subscribed to the Page/,
      seed: world => expectDone(world, 'webhook unsubscribe --yes'),
    },
    {
      name: 'a field that the app is not subscribed to',
      check: 'app fields',
      says: /the app is not subscribed to: messages/,
      seed: async ({emulator}) => {
        const app = appOf(emulator)
        if (app?.callback !== undefined) app.callback = {...app.callback, fields: ['messaging_postbacks']}
      },
    },
    {
      name: 'a callback that the platform switched off',
      check: 'callback',
      says: /was disabled by the platform/,
      seed: ({emulator}) => {
        const app = appOf(emulator)
        if (app?.callback !== undefined) app.callback.isActive = false
      },
    },
    {
      name: 'no Get Started',
      check: 'get started',
      says: /it is not set: a new person sees no button/,
      code: 0,
      seed: world => expectDone(world, 'profile delete get_started --yes'),
    },
    {
      name: 'a menu without Get Started',
      check: 'get started',
      says: /it is not set, and the persistent menu need/,
      seed: world => {
        const menu = [
          {locale: 'default', call_to_actions: [{type: 'postback', title: 'Help', payload: 'HELP'}]},
        ]
        pageOf(world.emulator).profile = {persistent_menu: menu}
      },
    },
    {
      name: 'a domain that is not whitelisted',
      check: 'domains',
      says: /not whitelisted: https:\/\/shop\.example\.com/,
      seed: world => {
        const item = {
          type: 'web_url',
          title: 'Shop',
          url: 'https://shop.example.com/new',
          messenger_extensions: true,
        }
        Object.assign(pageOf(world.emulator).profile, {
          persistent_menu: [{locale: 'default', call_to_actions: [item]}],
          whitelisted_domains: ['https://old.example.com'],
        })
      },
    },
    {
      name: 'a conversation that another app controls',
      check: 'threads',
      says: /the app \d+ controls the conversation with Ada Lindqvist/,
      seed: async world => {
        const {appId} = await world.emulator.connection()
        const other = appsOf(world.emulator)
          .map(({id}) => id)
          .find(id => id !== appId)
        await world.emulator.admin('POST', 'routing', {page: pageOf(world.emulator).id, defaultApp: appId})
        await expectDone(world, `thread pass ${ADA} ${other} --yes`)
      },
    },
    {
      name: 'Contact Terms that nobody accepted',
      check: 'labels',
      says: /Page Contact Terms/,
      seed: world => {
        pageOf(world.emulator).areContactTermsAccepted = false
      },
    },
    {
      name: 'a Page that is restricted',
      check: 'sending',
      says: /restricted from sending/,
      seed: world => {
        pageOf(world.emulator).isRestricted = true
      },
    },
  ]

  for (const {name, check, says, code = 1, seed} of cases) {
    test(name, async ({world}) => {
      await seed(world, await healthy(world))
      const ill = await examine(world)
      const [fault] = faultsIn(ill).filter(finding => finding.check === check)

      expect(fault?.text).toMatch(says)
      expect(ill.code).toBe(code)
      if (fault !== undefined) await obey(world, fault)
      // What took all fields away is mended in two steps.
      const [events] = faultsIn(await examine(world)).filter(finding => finding.check === 'ad events')
      if (events !== undefined) await obey(world, events)
      const well = await examine(world)
      expect({code: well.code, left: faultsIn(well)}).toEqual({code: 0, left: []})
    })
  }

  test('a callback that is down', async ({world}) => {
    const bot = await healthy(world)
    await bot.stop()
    const {code, checks} = await examine(world)
    const other = await startBot()

    expect(code).toBe(1)
    expect(checks).toContainEqual({
      check: 'callback',
      state: 'fault',
      text: expect.stringMatching(/does not work: .*ECONNREFUSED/),
      mend: 'start the bot at this URL, or set another one: msgr webhook set <url>',
    })
    await bot.startAgain()
    expect((await examine(world)).code).toBe(0)
    await bot.stop()
    await expectDone(world, `webhook set ${other.url} --yes`)
    expect((await examine(world)).code).toBe(0)
  })

  test('no callback at all', async ({world}) => {
    const bot = await healthy(world)
    await expectDone(world, 'webhook unset --yes')
    const {checks} = await examine(world)

    expect(checks).toContainEqual(
      expect.objectContaining({check: 'callback', mend: 'msgr webhook set <url>'}),
    )
    await expectDone(world, `webhook set ${bot.url} --yes`)
    expect((await examine(world)).code).toBe(0)
  })

  test('a bot with another verify token', async ({world}) => {
    const bot = await healthy(world)
    bot.token = 'another one'
    const {code, checks} = await examine(world)

    expect(code).toBe(1)
    expect(checks.find(({check}) => check === 'callback')?.text).toMatch(/does not verify: it answers 403/)
    bot.token = (await world.emulator.connection()).verifyToken
    expect((await examine(world)).code).toBe(0)
  })

  test('the secret of another app', async ({world}) => {
    await healthy(world)
    const env = await asPlatform(world)
    const ill = await examine(world, {env: {...env, MSGR_APP_SECRET: 'f'.repeat(32)}})

    expect(ill.code).toBe(4)
    expect(faultsIn(ill)).toContainEqual(
      expect.objectContaining({check: 'app secret', text: expect.stringContaining('MSGR_APP_SECRET')}),
    )
    expect((await examine(world, {env})).code).toBe(0)
  })

  test('a token of another Page, and of another app', async ({world}) => {
    await healthy(world)
    const env = await asPlatform(world)
    const [otherPage, otherApp] = await Promise.all([
      examine(world, {env: {...env, MSGR_PAGE_ID: '42'}}),
      examine(world, {
        env: {...env, MSGR_APP_ID: '998877665544332', MSGR_APP_SECRET: 'fedcba9876543210fedcba9876543210'},
      }),
    ])

    expect(otherPage.checks.find(({check}) => check === 'token')?.text).toMatch(
      /the settings name the Page 42/,
    )
    expect(faultsIn(otherApp).map(({check}) => check)).toContain('app secret')
  })

  test('a version about to end', async ({world}) => {
    await healthy(world)
    world.clock.set('2026-11-27T12:00:00Z')
    const old = await examine(world, {}, '--api-version v21.0')
    const strict = await examine(world, {}, '--api-version v21.0 --strict')

    expect(faultsIn(old).map(({check, text}) => [check, text])).toContainEqual([
      'version',
      'v21.0 ends on 2027-01-21, in 54 days',
    ])
    expect(strict.code).toBe(1)
    expect(faultsIn(await examine(world, {}, '--api-version v26.0')).map(({check}) => check)).not.toContain(
      'version',
    )
  })

  test('a clock that is off', async ({world}) => {
    await healthy(world)
    world.clock.advance(10 * 60_000)
    const ill = await examine(world)

    expect(faultsIn(ill)).toContainEqual({
      check: 'clock',
      state: 'fault',
      text: expect.stringMatching(/is (599|60[01]) s ahead of the platform's/),
      mend: 'sudo timedatectl set-ntp true',
    })
    world.clock.advance(-10 * 60_000)
    expect((await examine(world)).code).toBe(0)
  })

  test('a platform that nobody reaches, and no token', async ({world}) => {
    const env = {MSGR_EMULATOR: undefined, MSGR_GRAPH_URL: 'http://127.0.0.1:9'}
    const {code, out} = await world.msgr('doctor', {env})

    expect(code).toBe(4)
    expect(out).toMatch(/^✖ network +http:\/\/127\.0\.0\.1:9 does not answer: /m)
    expect(out).toMatch(/^✖ token +no token is set\n +msgr login --with-token < token\.txt$/m)
  })
})
