import {once} from 'node:events'
import http from 'node:http'
import net, {type AddressInfo, type Server} from 'node:net'
import {join} from 'node:path'
import {rootCertificates} from 'node:tls'
import {describe, expect, onTestFinished} from 'vitest'
import {messagesIn} from '../../helpers/probe.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'
import {evaluate, exec, PATH, PSID} from './exec-programs.ts'

const bots = join(import.meta.dirname, '../../fixtures/bots')

/** A `node -e` that prints what each of several expressions settles to, as a list in JSON. */
const evaluateAll = (...expressions: readonly string[]) =>
  evaluate(
    `Promise.all([${expressions.map(each => `Promise.resolve(${each}).catch(String)`).join()}]).then(JSON.stringify)`,
  )

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
