import {chmod, mkdtemp, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {openerFor} from '../../src/cli/open-address.ts'
import {signalGroup} from '../../src/cli/signal-group.ts'
import {foldersOf} from '../../src/config/paths.ts'
import {exposureOf} from '../../src/config/secrets.ts'
import {lockName, parseLockName} from '../../src/system/process-lock/owner.ts'
import {whileBusy} from '../../src/system/replace-file.ts'
import {shellWord} from '../../src/terminal/shell-word.ts'
import {everythingIn} from '../helpers/probe.ts'
import {test} from '../helpers/world.ts'

// What msgr does on Windows. Each of these takes the system as an argument, so that it can be tried on any.
const windows = {platform: 'win32'} as const
const ada = '6411223344556677'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-windows-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return folder
}

describe('files to write to', () => {
  test('the name of a device is refused before anything is done', async ({world}) => {
    const before = await readdir(world.folder)
    const pulled = await world.msgr('page pull --out NUL', windows)
    const exported = await world.msgr('label list --format csv', windows)

    expect(pulled).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('NUL cannot be written: NUL is the name of a device on Windows'),
    })
    expect(exported.code).toBe(0)
    expect(await readdir(world.folder)).toEqual(before)
  })

  test('elsewhere it is a name like others', async ({world}) => {
    expect(await world.msgr('page pull --out NUL', {platform: 'linux'})).toMatchObject({code: 0})
    expect(await world.read('NUL')).toContain('labels')
  })

  test('a rename waits for a program that has the file open', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'new'), 'x')
    const errors = ['EPERM', 'EBUSY', 'EACCES']
    const work = async () => {
      const code = errors.shift()
      if (code !== undefined) throw Object.assign(new Error(code), {code})
      await rename(join(folder, 'new'), join(folder, 'file'))
    }

    await whileBusy(work, 'win32')
    expect(await readdir(folder)).toEqual(['file'])
  })

  test('nothing else is tried twice', async () => {
    let tries = 0
    const fail = (code: string) => async () => {
      tries += 1
      throw Object.assign(new Error(code), {code})
    }

    await expect(whileBusy(fail('ENOSPC'), 'win32')).rejects.toThrow('ENOSPC')
    await expect(whileBusy(fail('EPERM'), 'linux')).rejects.toThrow('EPERM')
    expect(tries).toBe(2)
  })

  test('a lock file has a name that Windows keeps, and is found again', () => {
    const own = {host: 'shop-pc', boot: '', space: '', pid: 4711, started: ''}

    expect(lockName(own)).toBe('lock.shop-pc...4711.0')
    expect(parseLockName(lockName(own))).toEqual(own)
    expect(parseLockName('lock.shop-pc...4711.')).toEqual(own)
  })

  test('the mode of a file says nothing about who can read it', async () => {
    const file = join(await newFolder(), 'token')
    await writeFile(file, 'x')
    await chmod(file, 0o666)

    expect(exposureOf(file, 'win32')).toBeUndefined()
    expect(exposureOf(file, 'linux')?.message).toContain('others can read it')
  })
})

describe('settings and state', () => {
  const env = {
    HOME: 'C:\\Users\\ann',
    APPDATA: 'C:\\Users\\ann\\AppData\\Roaming',
    LOCALAPPDATA: 'D:\\Local',
  }

  test('are in the folders of Windows', () => {
    expect(foldersOf(env, 'C:\\shop', 'win32')).toEqual({
      config: 'C:\\Users\\ann\\AppData\\Roaming\\msgr',
      state: 'D:\\Local\\msgr',
      home: 'C:\\Users\\ann',
    })
    expect(foldersOf({HOME: 'C:\\Users\\ann'}, 'C:\\shop', 'win32')).toMatchObject({
      config: 'C:\\Users\\ann\\AppData\\Roaming\\msgr',
      state: 'C:\\Users\\ann\\AppData\\Local\\msgr',
    })
  })

  test('are where MSGR_HOME and XDG say', () => {
    expect(foldersOf({...env, MSGR_HOME: '..\\home'}, 'C:\\shop', 'win32').config).toBe('C:\\home\\config')
    expect(foldersOf({...env, MSGR_HOME: '\\\\server\\ann'}, 'C:\\shop', 'win32').state).toBe(
      '\\\\server\\ann\\state',
    )
    expect(foldersOf({...env, XDG_CONFIG_HOME: 'E:\\xdg'}, 'C:\\shop', 'win32').config).toBe('E:\\xdg\\msgr')
  })
})

