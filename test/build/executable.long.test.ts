import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {env, execPath, stderr} from 'node:process'
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest'
import description from '../../package.json' with {type: 'json'}
import {Capture} from '../helpers/capture.ts'
import {patiently} from '../helpers/patience.ts'
import {steps} from '../installed/steps.js'

const root = join(import.meta.dirname, '../..')

/** A Node.js that makes executables: this one, or the one that the variable names. */
const node = env['MSGR_EXECUTABLE_NODE'] ?? execPath
const version = execFileSync(node, ['--version'], {encoding: 'utf8'}).trim()
const isAble = Number(/\d+/.exec(version)?.[0]) >= 26
if (!isAble)
  stderr.write(
    `Not tested: the single executable, which Node.js 26 makes and ${version} does not; name one in MSGR_EXECUTABLE_NODE\n`,
  )

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

describe.runIf(isAble)('the single executable', () => {
  let folder = ''
  let msgr = ''
  const surroundings = () => ({
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(MSGR_|NODE_)/.test(name))),
    MSGR_HOME: join(folder, 'home'),
    NO_COLOR: '1',
  })
  const run = (line: string, input = ''): Ran => {
    const {
      status,
      stdout,
      stderr: err,
    } = spawnSync(msgr, line.split(' '), {
      ...{cwd: folder, env: surroundings(), input},
      encoding: 'utf8',
    })
    return {code: status, out: stdout, err}
  }

  /** Far from the sources, with nothing beside it. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'msgr-executable-'))
    msgr = join(folder, 'bin', 'msgr')
    execFileSync(node, [join(root, 'bin/executable/build.js'), '--out', msgr])
  }, patiently(120_000))

  afterAll(() => rm(folder, {recursive: true, force: true}))

  test('is one file, and the licences of what is in it', async () => {
    expect((await readdir(join(folder, 'bin'))).sort()).toEqual(['THIRD-PARTY-NOTICES', 'msgr'])
    expect(run('--version')).toEqual({code: 0, out: `${description.version}\n`, err: ''})
  })

  test('does what the installed package does', async () => {
    for (const {line, file, input, exit = 0, prints = /(?:)/, warns = /(?:)/} of steps) {
      if (file !== undefined) await writeFile(join(folder, file.name), file.text)
      const ran = run(line, input)
      expect({line, ...ran}).toMatchObject({line, code: exit})
      expect(ran.out).toMatch(prints)
      expect(ran.err).toMatch(warns)
    }
  })

  test.each([
    ['help broadcasts', /^Broadcasts\n/],
    ['schema output doctor', /"title": "What msgr doctor --json prints"/],
    ['--emulator label list --json --jq .[0].name', /^\S/],
    ['trigger --list', /^messages\.text\t/],
  ])('has inside what it reads: msgr %s', (line, prints) => {
    expect(run(line)).toEqual({code: 0, out: expect.stringMatching(prints), err: ''})
  })

  test('says what it has not, as the package does', () => {
    expect(run('schema output nothing')).toMatchObject({code: 2, err: expect.stringContaining('nothing')})
  })

  test('draws a picture', async () => {
    const {code, err} = run('--emulator code generate --text Hello --out code.png')

    expect({code, err}).toMatchObject({code: 0})
    expect((await readFile(join(folder, 'code.png'))).subarray(1, 4).toString()).toBe('PNG')
  })

  test('receives the events that it triggers, and ends at SIGTERM', async () => {
    const out = new Capture()
    const args = ['--emulator', 'listen', '--port', '0', '--limit', '2']
    const listening = spawn(msgr, args, {cwd: folder, env: surroundings()})
    onTestFinished(() => void listening.kill('SIGKILL'))
    listening.stdout.on('data', chunk => out.write(chunk))
    const ended = new Promise(resolve => listening.on('close', resolve))
    await out.holds(/^ready$/m)

    expect(run('--emulator trigger messages.text')).toMatchObject({code: 0})
    await out.holds(/message/)
    listening.kill('SIGTERM')

    expect(await ended).toBe(143)
  })

  test('serves the chat page', async () => {
    const out = new Capture()
    const emulator = spawn(msgr, ['emulator', 'start', '--port', '0'], {cwd: folder, env: surroundings()})
    onTestFinished(() => void emulator.kill('SIGKILL'))
    emulator.stdout.on('data', chunk => out.write(chunk))
    const ended = new Promise(resolve => emulator.on('close', resolve))
    await out.holds(/http:\/\/127\.0\.0\.1:\d+/)
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(out.text) ?? []

    const page = await fetch(url)
    const script = await fetch(`${url}/_msgr/page/app.js`)
    const missing = await fetch(`${url}/_msgr/page/none.js`)
    emulator.kill('SIGINT')

    expect([page.status, script.status, missing.status]).toEqual([200, 200, 404])
    expect(await page.text()).toContain('/_msgr/page/app.js')
    await ended
  })
})
