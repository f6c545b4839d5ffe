import {once} from 'node:events'
import {existsSync} from 'node:fs'
import http from 'node:http'
import net, {type AddressInfo, type Server} from 'node:net'
import {join} from 'node:path'
import {rootCertificates} from 'node:tls'
import {describe, expect, onTestFinished} from 'vitest'
import {messagesIn} from '../../helpers/probe.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {type EmulatedWorld, type RunOptions, test} from '../../helpers/world.ts'

const bots = join(import.meta.dirname, '../../fixtures/bots')
const PSID = '6411223344556677'
const PATH = process.env['PATH']

/** Runs a program under `msgr emulator exec`, with a person in its environment. */
function exec(world: EmulatedWorld, program: readonly string[], {env, ...options}: RunOptions = {}) {
  return world.msgr(['emulator', 'exec', '--', ...program], {env: {PATH, PSID, ...env}, ...options})
}

/** A `node -e` that prints what an expression settles to. */
const evaluate = (expression: string) => [
  process.execPath,
  '-e',
  `Promise.resolve(${expression}).then(v => console.log(v), e => console.log(String(e.cause ?? e)))`,
]

/** A `node -e` that prints what each of several expressions settles to, as a list in JSON. */
const evaluateAll = (...expressions: readonly string[]) =>
  evaluate(
    `Promise.all([${expressions.map(each => `Promise.resolve(${each}).catch(String)`).join()}]).then(JSON.stringify)`,
  )

/** What a program printed of its environment. */
const environmentIn = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(out.split('\n').map(line => line.split(/=(.*)/s).slice(0, 2)))

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

const lastTexts = ({emulator}: EmulatedWorld) => messagesIn(emulator).map(({text}) => text)

