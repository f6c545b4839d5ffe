import {existsSync} from 'node:fs'
import {symlink} from 'node:fs/promises'
import {describe, expect} from 'vitest'
import {loadSample} from '../../../src/webhook/samples.ts'
import {startMsgr} from '../../helpers/child.ts'
import {startHere} from '../../helpers/here.ts'
import {patiently} from '../../helpers/patience.ts'
import {test} from '../../helpers/world.ts'
import {appSecret, listening} from './listening.ts'

const secretNames = [
  'MSGR_PAGE_TOKEN',
  'MSGR_APP_SECRET',
  'MSGR_APP_SECRET_FORMER',
  'MSGR_APP_TOKEN',
  'MSGR_AD_TOKEN',
  'MSGR_VERIFY_TOKEN',
  'MESSENGER_VERIFY_TOKEN',
  'MESSENGER_APP_SECRET',
  'NGROK_AUTHTOKEN',
  'SHOP_TOKEN',
]

describe('listen --exec', () => {
  test('runs the program once ready and ends with its exit code', async ({bareWorld: world}) => {
    const program = 'curl -s -o /dev/null "$MSGR_WEBHOOK_URL" && echo out && echo err >&2; exit 7'
    const run = ['listen', '--port', '0', '--json', '--verify-token', 'let-me-in', '--exec', program]

    const {code, out, err} = await world.msgr(run)

    expect({code, out}).toEqual({code: 7, out: ''})
    expect(err).toMatch(/^ready\n(.*\n)*out\nerr\n/m)
    expect(err).toContain('400 this is a webhook')
  })

  test('tells the program the addresses and no secret', async ({bareWorld: world}) => {
    const flags = [
      '--public-url',
      'http://127.0.0.1:1',
      '--verify-token',
      'let-me-in',
      '--exec',
      'env; exec sleep 60',
    ]
    const {err, out, url, send, ended} = await listening(world, flags, {env: {MSGR_VERIFY_TOKEN: undefined}})
    await err.holds('MSGR_WEBHOOK_URL=')

    send('SIGINT')
    await ended

    expect(err.text).toContain(`MSGR_WEBHOOK_URL=${url}\n`)
    expect(err.text).toContain('MSGR_PUBLIC_URL=http://127.0.0.1:1/webhook\n')
    expect(err.text).not.toContain('let-me-in')
    expect(out.text).not.toContain('MSGR_WEBHOOK_URL')
  })

  test('gives the program no secret of msgr but those that --pass-env names', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1", token: "env:SHOP_TOKEN"}}\n')
    const secrets = Object.fromEntries(secretNames.map(name => [name, `secret-of-${name}`]))
    const env = {...secrets, COPY: secrets['MSGR_APP_SECRET'], LANG: 'C', PATH: process.env['PATH']}
    const run = ['listen', '--port', '0', '--no-subscribe', '--exec', 'env']

    const plain = await world.msgr(run, {env})
    const passing = await world.msgr([...run, '--pass-env', 'MSGR_APP_SECRET,SHOP_TOKEN'], {env})
    const unset = await world.msgr([...run, '--pass-env', 'MSGR_APP_SECERT'], {env})

    expect(plain.err).toContain('LANG=C\n')
    expect(plain.out + plain.err).not.toContain('secret-of-')
    expect(passing.err.match(/^.*=secret-of-.*$/gm)?.toSorted()).toEqual([
      'MSGR_APP_SECRET=secret-of-MSGR_APP_SECRET',
      'SHOP_TOKEN=secret-of-SHOP_TOKEN',
    ])
    expect(unset).toMatchObject({
      code: 2,
      err: expect.stringContaining('MSGR_APP_SECERT: this variable is not set'),
    })
  })

  test('gives tunnels no secret of msgr, nor what watches over them', async ({bareWorld: world, skip}) => {
    skip(!existsSync('/proc/self/environ'), 'only Linux shows the environment of other processes')
    const look =
      'for p in /proc/[0-9]*; do grep -q "[k]ill -s TERM -- ..what" $p/cmdline && cat $p/environ >guard; done'
    const tunnel = `env >tunnel; until test -s guard; do ${look}; done 2>/dev/null; echo seen; exec sleep 60`
    const secrets = Object.fromEntries(secretNames.slice(0, -1).map(name => [name, `secret-of-${name}`]))
    const child = startMsgr(['listen', '--port', '0', '--no-subscribe', '--tunnel-command', tunnel], {
      cwd: world.folder,
      env: {HOME: world.home, MSGR_HOME: world.home, PATH: process.env['PATH'] ?? '', ...secrets},
    })
    await expect
      .poll(() => world.read('guard').catch(() => ''), {timeout: patiently(20_000)})
      .toContain('PATH=')
    child.kill('SIGINT')
    await child.ended

    expect(await world.read('tunnel')).toContain('NO_COLOR=1')
    for (const file of ['tunnel', 'guard']) expect(await world.read(file)).not.toContain('secret-of-')
  })

  test('a program that is killed gives 128 and the number of the signal', async ({bareWorld: world}) => {
    const {code} = await world.msgr(['listen', '--port', '0', '--exec', 'kill -9 $$'])

    expect(code).toBe(128 + 9)
  })

  test('a program that cannot be found gives what the shell gives', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr(['listen', '--port', '0', '--exec', 'nowhere-at-all'])

    expect(code).toBe(127)
    expect(err).toContain('nowhere-at-all')
  })

  test('ends the program when enough events came, and is a success', async ({bareWorld: world}) => {
    const flags = ['--json', '--limit', '1', '--exec', 'echo $$ >pid; echo up; exec sleep 60']
    const {post, err, ended} = await listening(world, flags)
    await err.holds('up\n')

    await post(await loadSample('messages.text'))

    expect((await ended).code).toBe(0)
    expect(isRunning(Number(await world.read('pid')))).toBe(false)
  })

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends both: the program may finish, and its exit code counts',
    async ([signal, code], {bareWorld: world}) => {
      const program = 'echo $$ >pid; echo up; exec sleep 60'
      const line = ['listen', '--port', '0', '--ready-file', 'ready.json', '--exec', program]
      const {err, send, ended} = startHere(world, line, {env: {MSGR_APP_SECRET: appSecret}})
      await err.holds('up\n')
      expect(JSON.parse(await world.read('ready.json'))).toMatchObject({pid: process.pid, publicUrl: null})

      send(signal)

      expect((await ended).code).toBe(code)
      expect(isRunning(Number(await world.read('pid')))).toBe(false)
      expect(existsSync(`${world.folder}/ready.json`)).toBe(false)
    },
  )
})

