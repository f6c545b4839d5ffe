import {existsSync} from 'node:fs'
import {describe, expect} from 'vitest'
import {loadSample} from '../../../src/webhook/samples.ts'
import {startMsgr} from '../../helpers/child.ts'
import {test} from '../../helpers/world.ts'
import {appSecret, listening} from './listening.ts'

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
      const inside = {HOME: world.home, MSGR_HOME: world.home, PATH: process.env['PATH'] ?? ''}
      const program = 'echo $$ >pid; echo up; exec sleep 60'
      const child = startMsgr(['listen', '--port', '0', '--ready-file', 'ready.json', '--exec', program], {
        cwd: world.folder,
        env: {...inside, MSGR_APP_SECRET: appSecret},
      })
      await child.err.holds('up\n')
      expect(JSON.parse(await world.read('ready.json'))).toMatchObject({pid: child.pid, publicUrl: null})

      child.kill(signal)

      expect(await child.ended).toEqual({code, signal: null})
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
    await child.err.holds('Once more leaves at once')
    await new Promise(resolve => setTimeout(resolve, 150))
    child.kill('SIGINT')

    expect((await child.ended).code).toBe(130)
    expect(existsSync(`${world.folder}/ready.json`)).toBe(false)
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