describe('programs', () => {
  test('are ended with all that they started', async () => {
    const folder = await newFolder()
    const log = join(folder, 'log')
    await writeFile(join(folder, 'taskkill'), `#!/bin/sh\necho "$@ $MSGR_PAGE_TOKEN" > ${log}\n`)
    await chmod(join(folder, 'taskkill'), 0o755)
    const env = {PATH: `${folder}:${process.env['PATH']}`, MSGR_PAGE_TOKEN: 'EAABsecret'}

    signalGroup(4711, 'SIGTERM', {platform: 'win32', env})
    expect(await readFile(log, 'utf8')).toBe('/pid 4711 /t /f \n')
  })

  test('an address is opened without a shell, which an & in it would command', () => {
    const url = 'http://127.0.0.1:1337/?a=1&calc'

    expect(openerFor(url, {env: {}, platform: 'win32'})).toEqual([
      'rundll32.exe',
      'url.dll,FileProtocolHandler',
      url,
    ])
  })

  test('a command of --exec is one line for the shell', async ({world}) => {
    const {code, err} = await world.msgr(
      ['--emulator', 'listen', '--forward-to', '3000', '--exec', 'echo "a  b" & echo c'],
      {terminals: {stdin: false}},
    )

    expect({code, err}).toMatchObject({code: 0, err: expect.stringMatching(/^a {2}b$/m)})
    expect(err).toMatch(/^c$/m)
  })
})

describe('suggested command lines', () => {
  test.each([
    ['VIP', 'VIP'],
    ['C:\\Users\\ann\\page.yaml', 'C:\\Users\\ann\\page.yaml'],
    ['Beta testers', '"Beta testers"'],
    ["Ada's", '"Ada\'s"'],
    ['a&calc|more>x', '"a&calc|more>x"'],
    ['a,b', '"a,b"'],
    ['@list', '"@list"'],
    ['$(calc) `calc` %PATH% "x" “y„', '"?(calc) ?calc? ?PATH? ?x? ?y?"'],
    ['C:\\two words\\', '"C:\\two words\\\\"'],
  ])('%s is one word in cmd.exe and PowerShell', (text, word) => {
    expect(shellWord(text, 'win32')).toBe(word)
  })
})

/** A file, and a command that reads it and prints what it read. */
const files: readonly [file: string, line: string, text: string][] = [
  ['in.csv', 'broadcast plan --text {{first_name}} --to in.csv --json', `psid,first_name\n${ada},"Ada\nL"\n`],
  ['ids.txt', 'user block --from ids.txt --yes', `${ada}\n6411223345556680\n`],
  [
    'page.yaml',
    'page plan page.yaml --json',
    'profile:\n  greeting:\n    - locale: default\n      text: |\n        Hi\n        you\nlabels:\n  - VIP\n',
  ],
  [
    'message.yaml',
    `send raw message.yaml --yes --json`,
    `recipient: {id: "${ada}"}\nmessage:\n  text: |\n    one\n    two\n`,
  ],
  [
    'profile.json',
    'profile set profile.json --yes --json',
    '{\n  "get_started": {\n    "payload": "A"\n  }\n}\n',
  ],
  [
    'stop.ndjson',
    'optout add --from stop.ndjson --dry-run --json',
    `{"psid":"${ada}"}\n{"psid":"6411223345556680"}\n`,
  ],
]

test.for(files)(
  'the line ends of Windows change nothing in %s for %s',
  async ([file, line, text], {world}) => {
    const outcome = async (written: string) => {
      await world.write(file, written)
      const {code, out} = await world.msgr(line)
      return {code, out: out.replaceAll(varying, '_')}
    }
    const first = await outcome(text)
    const second = await outcome(text.replaceAll('\n', '\r\n'))

    expect(first.code).toBe(0)
    expect(second).toEqual(first)
    expect(JSON.stringify([second, everythingIn(world.emulator)])).not.toContain('\\r')
  },
)

/** What differs between two runs: ids of messages and runs, and times. */
const varying = /m_[\w-]+|\d{8}-\d{6}-\w+|\d{4}-\d\d-\d\dT[\d:.]+Z/g
