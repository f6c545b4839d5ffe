import {setTimeout} from 'node:timers/promises'
import {describe, expect} from 'vitest'
import type {Context} from '../../src/context.ts'
import {test} from '../helpers/world.ts'
import {madeUp} from './made-up.ts'

const untilAborted = ({signal}: Context) =>
  new Promise<void>(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), {once: true})
  })

/** Says that it runs, and goes on until it is told to stop. */
const listening = {
  async *run(context: Context) {
    yield 'listening'
    await untilAborted(context)
    yield 'saved'
  },
}

describe('Ctrl-C', () => {
  test('lets a stream finish, and the exit code tells', async ({bareWorld: world}) => {
    const {out, send, ended} = world.start('do', {commands: madeUp(listening)})
    await out.holds('listening')

    send('SIGINT')

    const {code, out: printed, err} = await ended
    expect({code, printed}).toEqual({code: 130, printed: 'listening\nsaved\n'})
    expect(err).toBe('Stopping: finishing what is in progress. Interrupt again to exit at once.\n')
  })

  test('as SIGTERM exits with 143', async ({bareWorld: world}) => {
    const {out, send, ended} = world.start('do', {commands: madeUp(listening)})
    await out.holds('listening')

    send('SIGTERM')

    expect((await ended).code).toBe(143)
  })

  test('is success where it is how a command ends', async ({bareWorld: world}) => {
    const {out, send, ended} = world.start('do', {commands: madeUp({...listening, exitCode: () => 0})})
    await out.holds('listening')

    send('SIGINT')

    expect((await ended).code).toBe(0)
  })

  test('ends a command that gives up its wait, without calling it a bug', async ({bareWorld: world}) => {
    const commands = madeUp({
      async run(context) {
        await untilAborted(context)
        context.signal.throwIfAborted()
      },
    })
    const {send, ended} = world.start('do --json', {commands})
    await new Promise(resolve => setImmediate(resolve))

    send('SIGTERM')

    const {code, err} = await ended
    expect(code).toBe(143)
    expect(JSON.parse(err).error).toMatchObject({code: 'INTERRUPTED', exitCode: 143})
  })

  test('twice leaves at once; twice within 100 ms is once', async ({bareWorld: world}) => {
    const commands = madeUp({
      async *run() {
        yield 'working'
        await new Promise(() => {})
      },
    })
    const {out, send, left, ended} = world.start('do', {commands})
    await out.holds('working')

    send('SIGINT')
    world.clock.advance(50)
    send('SIGINT')
    await setTimeout(20)
    expect(left).toEqual([])
    world.clock.advance(150)
    send('SIGINT')

    expect((await ended).code).toBe(130)
    expect(left).toEqual([130])
  })
})

describe('a program that a command runs', () => {
  const running = (script: string) =>
    madeUp({
      run: ({io}) => io.runProgram(process.execPath, ['-e', script], {GIVEN: 'yes'}),
      view: undefined,
      exitCode: code => code,
    })

  test('gets the environment, and its output and exit code are passed on', async ({bareWorld: world}) => {
    const script = 'console.log(process.env.GIVEN); console.error("e"); process.exit(7)'

    const {code, out, err} = await world.msgr('do', {commands: running(script)})

    expect({code, out, err}).toEqual({code: 7, out: 'yes\n', err: 'e\n'})
  })

  test('ends with msgr', async ({bareWorld: world}) => {
    const {out, send, ended} = world.start('do', {
      commands: running('console.log("up"); setInterval(() => {}, 1000)'),
    })
    await out.holds('up')

    send('SIGTERM')

    expect((await ended).code).toBe(128 + 15)
  })

  test('that does not exist is exit code 127', async ({bareWorld: world}) => {
    const commands = madeUp({
      run: ({io}) => io.runProgram('/nowhere/at-all', [], {}),
      view: undefined,
      exitCode: code => code,
    })

    const {code, err} = await world.msgr('do', {commands})

    expect(code).toBe(127)
    expect(err).toContain('/nowhere/at-all could not be started')
  })
})
