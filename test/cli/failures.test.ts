import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {GraphError, InvalidInputError, MsgrError, NetworkError, UnauthorisedError} from '../../src/errors.ts'
import {test} from '../helpers/world.ts'
import {madeUp} from './made-up.ts'

const failing = (error: unknown) =>
  madeUp({
    run: async () => {
      throw error
    },
  })

const refusal = {
  route: 'POST /me/messages',
  status: 400,
  graphCode: 190,
  subcode: 463,
  type: 'OAuthException',
  traceId: 'AbCdEf',
  kind: 'token',
  retryable: false,
} as const

describe('a failure', () => {
  test('is told on stderr with what to do next, and the trace id of the platform', async ({
    bareWorld: world,
  }) => {
    const commands = failing(new GraphError('The token has expired', refusal, {hint: 'msgr login'}))

    const {code, out, err} = await world.msgr('do', {commands})

    expect({code, out}).toEqual({code: 4, out: ''})
    expect(err).toBe("✖ The token has expired\n  msgr login\n  trace id for Meta's support: AbCdEf\n")
  })

  test('under --json is one object on one line of stderr', async ({bareWorld: world}) => {
    const commands = failing(new GraphError('The token has expired', refusal, {hint: 'msgr login'}))

    const {out, err} = await world.msgr('do --json', {commands})

    expect(out).toBe('')
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(err)).toEqual({
      error: {
        code: 'GRAPH_ERROR',
        message: 'The token has expired',
        hint: 'msgr login',
        exitCode: 4,
        graph: {
          ...{code: 190, subcode: 463, type: 'OAuthException', traceId: 'AbCdEf'},
          ...{said: null, userTitle: null, userMessage: null, freeAt: null},
        },
        retryable: false,
        faults: null,
      },
    })
  })

  test('of an input file lists every fault', async ({bareWorld: world}) => {
    const faults = [{path: 'greeting[0].text', message: '200 characters, at most 160'}]
    const commands = failing(new InvalidInputError('profile.json', faults))

    const {code, err} = await world.msgr('do --json', {commands})

    expect(code).toBe(2)
    expect(JSON.parse(err).error).toMatchObject({code: 'INVALID_INPUT', faults})
  })

  const kinds: readonly [unknown, number, string][] = [
    [new MsgrError('no'), 1, 'FAILED'],
    [new UnauthorisedError('no token'), 4, 'UNAUTHORISED'],
    [new NetworkError('no answer', {sent: 'no'}), 8, 'NETWORK'],
    [Object.assign(new Error('no space'), {code: 'ENOSPC', syscall: 'write'}), 1, 'SYSTEM'],
    [new TypeError('x is not a function'), 70, 'BUG'],
    ['thrown text', 70, 'BUG'],
  ]
  for (const [error, exitCode, code] of kinds) {
    test(`${error} is ${code} and exits with ${exitCode}`, async ({bareWorld: world}) => {
      const ran = await world.msgr('do --json', {commands: failing(error)})

      expect(ran.code).toBe(exitCode)
      expect(JSON.parse(ran.err).error).toMatchObject({code, exitCode})
    })
  }

  test('of the disk says which file, why and what to do', async ({bareWorld: world}) => {
    const file = await world.write('taken', '')
    const commands = madeUp({run: () => writeFile(join(file, 'journal.ndjson'), '')})
    const full = Object.assign(new Error('ENOSPC'), {code: 'ENOSPC', syscall: 'open', path: '/state/journal'})

    expect((await world.msgr('do', {commands})).err).toContain(
      `${file}/journal.ndjson cannot be used: a part of the path is not a folder (ENOTDIR)`,
    )
    expect((await world.msgr('do', {commands: failing(full)})).err).toBe(
      '✖ /state/journal cannot be used: the disk is full (ENOSPC)\n  Make room on the disk, then do the same again\n',
    )
  })

  test('that is a bug says so, with the stack only on demand', async ({bareWorld: world}) => {
    const commands = failing(new TypeError('x is not a function'))

    const plain = await world.msgr('do', {commands})
    const verbose = await world.msgr('do --debug', {commands})

    expect(plain.err).toContain('✖ x is not a function\n  This is a bug in msgr.')
    expect(plain.err).not.toContain('failures.test.ts')
    expect(verbose.err).toContain('failures.test.ts')
  })

  test('of the command line is JSON too when that is asked for', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('--json label lst')

    expect(code).toBe(2)
    expect(JSON.parse(err).error).toMatchObject({code: 'USAGE', hint: 'Did you mean msgr label list?'})
  })

  test('of a flag suggests the flag that was meant', async ({bareWorld: world}) => {
    const {code, out, err} = await world.msgr('config show --orign')

    expect({code, out}).toEqual({code: 2, out: ''})
    expect(err).toBe("✖ Unknown option '--orign'\n  Did you mean --origin?\n")
  })
})

describe('what a command opened', () => {
  const opening = (end: () => Promise<unknown>, closed: string[]) =>
    madeUp({
      run: async ({onExit}) => {
        onExit(() => void closed.push('first'))
        onExit(async () => void closed.push('second'))
        return end()
      },
    })

  test('is closed in reverse order when it succeeds and when it fails', async ({bareWorld: world}) => {
    const [done, failed]: string[][] = [[], []]

    await world.msgr('do', {commands: opening(async () => 'ok', done ?? [])})
    await world.msgr('do', {commands: opening(() => Promise.reject(new MsgrError('no')), failed ?? [])})

    expect(done).toEqual(['second', 'first'])
    expect(failed).toEqual(['second', 'first'])
  })

  test('is closed even when closing something else fails', async ({bareWorld: world}) => {
    const closed: string[] = []
    const commands = madeUp({
      run: async ({onExit}) => {
        onExit(() => void closed.push('first'))
        onExit(() => Promise.reject(new MsgrError('the disk is full')))
        return 'ok'
      },
    })

    const {code, err} = await world.msgr('do', {commands})

    expect(closed).toEqual(['first'])
    expect(code).toBe(1)
    expect(err).toContain('the disk is full')
  })
})

describe('secrets', () => {
  test('never reach stderr, whoever writes them', async ({bareWorld: world}) => {
    const token = 'EAABsbCS1iHgBAKZC'.padEnd(80, 'x')
    const commands = madeUp({
      run: async ({connection, io}) => {
        const {pageToken, appSecret} = await connection()
        io.warn(`token ${pageToken}, secret ${appSecret}`)
        throw new Error(`GET https://graph.facebook.com/me?access_token=${pageToken} with ${appSecret}`)
      },
    })
    const env = {
      MSGR_PAGE_TOKEN: token,
      MSGR_APP_ID: '1234567890',
      MSGR_APP_SECRET: '0123456789abcdef0123456789abcdef',
    }

    for (const line of ['do', 'do --json', 'do --debug']) {
      const {err} = await world.msgr(line, {commands, env})
      expect(err).not.toContain(token)
      expect(err).not.toContain(env.MSGR_APP_SECRET)
      expect(err).toContain('***')
    }
  })

  test('of the Page never reach stdout', async ({bareWorld: world}) => {
    const commands = madeUp({run: async ({connection}) => (await connection()).pageToken})

    const {out} = await world.msgr('do', {commands, env: {MSGR_PAGE_TOKEN: 'EAAB-secret-secret-secret'}})

    expect(out).toBe('***\n')
  })
})
