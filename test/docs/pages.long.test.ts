import {execFile} from 'node:child_process'
import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {processOutside} from '../../src/cli/process.ts'
import {type Block, documents} from '../helpers/documents.ts'
import {type MsgrInShell, startMsgrInShell} from '../helpers/msgr-in-shell.ts'
import {words} from '../helpers/words.ts'
import {openWorld, type Place, type Running, worldAt} from '../helpers/world.ts'

/** The commands of a block: lines behind `$ `. What stands between them is output. */
const commandsIn = ({text}: Block) =>
  text.split('\n').flatMap(line => (line.startsWith('$ ') ? [line.slice(2)] : []))

const pages = documents.flatMap(({path, blocks}) => {
  const sessions = blocks.filter(({language}) => language === 'console').map(commandsIn)
  return sessions.length === 0 ? [] : [{path, blocks, sessions}]
})

describe.each(pages)('$path', ({blocks, sessions}) => {
  let world: Awaited<ReturnType<typeof openWorld>>
  let shell: MsgrInShell
  let place: Scene

  beforeAll(async () => {
    world = await openWorld({})
    shell = await startMsgrInShell(world)
    for (const {file, text} of blocks) {
      if (file !== undefined && file !== settingsFile) await world.write(file, text)
    }
    const inherited = process.env as Record<string, string>
    const own = {PATH: shell.path, MSGR_HOME: world.home, MSGR_EMULATOR: '1', HOME: world.home}
    place = {...world, env: {...inherited, ...own}}
  })

  afterAll(async () => {
    shell.close()
    await world.remove()
  })

  test.each(sessions.map(lines => [lines[0] ?? '', lines] as const))(
    'runs as it is written: %s …',
    async (_first, lines) => {
      const settings = blocks.find(({file}) => file === settingsFile)?.text ?? ''
      const usesSettings = lines.some(line => line.includes('config show'))
      if (usesSettings) await world.write(settingsFile, settings)
      const background: Running[] = []
      try {
        for (const line of lines) {
          if (line.endsWith(' &')) background.push(await startBeside(line.slice(0, -2), place))
          else if (ofMsgr.test(line)) await runHere(line, place)
          else await runInShell(line, place)
        }
      } finally {
        for (const running of background) await end(running)
        if (usesSettings) await rm(join(world.folder, settingsFile))
      }
    },
  )
})

/** Where a page's commands run. */
type Scene = Place & {readonly env: Readonly<Record<string, string>>}

/** It would decide about every other command of its page. */
const settingsFile = '.msgrrc.yaml'

/** A line that needs no shell, but for the settings before it. */
const ofMsgr = /^(?:[A-Z]+=\S+ )*msgr /

/** Where another program runs, time has to pass as it does. */
const runsProgram = / (?:--|--exec) /

function start(line: string, {folder, home, clock, env}: Scene): Running {
  const all = words(line)
  const at = all.indexOf('msgr')
  const settings = Object.fromEntries(all.slice(0, at).map(setting => setting.split('=', 2)))
  const here = worldAt({folder, home, clock: runsProgram.test(line) ? processOutside().clock : clock}, env)
  return here.start(all.slice(at + 1), {env: settings})
}

async function runHere(line: string, place: Scene): Promise<void> {
  const {code, out, err} = await start(line, place).ended
  expect(code, `${line}\n${err}`).toBe(0)
  expect(out, line).not.toBe('')
}

/** @throws when the command exits with anything but 0. */
async function runInShell(line: string, {folder, env}: Scene): Promise<void> {
  const {stdout} = await promisify(execFile)('bash', ['-c', line], {cwd: folder, env})
  expect(stdout, line).not.toBe('')
}

/** Starts a command in the background and waits until it says that it is ready. */
async function startBeside(line: string, place: Scene): Promise<Running> {
  const running = start(line, place)
  const ended = running.ended.then(({code, out, err}) => {
    throw new Error(`${line} ended with ${code}: ${out}${err}`)
  })
  await Promise.race([running.out.holds('ready'), running.err.holds('ready'), ended])
  return running
}

async function end({send, ended}: Running): Promise<void> {
  send('SIGTERM')
  await ended
}