describe('listen --ready-file', () => {
  const start = ({folder, home}: {folder: string; home: string}, ...flags: readonly string[]) =>
    startMsgr(['listen', '--port', '0', '--ready-file', 'ready.json', ...flags], {
      cwd: folder,
      env: {HOME: home, MSGR_HOME: home, PATH: process.env['PATH'] ?? ''},
    })

  test('is gone when a second Ctrl-C leaves at once', async ({bareWorld: world}) => {
    const child = start(world, '--exec', "trap '' INT TERM; echo up; while :; do sleep 1; done")
    await child.err.holds('up\n')

    child.kill('SIGINT')
    await child.err.holds('Interrupt again to exit at once')
    await new Promise(resolve => setTimeout(resolve, 150))
    child.kill('SIGINT')

    expect((await child.ended).code).toBe(130)
    expect(existsSync(`${world.folder}/ready.json`)).toBe(false)
  })

  test('is written through no link', async ({bareWorld: world}) => {
    await symlink(await world.write('target', ''), `${world.folder}/ready.json`)

    const {code, err} = await world.msgr('listen --port 0 --ready-file ready.json')

    expect({code, target: await world.read('target')}).toEqual({code: 2, target: ''})
    expect(err).toContain('ready.json is a link')
  })

  test('that cannot be written is said, and nothing is left of it', async ({bareWorld: world}) => {
    await world.write('there/file', 'mine')

    const {code, err} = await world.msgr('listen --port 0 --ready-file there')

    expect(code).toBe(2)
    expect(err).toContain('Cannot write to')
    expect(await world.read('there/file')).toBe('mine')
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
