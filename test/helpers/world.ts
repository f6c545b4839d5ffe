import {mkdir, mkdtemp, readFile, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {Readable, type Writable} from 'node:stream'
import {setImmediate} from 'node:timers/promises'
import {test as base} from 'vitest'
import {main} from '../../src/cli/main.ts'
import type {Outside, Signal} from '../../src/cli/outside.ts'
import type {CommandEntry} from '../../src/commands/index.ts'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'
import {Capture} from './capture.ts'
import {createDeadlines} from './deadlines.ts'
import {words} from './words.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly stdin?: string | Readable
  /** Added to the environment of the world; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Streams that a person sits at. */
  readonly terminals?: Partial<Outside['terminals']>
  /** Width of the terminal. */
  readonly columns?: number
  readonly stdout?: Writable
  /** Whether stdout goes into a file. */
  readonly isOutFile?: boolean
  /** Other commands than those of msgr. */
  readonly commands?: Readonly<Record<string, CommandEntry>>
}

/** A run that goes on. */
export interface Running {
  readonly out: Capture
  readonly err: Capture
  readonly send: (signal: Signal) => void
  /** Exit codes that the process was told to leave with. */
  readonly left: readonly number[]
  readonly ended: Promise<Ran>
}

/** Shows real time, moved by hand; sleeping takes no time and moves it. */
export interface WorldClock {
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Aborts once the clock was moved on by so much; real time alone never ends it. */
  readonly deadline: (ms: number) => AbortSignal
  readonly set: (time: number | string) => void
  readonly advance: (ms: number) => void
}

/** A folder, settings of its own, and msgr in this process. */
export interface World {
  /** The working folder; absolute. */
  readonly folder: string
  /** MSGR_HOME; absolute. */
  readonly home: string
  readonly clock: WorldClock
  /** One command line, as in a shell or word by word. */
  readonly msgr: (line: string | readonly string[], options?: RunOptions) => Promise<Ran>
  readonly start: (line: string | readonly string[], options?: RunOptions) => Running
  /** Writes a file into the working folder and yields its absolute path. */
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>
  readonly read: (name: string) => Promise<string>
}

/** A world with an emulator, which every command of it talks to. */
export interface EmulatedWorld extends World {
  readonly emulator: Emulator
}

/** `world` has an emulator; `bareWorld` has none and no target but the platform. */
export const test = base.extend<{world: EmulatedWorld; bareWorld: World}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures in use off this pattern
  bareWorld: async ({}, use) => {
    const place = await createPlace()
    await use(createWorld(place, {}))
    await place.remove()
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures in use off this pattern
  world: async ({}, use) => {
    const place = await createPlace()
    const emulator = await openEmulator({
      folder: join(place.home, 'state', 'emulator'),
      isEphemeral: true,
      isPublished: true,
      machineNow: place.clock.now,
    })
    await use({...createWorld(place, {MSGR_EMULATOR: '1'}), emulator})
    await emulator.close()
    await place.remove()
  },
})

/** A world for several tests, without an emulator until a command starts one; `remove` takes its folders away. */
export async function openWorld(
  env: Readonly<Record<string, string>>,
): Promise<World & {readonly remove: () => Promise<void>}> {
  const place = await createPlace()
  return {...createWorld(place, env), remove: place.remove}
}

interface Place {
  readonly folder: string
  readonly home: string
  readonly clock: WorldClock
  readonly remove: () => Promise<void>
}

async function createPlace(): Promise<Place> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'msgr-world-')))
  const [folder, home] = [join(root, 'work'), join(root, 'home')]
  await mkdir(folder)
  await mkdir(home)
  return {
    folder,
    home,
    clock: createClock(),
    remove: () => rm(root, {recursive: true, force: true, maxRetries: 5}),
  }
}

function createClock(): WorldClock {
  let offset = 0
  const deadlines = createDeadlines()
  const now = () => Date.now() + offset
  const advance = (ms: number) => {
    offset += ms
    deadlines.advance(ms)
  }
  return {
    now,
    advance,
    deadline: deadlines.deadline,
    set: time => advance((typeof time === 'string' ? Date.parse(time) : time) - now()),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      advance(ms)
      await setImmediate()
      signal?.throwIfAborted()
    },
  }
}

function createWorld({folder, home, clock}: Place, env: Readonly<Record<string, string>>): World {
  const start: World['start'] = (line, options = {}) => {
    const [out, err] = [new Capture(), new Capture()]
    const listeners = new Set<(signal: Signal) => void>()
    const left: number[] = []
    const {stdin = '', stdout = out} = options
    const outside: Outside = {
      stdin: typeof stdin === 'string' ? Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]) : stdin,
      stdout,
      stderr: err,
      terminals: {stdin: false, stdout: false, stderr: false, ...options.terminals},
      isOutFile: options.isOutFile ?? false,
      columns: options.columns ?? 100,
      env: {HOME: home, MSGR_HOME: home, ...env, ...options.env},
      cwd: options.cwd ?? folder,
      clock,
      random: () => 0.5,
      onSignal(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      leave: code => left.push(code),
    }
    const ended = main(typeof line === 'string' ? words(line) : line, outside, options.commands).then(
      code => ({
        code,
        out: out.text,
        err: err.text,
      }),
    )
    const send = (signal: Signal) => {
      for (const listener of listeners) listener(signal)
    }
    return {out, err, send, left, ended}
  }
  return {
    folder,
    home,
    clock,
    start,
    msgr: (line, options) => start(line, options).ended,
    async write(name, content) {
      const file = join(folder, name)
      await mkdir(dirname(file), {recursive: true})
      await writeFile(file, content)
      return file
    },
    read: name => readFile(join(folder, name), 'utf8'),
  }
}
