import {chmodSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {kill} from 'node:process'
import {describe, expect, test, vi} from 'vitest'
import {freePort} from '../../helpers/free-port.ts'
import {startHere} from '../../helpers/here.ts'
import {patiently} from '../../helpers/patience.ts'
import {areGone, fileHolds, listen, makeFolder, sendThrough, tunnelCommand} from './tunnels.ts'

describe('--tunnel-command', () => {
  test('an event comes through the tunnel, and Ctrl-C ends the program and what it started', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const {command, pids} = tunnelCommand(folder, port)
    const {out, ended, interrupt} = listen(['--tunnel-command', command], {folder})
    await out.holds('ready')

    expect(await sendThrough(`http://127.0.0.1:${port}`)).toBe(200)
    await out.holds('Do you open on Sundays?')
    interrupt()

    expect(await ended).toBe(130)
    expect(out.text).toContain(`tunnel       http://127.0.0.1:${port}  command`)
    await areGone(pids().flat())
  })

  test('a tunnel that is killed comes back at its address, and both are said', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const {command, pids} = tunnelCommand(folder, port)
    const {out} = listen(['--tunnel-command', command], {folder})
    await out.holds('ready')

    kill(pids()[0]?.[0] ?? 0, 'SIGKILL')

    await out.holds(/tunnel lost: the tunnel command (was killed by SIGKILL|ended with 137).*; reconnecting/)
    await out.holds(`: http://127.0.0.1:${port}\n`)
    expect(await sendThrough(`http://127.0.0.1:${port}`)).toBe(200)
    await out.holds('Do you open on Sundays?')
    expect(out.text).toMatch(/tunnel back after \d+ s: /)
    expect(out.text).not.toContain('another address')
  })

  test('under --quiet nothing is said but that the tunnel is lost and back', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const {command, pids} = tunnelCommand(folder, port)
    const {out, err} = listen(['--quiet', '--tunnel-command', command], {folder})
    const send = () => sendThrough(`http://127.0.0.1:${port}`).catch(() => 0)
    await vi.waitFor(async () => expect(await send()).toBe(200), {timeout: patiently(10_000)})
    await out.holds('Do you open on Sundays?')

    kill(pids()[0]?.[0] ?? 0, 'SIGKILL')
    await err.holds('tunnel back')

    expect(err.text).toMatch(/^! [\d:.]+ tunnel lost: .*\n! [\d:.]+ tunnel back after .*\n$/)
  })

  test('a tunnel that is up and leads nowhere any more is opened again', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const {command, pids} = tunnelCommand(folder, port)
    const {out} = listen(['--tunnel-command', command], {folder})
    await out.holds('ready')

    const [[stalled = 0] = []] = pids()
    kill(stalled, 'SIGUSR1')

    await out.holds(`tunnel lost: http://127.0.0.1:${port} no longer leads here`)
    await out.holds('tunnel back after')
    await areGone([stalled])
    expect(await sendThrough(`http://127.0.0.1:${port}`)).toBe(200)
  })

  test.each([
    [
      'a program that fails',
      "echo 'starting' && echo 'quota used up' >&2 && exit 3",
      'ended with 3: quota used up',
    ],
    ['a program that does not exist', 'no-such-tunnel {port}', 'no-such-tunnel: not found'],
    ['a program that ends without a word', 'true', 'ended with 0 without any output'],
  ])('%s gives one clear error', async (_what, command, text) => {
    const {out, err, ended} = listen(['--tunnel-command', command])

    expect(await ended).toBe(8)
    expect(err.text).toMatch(/^✖ the tunnel command .*\n {2}Try it by itself, .*\n$/)
    expect(err.text).toContain(text)
    expect(out.text).not.toContain('ready')
  })

  test('a secret that the program repeats is not shown', async () => {
    const {err, ended} = listen(['--tunnel-command', "echo 'refused: authtoken=2abcDEF is blocked'; exit 1"])

    expect(await ended).toBe(8)
    expect(err.text).toContain('refused: authtoken=*** is blocked')
    expect(err.text).not.toContain('2abcDEF')
  })

  test('Ctrl-C while the tunnel is being opened ends the program too', async () => {
    const folder = makeFolder()
    const {err, ended, interrupt} = listen(['--tunnel-command', 'echo $$ > pid.txt; exec sleep 600'], {
      folder,
    })
    await fileHolds(join(folder, 'pid.txt'), /\d+\n/)

    interrupt()

    expect(await ended).toBe(130)
    expect(err.text).not.toContain('✖')
    await areGone([Number(readFileSync(join(folder, 'pid.txt'), 'utf8'))])
  })

  test('an address that leads to somebody else is not called ready', async () => {
    const other = listen([])
    await other.out.holds('ready')
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(other.out.text)?.[0]
    const {out, err, ended} = listen(['--tunnel-command', `echo ${url} && sleep 60`])

    expect(await ended).toBe(8)
    expect(err.text).toContain(`${url} does not lead to this receiver: it answered 200`)
    expect(out.text).not.toContain('tunnel  ')
  })

  test.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
  ] as const)('%s leaves no process behind', async (_what, signal, code) => {
    const folder = makeFolder()
    const {command, pids} = tunnelCommand(folder)
    const msgr = startHere({folder, home: folder}, ['listen', '--port', '0', '--tunnel-command', command])
    await msgr.out.holds('ready')

    msgr.send(signal)

    expect((await msgr.ended).code).toBe(code)
    expect(pids()).toHaveLength(1)
    await areGone(pids().flat())
  })

  const stubborn = (command: string) => [
    ...['listen', '--port', '0'],
    ...['--tunnel-command', `trap '' TERM; ${command}; sleep 600`],
  ]

  test('a program that does not end when asked is made to', async () => {
    const folder = makeFolder()
    const {command, pids} = tunnelCommand(folder)
    const msgr = startHere({folder, home: folder}, stubborn(command))
    await msgr.out.holds('ready')

    msgr.send('SIGINT')

    expect((await msgr.ended).code).toBe(130)
    await areGone(pids().flat())
  })
})

