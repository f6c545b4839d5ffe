import {execFile, spawn} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {setTimeout} from 'node:timers/promises'
import {promisify} from 'node:util'
import {onTestFinished} from 'vitest'
import {patiently} from './patience.ts'
import type {World} from './world.ts'

const run = promisify(execFile)
const msgr = join(import.meta.dirname, '../../bin/msgr.js')

/** The built msgr in quotes, as a shell runs it. */
export const MSGR = `"${execPath}" "${msgr}"`

export interface Terminal {
  /** Keys by the names of tmux: `Up`, `Enter`, `C-c`; anything else is typed. */
  readonly press: (...keys: readonly string[]) => Promise<void>
  /** Waits until the screen or what was scrolled off it matches; returns all of it. */
  readonly shows: (expected: RegExp) => Promise<string>
  /** Presses keys again until the screen matches: for what gives up after a time, as completion does. */
  readonly pressUntil: (expected: RegExp, ...keys: readonly string[]) => Promise<void>
  /** As a person closes its window. */
  readonly close: () => Promise<void>
  /** msgr against the same emulator, outside of the terminal. */
  readonly msgr: (...args: readonly string[]) => Promise<string>
}

interface Runner {
  /** Runs the program with more arguments; returns what it prints. @throws when it fails. */
  readonly run: (...args: readonly string[]) => Promise<string>
  readonly close: () => void
}

/** Runs a program often, from a small process: starting one from the large process of the tests costs many times as much. */
function startRunner(program: readonly string[]): Runner {
  const shell = spawn('sh', {stdio: ['pipe', 'pipe', 'inherit']})
  let printed = ''
  let look = () => {}
  shell.stdout.setEncoding('utf8').on('data', chunk => {
    printed += chunk
    look()
  })
  let last: Promise<unknown> = Promise.resolve()
  const run = async (...args: readonly string[]) => {
    const line = [...program, ...args].map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    printed = ''
    shell.stdin.write(`${line} 2>&1; printf '\\0%d\\0' $?\n`)
    const [, text = '', status] = await new Promise<readonly string[]>((resolve, reject) => {
      shell.once('exit', code => reject(new Error(`the shell of the tests ended with ${code}`)))
      look = () => {
        const end = /^(.*)\0(\d+)\0$/s.exec(printed)
        if (end !== null) resolve(end)
      }
    }).finally(() => shell.removeAllListeners('exit'))
    if (status !== '0') throw new Error(`${line} ended with ${status}: ${text}`)
    return text
  }
  return {
    run: (...args) => {
      const result = last.then(() => run(...args))
      last = result.catch(() => undefined)
      return result
    },
    close: () => void shell.stdin.end(),
  }
}

export interface TerminalOptions {
  /** Default: bash, without settings. */
  readonly shell?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A shell in a terminal of 100 columns and 20 lines. */
export async function openTerminal(
  {folder, home}: World,
  {shell: program = ['bash', '--norc', '--noprofile'], env: added = {}}: TerminalOptions = {},
): Promise<Terminal> {
  const server = `msgr-${randomBytes(6).toString('hex')}`
  const {run: tmux, close: closeShell} = startRunner(['tmux', '-L', server, '-f', '/dev/null'])
  onTestFinished(closeShell)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    MSGR_HOME: home,
    MSGR_EMULATOR: '1',
    NO_COLOR: '1',
    ...added,
  }
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const shell = ['env', '-i', ...settings, 'TERM=screen', 'LC_ALL=C.UTF-8', 'PS1=$ ', ...program]
  await tmux('-u', 'new-session', '-d', '-x', '100', '-y', '20', '-c', folder, ...shell)
  onTestFinished(async () => {
    await tmux('kill-server').catch(() => undefined)
  })
  const press: Terminal['press'] = async (...keys) => {
    await tmux('send-keys', ...keys)
  }
  const waitFor = async (expected: RegExp, ms: number) => {
    const deadline = Date.now() + ms
    for (;;) {
      const shown = await tmux('capture-pane', '-p', '-J', '-S', '-500')
      if (expected.test(shown)) return shown
      if (Date.now() > deadline) throw new Error(`the screen does not show ${expected}:\n${shown}`)
      await setTimeout(50)
    }
  }
  return {
    press,
    shows: expected => waitFor(expected, patiently(25_000)),
    pressUntil: async (expected, ...keys) => {
      for (let round = 1; round < 5; round += 1) {
        await press(...keys)
        const isShown = await waitFor(expected, patiently(3_000)).then(
          () => true,
          () => false,
        )
        if (isShown) return
      }
      await press(...keys)
      await waitFor(expected, patiently(3_000))
    },
    close: async () => {
      await tmux('kill-session')
    },
    msgr: async (...args) => (await run(execPath, [msgr, ...args], {cwd: folder, env})).stdout,
  }
}
