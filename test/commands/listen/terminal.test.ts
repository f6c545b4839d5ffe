import {execFile} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {existsSync} from 'node:fs'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {setTimeout} from 'node:timers/promises'
import {promisify} from 'node:util'
import {describe, expect, onTestFinished, vi} from 'vitest'
import {test, type World} from '../../helpers/world.ts'

const run = promisify(execFile)
const msgr = join(import.meta.dirname, '../../../bin/msgr.js')
const hasTmux = await run('tmux', ['-V']).then(
  () => true,
  (error: Error) => {
    process.stderr.write(`The keys of listen are not tested on a terminal: ${error.message}; install tmux\n`)
    return false
  },
)

interface Terminal {
  /** Keys by the names of tmux: `Up`, `Enter`, `C-c`; anything else is typed. */
  readonly press: (...keys: readonly string[]) => Promise<void>
  /** Waits until the screen or what was scrolled off it matches; yields all of it. */
  readonly shows: (expected: RegExp) => Promise<string>
  /** As a person closes its window. */
  readonly close: () => Promise<void>
  /** msgr against the same emulator, outside of the terminal. */
  readonly msgr: (...args: readonly string[]) => Promise<string>
}

/** A shell in a terminal of 100 columns and 20 lines. */
async function openTerminal({folder, home}: World): Promise<Terminal> {
  const server = `msgr-${randomBytes(6).toString('hex')}`
  const tmux = async (...args: readonly string[]) =>
    (await run('tmux', ['-L', server, '-f', '/dev/null', ...args])).stdout
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    MSGR_HOME: home,
    MSGR_EMULATOR: '1',
    NO_COLOR: '1',
  }
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const shell = [
    'env',
    '-i',
    ...settings,
    'TERM=screen',
    'LC_ALL=C.UTF-8',
    'PS1=$ ',
    'bash',
    '--norc',
    '--noprofile',
  ]
  await tmux('-u', 'new-session', '-d', '-x', '100', '-y', '20', '-c', folder, ...shell)
  onTestFinished(async () => {
    await tmux('kill-server').catch(() => undefined)
  })
  return {
    press: async (...keys) => {
      await tmux('send-keys', ...keys)
    },
    shows: async expected => {
      const deadline = Date.now() + 8_000
      for (;;) {
        const shown = await tmux('capture-pane', '-p', '-J', '-S', '-500')
        if (expected.test(shown)) return shown
        if (Date.now() > deadline) throw new Error(`the screen does not show ${expected}:\n${shown}`)
        await setTimeout(50)
      }
    },
    close: async () => {
      await tmux('kill-session')
    },
    msgr: async (...args) => (await run(execPath, [msgr, ...args], {cwd: folder, env})).stdout,
  }
}

describe.runIf(hasTmux)('listen on a terminal', () => {
  const listen = `"${execPath}" "${msgr}" --emulator listen --port 0 --ready-file ready.json`
  const ADA = '6411223344556677'

  test('keys choose, show, filter and send again; the shell is as before', async ({bareWorld: world}) => {
    const {press, shows, msgr} = await openTerminal(world)
    await press(`${listen} --forward-to 9; echo "ended with $?"`, 'Enter')
    await shows(/^ready$/m)
    await msgr('emulator', 'person', 'say', ADA, 'first one')
    await msgr('emulator', 'person', 'say', ADA, 'and the second')
    await shows(/^2 events · ↑↓ choose/m)

    await press('Up', 'Up')
    await shows(/^▸ 1\/2 .* …6677 "first one"/m)
    await press('Enter')
    await shows(/^ {6}"text": "first one"$/m)
    await press('r')
    await shows(/ ! sent again: .*"first one"/)
    await press('/', 'sec', 'Enter')
    await shows(/! only what holds "sec" is shown: 1 of the 2 events kept\n.*"and the second"/)
    await press('?')
    await shows(/^ {2}q +end/m)
    await press('q')

    const shown = await shows(/^ended with 0$/m)
    expect(shown).toMatch(/^✔ receiver /m)
    expect(shown).not.toMatch(/▸|↑↓ choose/)
    expect(existsSync(join(world.folder, 'ready.json'))).toBe(false)
    await press('stty -a | grep -ow -e icanon -e isig | tr "\\n" " "', 'Enter')
    await shows(/^(icanon isig|isig icanon) /m)
  }, 30_000)

  test('Ctrl-Z stops it for a while, Ctrl-C ends it', async ({bareWorld: world}) => {
    const {press, shows, msgr} = await openTerminal(world)
    await press(listen, 'Enter')
    await shows(/^ready$/m)

    await press('C-z')
    await shows(/Stopped/)
    await press('echo "the shell reads again"', 'Enter')
    await shows(/^the shell reads again$/m)
    await press('fg', 'Enter')
    await msgr('emulator', 'person', 'say', ADA, 'after the pause')
    await shows(/^1 event · /m)
    await press('C-c')
    await press('echo "ended with $?"', 'Enter')

    await shows(/^ended with 130$/m)
    await press('stty -a | grep -ow icanon', 'Enter')
    await shows(/^icanon$/m)
  }, 30_000)

  test('when the terminal is closed nothing is left behind', async ({bareWorld: world}) => {
    const {press, shows, close} = await openTerminal(world)
    await press(listen, 'Enter')
    await shows(/^ready$/m)
    expect(existsSync(join(world.folder, 'ready.json'))).toBe(true)

    await close()

    await vi.waitUntil(() => !existsSync(join(world.folder, 'ready.json')), {timeout: 8_000})
    await vi.waitUntil(async () => (await readdir(join(world.home, 'state', 'listeners'))).length === 0)
  }, 30_000)

  test('in the background it reads no keys and is not stopped', async ({bareWorld: world}) => {
    const {press, shows, msgr} = await openTerminal(world)
    await press(`${listen} &`, 'Enter')
    await shows(/^ready$/m)
    await msgr('emulator', 'person', 'say', ADA, 'still there')
    const shown = await shows(/"still there"/)
    expect(shown).not.toMatch(/↑↓ choose|Stopped/)

    await press('kill %1; wait %1; echo "ended with $?"', 'Enter')
    await shows(/^ended with 143$/m)
  }, 30_000)
})