describe('--tunnel', () => {
  const nowhere = {PATH: '/nowhere'}

  test('without a provider, a token or cloudflared names what there is', async () => {
    const {err, ended} = listen(['--tunnel'], {env: nowhere})

    expect(await ended).toBe(8)
    expect(err.text).toMatchInlineSnapshot(`
      "✖ No tunnel can be opened: ngrok has no authtoken, and cloudflared is not installed
        Set NGROK_AUTHTOKEN, install cloudflared, or use --tunnel ssh:user@host, --tunnel-command 'program {port}' or --public-url
      "
    `)
  })

  test.each([
    ['without an authtoken', {}, 'ngrok needs an authtoken, and none is set'],
    ['with a malformed one', {NGROK_AUTHTOKEN: 'not a token'}, 'does not look like one'],
  ])('ngrok %s says where to get it, and nothing is registered', async (_what, env, text) => {
    const {out, err, ended} = listen(['--tunnel', 'ngrok'], {env: {...nowhere, ...env}})

    expect(await ended).toBe(8)
    expect(err.text).toContain(text)
    expect(err.text).toContain('https://dashboard.ngrok.com/get-started/your-authtoken')
    expect(err.text.trimEnd().split('\n')).toHaveLength(2)
    expect(err.text).not.toContain('not a token')
    expect(out.text).not.toMatch(/subscribed|ready/)
  })

  /** A program of that name that does what the real one does in one situation. */
  function install(name: string, script: string): Record<string, string> {
    const folder = makeFolder()
    writeFileSync(join(folder, name), `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
    return {PATH: `${folder}:/usr/bin:/bin`}
  }

  test('alone takes cloudflared when there is no token', async () => {
    const {err, ended} = listen(['--tunnel'], {env: install('cloudflared', 'exit 1')})

    expect(await ended).toBe(8)
    expect(err.text).toContain('cloudflared ended with 1')
  })

  test.each([
    ['429 Too Many Requests', 'Cloudflare is not giving out quick tunnels at the moment'],
    ['dial tcp: lookup api.trycloudflare.com: no such host', 'Cloudflare cannot be reached'],
    ['something else', 'cloudflared ended with 1: something else'],
  ])('cloudflared that says "%s" is explained', async (line, text) => {
    const env = install('cloudflared', `echo '${line}' >&2\nexit 1`)
    const {err, ended} = listen(['--tunnel', 'cloudflared'], {env})

    expect(await ended).toBe(8)
    expect(err.text).toContain(text)
  })

  test('cloudflared that is not installed says where to get it', async () => {
    const {err, ended} = listen(['--tunnel', 'cloudflared'], {env: nowhere})

    expect(await ended).toBe(8)
    expect(err.text).toContain('cloudflared is not installed')
  })
})
