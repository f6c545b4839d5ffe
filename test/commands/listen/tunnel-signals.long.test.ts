import {setTimeout as wait} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {areGone, makeFolder, tunnelCommand} from './tunnels.ts'

/** `listen` in a process, which a signal can end before msgr can do anything. */
const startProcess = (folder: string, command: string) =>
  startMsgr(['listen', '--port', '0', '--tunnel-command', command], {
    cwd: folder,
    env: {HOME: folder, MSGR_HOME: folder, PATH: '/usr/bin:/bin'},
  })

test.each([
  ['SIGKILL, which msgr cannot answer,', 'SIGKILL', {code: null, signal: 'SIGKILL'}],
  ['a terminal that is closed', 'SIGHUP', {code: null, signal: 'SIGHUP'}],
] as const)('%s leaves no process behind', async (_what, signal, end) => {
  const folder = makeFolder()
  const {command, pids} = tunnelCommand(folder)
  const msgr = startProcess(folder, command)
  await msgr.out.holds('ready')

  msgr.kill(signal)

  expect(await msgr.ended).toEqual(end)
  expect(pids()).toHaveLength(1)
  await areGone(pids().flat())
})

test('a program that does not end when asked is ended at once by a second Ctrl-C', async () => {
  const folder = makeFolder()
  const {command, pids} = tunnelCommand(folder)
  const msgr = startProcess(folder, `trap '' TERM; ${command}; sleep 600`)
  await msgr.out.holds('ready')

  msgr.kill('SIGINT')
  await msgr.err.holds('Interrupt again to exit at once')
  // Sooner it would count as the same press.
  await wait(200)
  msgr.kill('SIGINT')

  expect(await msgr.ended).toEqual({code: 130, signal: null})
  await areGone(pids().flat())
})
