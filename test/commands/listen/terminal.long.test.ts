import {existsSync} from 'node:fs'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, vi} from 'vitest'
import {patiently} from '../../helpers/patience.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {MSGR, openTerminal} from '../../helpers/terminal.ts'
import {test} from '../../helpers/world.ts'

describe.runIf(hasPrograms('the keys of listen on a terminal', 'tmux'))('listen on a terminal', () => {
  const listen = `${MSGR} --emulator listen --port 0 --ready-file ready.json`
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
    await shows(/! showing only events with "sec": 1 of the 2 events kept\n.*"and the second"/)
    await press('?')
    await shows(/^ {2}q +quit/m)
    await press('q')

    const shown = await shows(/^ended with 0$/m)
    expect(shown).toMatch(/^✔ receiver /m)
    expect(shown).not.toMatch(/▸|↑↓ choose/)
    expect(existsSync(join(world.folder, 'ready.json'))).toBe(false)
    await press('stty -a | grep -ow -e icanon -e isig | tr "\\n" " "', 'Enter')
    await shows(/^(icanon isig|isig icanon) /m)
  })

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
    // What is typed sooner, listen may still read.
    await shows(/^\$ ?$/m)
    await press('echo "ended with $?"', 'Enter')

    await shows(/^ended with 130$/m)
    await press('stty -a | grep -ow icanon', 'Enter')
    await shows(/^icanon$/m)
  })

  test('when the terminal is closed nothing is left behind', async ({bareWorld: world}) => {
    const {press, shows, close} = await openTerminal(world)
    await press(listen, 'Enter')
    await shows(/^ready$/m)
    expect(existsSync(join(world.folder, 'ready.json'))).toBe(true)

    await close()

    await vi.waitUntil(() => !existsSync(join(world.folder, 'ready.json')), {timeout: patiently(8_000)})
    await expect.poll(() => readdir(join(world.home, 'state', 'listeners'))).toEqual([])
  })

  test('in the background it reads no keys and is not stopped', async ({bareWorld: world}) => {
    const {press, shows, msgr} = await openTerminal(world)
    await press(`${listen} &`, 'Enter')
    await shows(/^ready$/m)
    await msgr('emulator', 'person', 'say', ADA, 'still there')
    const shown = await shows(/"still there"/)
    expect(shown).not.toMatch(/↑↓ choose|Stopped/)

    await press('kill %1; wait %1; echo "ended with $?"', 'Enter')
    await shows(/^ended with 143$/m)
  })
})