/** The port of a server of the test, which ends with it. */
async function listening(server: Server): Promise<number> {
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test('a bot finds what it needs under the names of its kind; what another service owns stays', async ({
  world,
}) => {
  const {pageToken, appSecret, appId, pageId, verifyToken, userToken} = await world.emulator.connection()
  const env = {
    ACCESS_TOKEN: 'of another service',
    WEBHOOK_TOKEN: 'EAABmarked-0123456789abcdefghij'.replaceAll('-', 'x'),
  }
  const {out} = await exec(world, ['env'], {env: {...env, VALIDATION_TOKEN: undefined}})

  const found = environmentIn(out)
  for (const [value, names] of [
    [pageToken, 'FACEBOOK_ACCESS_TOKEN FB_ACCESS_TOKEN FACEBOOK_TOKEN META_PAGE_ACCESS_TOKEN page_token'],
    [pageId, 'FACEBOOK_PAGE_ID PAGE_ID'],
    [appId, 'FACEBOOK_APP_ID'],
    [appSecret, 'FACEBOOK_APP_SECRET META_APP_SECRET app_secret'],
    [
      verifyToken,
      'MESSENGER_VALIDATION_TOKEN FB_VERIFICATION_TOKEN VALIDATION_TOKEN WEBHOOK_TOKEN verify_token',
    ],
    [userToken, 'USER_ACCESS_TOKEN FACEBOOK_USER_ACCESS_TOKEN'],
    [`${appId}|${appSecret}`, 'APP_ACCESS_TOKEN FB_APP_TOKEN'],
    ['of another service', 'ACCESS_TOKEN'],
  ] as const)
    for (const name of names.split(' ')) expect(found[name], name).toBe(value)
  expect(out).not.toContain('EAA')
})

test('emulator token show prints what the emulator made, also where it is a secret of the settings', async ({
  world,
}) => {
  const {pageToken, appSecret, appId, verifyToken, userToken} = await world.emulator.connection()
  const env = {MSGR_PAGE_TOKEN: pageToken, MSGR_APP_SECRET: appSecret, MSGR_VERIFY_TOKEN: verifyToken}
  const texts = [pageToken, appSecret, verifyToken, userToken, `${appId}|${appSecret}`]

  const shown = await world.msgr('emulator token show', {env})
  for (const text of texts) expect(shown.out).toContain(text)
  expect(Object.values(JSON.parse((await world.msgr('emulator token show --json', {env})).out))).toEqual(
    expect.arrayContaining(texts),
  )
  expect((await world.msgr('emulator token list', {env})).out).not.toContain(pageToken)
  const other = JSON.parse((await world.msgr('emulator token show --page 109876543210988 --json')).out)
  expect(other).toMatchObject({pageId: '109876543210988', pageToken: expect.not.stringMatching(pageToken)})
})

test('a bot gets the secrets of the emulator and none of those that msgr has', async ({world}) => {
  const env = {
    MSGR_PAGE_TOKEN: 'EAABmarked-0123456789abcdefghij',
    MSGR_APP_SECRET: 'marked-secret',
    MSGR_APP_SECRET_FORMER: 'marked-former',
    MSGR_AD_TOKEN: 'EAABmarked-ad-0123456789abcdefgh',
    NGROK_AUTHTOKEN: 'marked-authtoken',
    COPY_OF_IT: 'marked-secret',
    OTHERS: 'stays',
  }
  const {out} = await exec(world, ['env'], {env})

  expect(out).toContain('OTHERS=stays')
  expect(out).toMatch(/^MSGR_PAGE_TOKEN=EMU/m)
  expect(out).toMatch(/^MSGR_AD_TOKEN=EMUAD/m)
  expect(out).toMatch(/^MSGR_AD_ACCOUNT=act_1111000000000001$/m)
  expect(out).not.toContain('marked')
})

describe('a bot that knows no other host than graph.facebook.com', () => {
  test('reaches the emulator by every way that Node has', async ({world}) => {
    const {out, code} = await exec(world, [process.execPath, join(bots, 'node-clients.mjs')])

    const ways = jsonLines(out)
    expect(ways.filter(({name}) => name !== 'Acme Shop')).toEqual([])
    expect(ways.length).toBe(16)
    expect(code).toBe(0)
  })

  test.runIf(hasPrograms('a bot in PHP', 'php'))(
    'may be PHP that brings certificates of its own',
    async ({world}) => {
      const pinned = await world.write('pinned.pem', rootCertificates[0] ?? '')
      await world.write('ini/former.php', '<?php echo "first\\n";')
      await world.write('ini/a.ini', `auto_prepend_file=${world.folder}/ini/former.php\n`)
      const env = {PHP_INI_SCAN_DIR: `:${world.folder}/ini`}
      const {out, err} = await exec(world, ['php', join(bots, 'pinned.php'), pinned], {env})

      const [first, ...answers] = out.trim().split('\n')
      expect(first, err).toBe('first')
      expect(answers.length).toBeGreaterThan(0)
      expect(new Set(answers.map(answer => JSON.parse(answer).name))).toEqual(new Set(['Acme Shop']))
    },
  )

  test.runIf(hasPrograms('a bot in Python', 'python3'))(
    'may be Python without any package',
    async ({world}) => {
      const {out, err} = await exec(world, ['python3', join(bots, 'send.py')])

      expect(JSON.parse(out), err).toMatchObject({recipient_id: PSID})
      expect(lastTexts(world)).toContain('Hi from Python')
    },
  )

  test.runIf(hasPrograms('a bot that is curl', 'curl'))(
    'may be curl, whatever is exempt from proxies',
    async ({world}) => {
      const line =
        'curl -sS -H "Authorization: Bearer $PAGE_ACCESS_TOKEN" https://graph.facebook.com/v26.0/me http://graph.facebook.com/v26.0/me'

      const {out, err} = await exec(world, ['sh', '-c', line], {
        env: {NO_PROXY: '*', no_proxy: '.facebook.com'},
      })

      expect(out, err).toBe('{"name":"Acme Shop","id":"109876543210987"}'.repeat(2))
    },
  )

  test('may be messenger-node: what its README shows is answered as the platform did', async ({world}) => {
    const picture = await world.write('dog.jpg', 'not quite a picture')
    const line = ['emulator', 'exec', '--ephemeral', '--as-of', '2019-06-01', '--', process.execPath]

    const {out, err} = await world.msgr([...line, join(bots, 'messenger-node-readme.cjs')], {
      env: {PATH, PSID, PICTURE: picture},
    })

    const calls = jsonLines(out)
    const isRefused = ({error, answer}: (typeof calls)[number]) =>
      error !== undefined || (answer as {error?: unknown}).error !== undefined
    const refused = calls.filter(isRefused)
    expect(calls.length, err).toBe(36)
    // messenger-node sends no proof of the app secret, without which the platform matches no ids.
    expect(refused.map(({call}) => call)).toEqual(['getMatchingPsids', 'getMatchingAsids'])
    expect(JSON.stringify(refused)).toContain('require an appsecret_proof argument')
  })

  test('finds its way by the links in the answers', async ({world}) => {
    const follow = `fetch('https://graph.facebook.com/v26.0/me/custom_labels?limit=1&access_token=' + process.env.PAGE_TOKEN)
      .then(r => r.json()).then(({paging}) => [paging.next.split('?')[0], fetch(paging.next).then(r => r.status)])
      .then(parts => Promise.all(parts)).then(String)`
    const picture = `fetch('https://graph.facebook.com/v26.0/${PSID}?fields=profile_pic&access_token=' + process.env.PAGE_TOKEN)
      .then(r => r.json()).then(p => fetch(p.profile_pic)).then(r => r.headers.get('content-type'))`

    const {out} = await exec(world, evaluateAll(follow, picture))

    expect(JSON.parse(out)).toEqual([
      'https://graph.facebook.com/v26.0/109876543210987/custom_labels,200',
      'image/svg+xml',
    ])
  })

  test('gets resets as resets', async ({world}) => {
    await world.msgr(['emulator', 'fault', 'add', '--call', '/me', '--reset'])

    // On a connection that has carried an answer: Node takes a reset for an end when it comes together with data that it
    // has not read yet, such as the session tickets right after a handshake.
    const {out, code} = await exec(
      world,
      evaluate(`fetch('https://graph.facebook.com/v26.0/debug_token').then(r => r.text())
        .then(() => fetch('https://graph.facebook.com/v26.0/me')).then(r => r.status)`),
    )

    expect(out).toContain('ECONNRESET')
    expect(code).toBe(0)
  })

  test.runIf(hasPrograms('a refused certificate', 'curl'))(
    'is told when it does not accept the certificate',
    async ({world}) => {
      const {err, code} = await exec(world, [
        'sh',
        '-c',
        'CURL_CA_BUNDLE= SSL_CERT_FILE= curl -sS https://graph.facebook.com',
      ])

      expect(err).toContain("does not accept the emulator's certificate")
      expect(code).toBe(60)
    },
  )
})

describe('the environment of the program', () => {
  test('has the token under the usual names, also where a real one was, and no address but the emulator', async ({
    world,
  }) => {
    const real = 'EAAB1234567890abcdefghijkl'
    const names = [
      'PAGE_ACCESS_TOKEN',
      'MSGR_PAGE_TOKEN',
      'SHOP_TOKEN',
      'APP_SECRET',
      'VERIFY_TOKEN',
      'OTHER',
    ]

    const {out} = await exec(world, ['env'], {
      env: {SHOP_TOKEN: real, PAGE_ACCESS_TOKEN: real, OTHER: 'EAAT'},
    })

    const {pageToken, appSecret, verifyToken} = await world.emulator.connection()
    const found = environmentIn(out)
    expect(names.map(name => found[name])).toEqual([
      pageToken,
      pageToken,
      pageToken,
      appSecret,
      verifyToken,
      'EAAT',
    ])
  })

  test('keeps what was there: options of Node, certificates, folders of PHP', async ({world}) => {
    const authorities = await world.write(
      'own.pem',
      '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n',
    )
    const preloaded = await world.write('with space/preloaded.cjs', 'globalThis.preloaded = true')
    const show = `JSON.stringify([
      globalThis.preloaded,
      process.env.NODE_EXTRA_CA_CERTS,
      require('fs').readFileSync(process.env.SSL_CERT_FILE, 'utf8').includes('QUJD'),
      require('fs').readFileSync(process.env.SSL_CERT_FILE, 'utf8').match(/BEGIN/g).length > 100,
      process.env.PHP_INI_SCAN_DIR.split(':')[0],
    ])`

    const {out, err} = await exec(world, evaluate(show), {
      env: {
        NODE_OPTIONS: `--require ${JSON.stringify(preloaded)}`,
        NODE_EXTRA_CA_CERTS: authorities,
        PHP_INI_SCAN_DIR: '/etc/php',
      },
    })

    expect(JSON.parse(out), err).toEqual([true, authorities, true, true, '/etc/php'])
  })

  test('leads a program with a real token in its code to the emulator’s', async ({world}) => {
    const ask = "fetch('https://graph.facebook.com/v26.0/me?access_token=EAAB1234567890').then(r => r.text())"

    const {out} = await exec(world, evaluate(ask))

    expect(out).toContain('takes no token of the real platform')
    expect(out).toContain('reads one from PAGE_ACCESS_TOKEN')
  })

  test('is gone afterwards, folders and ports', async ({world}) => {
    const {out} = await exec(world, ['env'])

    const {SSL_CERT_FILE: file = '', HTTPS_PROXY: proxy = ''} = environmentIn(out)
    expect(file).toContain('msgr-exec-')
    expect(existsSync(join(file, '..'))).toBe(false)
    await expect(once(net.connect(Number(new URL(proxy).port), '127.0.0.1'), 'connect')).rejects.toThrow()
  })
})

describe('calls to other hosts', () => {
  /** Asks the proxy of exec for a tunnel, says something in it, and prints what comes back. */
  const throughTunnel = (place: string) => `new Promise((resolve, reject) => {
    const {hostname, port} = new URL(process.env.HTTPS_PROXY)
    require('http').request({host: hostname, port, method: 'CONNECT', path: '${place}'})
      .on('connect', (answer, socket) => {
        socket.on('data', data => { resolve(answer.statusCode + ' ' + data); socket.destroy() })
        socket.on('end', () => resolve(answer.statusCode))
        socket.write('ping')
      }).on('error', reject).end()
  })`
  const echo = () => net.createServer(socket => socket.on('data', data => socket.end(`unread ${data}`)))

  test('go through a plain tunnel', async ({world}) => {
    const port = await listening(echo())

    const {out} = await exec(world, evaluate(throughTunnel(`127.0.0.1:${port}`)))

    expect(out).toBe('200 unread ping\n')
  })

  test('go on through the proxy there was, with its password, but for what is exempt', async ({world}) => {
    const target = await listening(echo())
    const asked: unknown[] = []
    const upstream = http.createServer().on('connect', ({url, headers}, socket: net.Socket) => {
      asked.push([url, headers['proxy-authorization']])
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(net.connect(target, '127.0.0.1')).pipe(socket)
    })
    const env = {
      HTTPS_PROXY: `http://ada:s3cret@127.0.0.1:${await listening(upstream)}`,
      NO_PROXY: 'nobody.invalid',
    }

    const {out} = await exec(
      world,
      evaluateAll(throughTunnel('shop.example:443'), throughTunnel('api.nobody.invalid:443')),
      {env},
    )

    expect(JSON.parse(out)).toEqual(['200 unread ping', 502])
    expect(asked).toEqual([['shop.example:443', `Basic ${Buffer.from('ada:s3cret').toString('base64')}`]])
  })

  test('are made for clients that ask a proxy with the whole address, as axios does', async ({world}) => {
    const port = await listening(http.createServer((request, response) => response.end(`at ${request.url}`)))
    const whole = (address: string) => `new Promise((resolve, reject) => {
      const {hostname, port} = new URL(process.env.HTTPS_PROXY)
      require('http').get({host: hostname, port, path: ${address}}, r => r.on('data', d => resolve(String(d)))).on('error', reject)
    })`

    const {out} = await exec(
      world,
      evaluateAll(
        whole(`'http://127.0.0.1:${port}/menu?day=1'`),
        whole("'https://graph.facebook.com/v26.0/me?access_token=' + process.env.PAGE_TOKEN"),
      ),
    )

    expect(JSON.parse(out)).toEqual(['at /menu?day=1', expect.stringContaining('Acme Shop')])
  })
})
