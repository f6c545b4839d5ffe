import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {Readable, Writable} from 'node:stream'
import {onTestFinished} from 'vitest'
import {main} from '../../src/cli/main.ts'
import type {Outside} from '../../src/cli/outside.ts'
import type {EmulatorOptions} from '../../src/emulator/find.ts'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  /** What stdout holds, read as JSON. */
  readonly json: () => ReturnType<typeof JSON.parse>
}

export interface RunOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Stage {
  /** Absolute. */
  readonly folder: string
  readonly emulator: Emulator
  /** Writes a file into the working folder. */
  readonly file: (name: string, content: string | Uint8Array) => Promise<string>
  /** Runs one command line in this process, against the emulator unless the environment says otherwise. */
  readonly msgr: (argv: readonly string[], options?: RunOptions) => Promise<Ran>
}

/** A folder of its own, an emulator in memory, of today or of an earlier day, and msgr between them. Gone when the test ends. */
export async function createStage(options: Pick<EmulatorOptions, 'asOf'> = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-stage-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const home = join(folder, 'home')
  const clock = createClock()
  const emulator = await openEmulator({
    folder: join(home, 'state', 'emulator'),
    isEphemeral: true,
    isPublished: true,
    machineNow: clock.now,
    ...options,
  })
  onTestFinished(() => emulator.close())
  return {
    folder,
    emulator,
    file: async (name, content) => {
      const path = join(folder, name)
      await mkdir(dirname(path), {recursive: true})
      await writeFile(path, content)
      return path
    },
    msgr: (argv, {stdin = '', env = {}} = {}) =>
      run(argv, {clock, cwd: folder, stdin, env: {HOME: home, MSGR_HOME: home, MSGR_EMULATOR: '1', ...env}}),
  }
}

async function run(
  argv: readonly string[],
  {
    clock,
    cwd,
    stdin,
    env,
  }: {clock: Outside['clock']; cwd: string; stdin: string; env: Readonly<Record<string, string>>},
): Promise<Ran> {
  const [stdout, stderr] = [new Buffered(), new Buffered()]
  const outside: Outside = {
    stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
    stdout,
    stderr,
    terminals: {stdin: false, stdout: false, stderr: false},
    columns: 100,
    env,
    cwd,
    clock,
    random: () => 0.5,
    onSignal: () => () => {},
    leave() {},
  }
  const code = await main(argv, outside)
  return {code, out: stdout.text, err: stderr.text, json: () => JSON.parse(stdout.text)}
}

/** Shows real time; sleeping takes none and moves it, for the emulator too. */
function createClock(): Outside['clock'] {
  let offsetMs = 0
  return {
    now: () => Date.now() + offsetMs,
    deadline: () => new AbortController().signal,
    sleep: async ms => {
      offsetMs += ms
    },
  }
}

class Buffered extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}
