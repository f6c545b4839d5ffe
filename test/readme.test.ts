import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {table as commands} from '../src/cli/table.ts'
import {topics} from '../src/cli/topics.ts'

const root = join(import.meta.dirname, '..')
const readme = await readFile(join(root, 'README.md'), 'utf8')

interface Block {
  readonly language: string
  /** From ```` ```yaml profile.yaml ````. */
  readonly file: string | undefined
  readonly text: string
}

const blocks: readonly Block[] = [...readme.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language = '', file, text = '']) => ({language, file, text}),
)

/** The commands of a block: lines behind `$ `. What stands between them is output. */
const commandsIn = ({text}: Block) =>
  text.split('\n').flatMap(line => (line.startsWith('$ ') ? [line.slice(2)] : []))

const sessions = blocks.filter(({language}) => language === 'console').map(commandsIn)

let folder = ''
let env: NodeJS.ProcessEnv = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'msgr-readme-'))
  await mkdir(join(folder, 'bin'))
  const shim = join(folder, 'bin/msgr')
  await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin/msgr.js')}" "$@"\n`)
  await chmod(shim, 0o755)
  for (const {file, text} of blocks) {
    if (file === undefined || file === '.msgrrc.yaml') continue
    await mkdir(dirname(join(folder, file)), {recursive: true})
    await writeFile(join(folder, file), text)
  }
  const {NODE_EXTRA_CA_CERTS: _slow, ...inherited} = process.env
  env = {
    ...inherited,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    MSGR_HOME: join(folder, 'home'),
    MSGR_EMULATOR: '1',
    HOME: folder,
  }
})

afterAll(() => rm(folder, {recursive: true, force: true}))

describe('the README', () => {
  test('names every command, with its summary', () => {
    for (const [name, {summary}] of Object.entries(commands))
      expect(readme).toContain(`| \`${name}\` | ${summary} |`)
  })

  test('has the exit codes of `help exit-codes`', () => {
    const lines = topics['exit-codes']?.text().split('\n') ?? []
    const codes = lines.flatMap(line => /^\s+(\d+)\s+(.+)$/.exec(line)?.slice(1, 3) ?? [])
    expect(codes.length).toBeGreaterThan(20)
    for (let index = 0; index < codes.length; index += 2) {
      expect(readme).toContain(`| ${codes[index]} | ${codes[index + 1]} |`)
    }
  })

  test.each(sessions.map(lines => [lines[0] ?? '', lines] as const))(
    'runs as it is written: %s …',
    async (_first, lines) => {
      const settings = blocks.find(({file}) => file === '.msgrrc.yaml')?.text ?? ''
      const usesSettings = lines.some(line => line.includes('config show'))
      if (usesSettings) await writeFile(join(folder, '.msgrrc.yaml'), settings)
      const background: ReturnType<typeof spawn>[] = []
      try {
        for (const line of lines) {
          if (line.endsWith(' &')) background.push(await startBeside(line.slice(0, -2)))
          else await runInShell(line)
        }
      } finally {
        for (const child of background) await end(child)
        if (usesSettings) await rm(join(folder, '.msgrrc.yaml'))
      }
    },
  )
})

/** @throws when the command exits with anything but 0. */
async function runInShell(line: string): Promise<void> {
  const {stdout} = await promisify(execFile)('bash', ['-c', line], {cwd: folder, env})
  expect(stdout, line).not.toBe('')
}

/** Starts a command in the background and waits until it says that it is ready. */
async function startBeside(line: string): Promise<ReturnType<typeof spawn>> {
  const child = spawn('bash', ['-c', `exec ${line}`], {cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe']})
  await new Promise<void>((resolve, reject) => {
    let said = ''
    const look = (chunk: Buffer) => {
      said += chunk
      if (said.includes('ready')) resolve()
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('exit', code => reject(new Error(`${line} ended with ${code}: ${said}`)))
  })
  return child
}

async function end(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
