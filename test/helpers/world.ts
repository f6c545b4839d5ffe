import {mkdir, mkdtemp, readFile, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {Readable, type Writable} from 'node:stream'
import {test as base, onTestFinished} from 'vitest'
import {main} from '../../src/cli/main.ts'
import type {Outside, OutsideClock, Signal} from '../../src/cli/outside.ts'
import type {CommandEntry} from '../../src/commands/index.ts'
import type {EmulatorOptions} from '../../src/emulator/find.ts'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'
import {Capture} from './capture.ts'
import {createClock, type TestClock} from './clock.ts'
import {checkOutput} from './output-check.ts'
import {words} from './words.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  /** What stdout holds, read as JSON. @throws {SyntaxError} when it is not JSON. */
  readonly json: () => ReturnType<typeof JSON.parse>
}

export interface RunOptions {
  readonly stdin?: string | Readable
  /** Added to the environment of the world; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** The system by whose rules it runs. Default: this one. */
  readonly platform?: NodeJS.Platform
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

/** Where runs take place, and by which clock. */
export interface Place {
  /** The working folder; absolute. */
  readonly folder: string
  /** MSGR_HOME; absolute. */
  readonly home: string
  readonly clock: OutsideClock
}

/** A folder, settings of its own, and msgr in this process. */
export interface World<WorldClock extends OutsideClock = TestClock> extends Place {
  readonly clock: WorldClock
  /** One command line, as in a shell or word by word. */
  readonly msgr: (line: string | readonly string[], options?: RunOptions) => Promise<Ran>
  readonly start: (line: string | readonly string[], options?: RunOptions) => Running
  /** Writes a file, by its path in the working folder or an absolute one; returns its absolute path. */
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>
  readonly read: (name: string) => Promise<string>
}

/** A world with an emulator, which every command of it talks to. */
export interface EmulatedWorld extends World {
  readonly emulator: Emulator
}

/** Which platform a world has. */
export interface Past extends Pick<EmulatorOptions, 'asOf'> {
  /** Default: one that shows real time. */
  readonly clock?: TestClock
}

interface Fixtures {
  /** The day whose platform `world` has, for the tests of a file: `test.override({asOf: '2019-06-01'})`. */
  readonly asOf: string | undefined
  /** Has an emulator. */
  readonly world: EmulatedWorld
  /** Has no emulator, and no target but the platform. */
  readonly bareWorld: World
}

export const test = base.extend<Fixtures>({
  asOf: undefined,
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures in use off this pattern
  bareWorld: async ({}, use) => {
    const place = await createPlace()
    await use(worldAt(place, {}))
    await place.remove()
  },
  world: async ({asOf}, use) => {
    const {close, ...world} = await openEmulated({asOf})
    await use(world)
    await close()
  },
})

/** A world with an emulator, of today or of an earlier day, for tests that need several or name the day. Gone when the test ends. */
export async function createWorld(past: Past = {}): Promise<EmulatedWorld> {
  const {close, ...world} = await openEmulated(past)
  onTestFinished(close)
  return world
}

async function openEmulated({
  asOf,
  clock,
}: Past): Promise<EmulatedWorld & {readonly close: () => Promise<void>}> {
  const place = await createPlace(clock)
  const emulator = await openEmulator({
    folder: join(place.home, 'state', 'emulator'),
    isEphemeral: true,
    isPublished: true,
    machineNow: place.clock.now,
    asOf,
  })
  const close = async () => {
    await emulator.close()
    await place.remove()
  }
  return {...worldAt(place, {MSGR_EMULATOR: '1'}), emulator, close}
}

/** A world for several tests, without an emulator until a command starts one; `remove` takes its folders away. */
export async function openWorld(
  env: Readonly<Record<string, string>>,
): Promise<World & {readonly remove: () => Promise<void>}> {
  const place = await createPlace()
  return {...worldAt(place, env), remove: place.remove}
}

async function createPlace(
  clock = createClock(),
): Promise<Place & {readonly clock: TestClock; readonly remove: () => Promise<void>}> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'msgr-world-')))
  const [folder, home] = [join(root, 'work'), join(root, 'home')]
  await mkdir(folder)
  await mkdir(home)
  return {
    folder,
    home,
    clock,
    remove: () => rm(root, {recursive: true, force: true, maxRetries: 5}),
  }
}

/** What surrounds a run in a place, and what tests see of it. */
export function surround(
  {folder, home, clock}: Place,
  env: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Pick<Running, 'out' | 'err' | 'left' | 'send'> & {readonly outside: Outside} {
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
    platform: options.platform ?? process.platform,
    clock,
    random: () => 0.5,
    onSignal(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    leave: code => left.push(code),
  }
  const send = (signal: Signal) => {
    for (const listener of listeners) listener(signal)
  }
  return {outside, out, err, send, left}
}

/** A world in folders that are there. */
export function worldAt<WorldClock extends OutsideClock>(
  place: Place & {readonly clock: WorldClock},
  env: Readonly<Record<string, string>>,
): World<WorldClock> {
  const {folder, home, clock} = place
  const start: World['start'] = (line, options = {}) => {
    const {outside, out, err, ...more} = surround(place, env, options)
    const argv = typeof line === 'string' ? words(line) : line
    const ended = main(argv, outside, options.commands).then(async code => {
      if (options.commands === undefined && options.stdout === undefined)
        await checkOutput(argv, out.text, err.text)
      // Not enumerable: tests compare the rest as a whole.
      const json = {value: () => JSON.parse(out.text)}
      return Object.defineProperty({code, out: out.text, err: err.text}, 'json', json) as Ran
    })
    return {out, err, ended, ...more}
  }
  return {
    folder,
    home,
    clock,
    start,
    msgr: (line, options) => start(line, options).ended,
    async write(name, content) {
      const file = resolve(folder, name)
      await mkdir(dirname(file), {recursive: true})
      await writeFile(file, content)
      return file
    },
    read: name => readFile(resolve(folder, name), 'utf8'),
  }
}
