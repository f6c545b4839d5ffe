import {open, readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {Readable} from 'node:stream'
import type {GlobalOptions, Io} from '../context.ts'
import {UsageError} from '../errors.ts'
import type {Style} from '../terminal/view.ts'
import {annotator} from './github.ts'
import type {Interrupt} from './interrupt.ts'
import type {Outside} from './outside.ts'
import {createRunProgram} from './run-program.ts'

export interface IoParts {
  readonly outside: Outside
  readonly globals: GlobalOptions
  /** For stderr. */
  readonly style: Style
  readonly interrupt: Interrupt
  readonly line: (text: string) => void
}

/** Streams, files and programs for a command. */
export function createIo({outside, globals, style, interrupt, line}: IoParts): Io {
  const {cwd, terminals} = outside
  const toPath = (file: string) => resolve(cwd, file)
  const annotate = annotator(outside)
  return {
    cwd,
    get stdin() {
      return outside.stdin
    },
    isOutTerminal: terminals.stdout,
    isErrorTerminal: terminals.stderr,
    get isInteractive() {
      return terminals.stderr && globals.input && !globals.json && terminals.stdin
    },
    get columns() {
      return outside.columns
    },
    resolve: toPath,
    readText: async file =>
      withoutMark(
        file === '-'
          ? await readAll(outside.stdin, interrupt.signal)
          : await explaining(file, () => readFile(toPath(file), 'utf8')),
      ),
    readLines: file =>
      file === '-' ? linesOf(outside.stdin, interrupt.signal) : linesOfFile(file, toPath(file)),
    environment: outside.env,
    runProgram: createRunProgram(outside, interrupt, line),
    startPrograms: async () => (await import('./start-program.ts')).createStartProgram(outside, interrupt),
    note(text) {
      if (!globals.quiet) line(text)
    },
    warn(text, place) {
      const told = place && annotate?.({level: 'warning', message: text, ...place})
      line(told ?? `${style.warn('!')} ${text}`)
    },
  }
}

/** Standard input may never end: the signal ends the wait for it. */
async function readAll(stream: Readable, signal: AbortSignal): Promise<string> {
  const {addAbortSignal} = await import('node:stream')
  const chunks: Buffer[] = []
  try {
    for await (const chunk of addAbortSignal(signal, stream)) chunks.push(Buffer.from(chunk))
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function* linesOfFile(name: string, path: string): AsyncGenerator<string> {
  const file = await explaining(name, () => open(path))
  try {
    if ((await file.stat()).isDirectory()) throw unreadable(name, 'it is a folder')
    yield* linesOf(file.createReadStream({autoClose: false}))
  } finally {
    await file.close()
  }
}

async function* linesOf(stream: Readable, signal?: AbortSignal): AsyncGenerator<string> {
  const {createInterface} = await import('node:readline')
  let isFirst = true
  const lines = createInterface({input: stream, crlfDelay: Number.POSITIVE_INFINITY, ...(signal && {signal})})
  for await (const line of lines) {
    yield isFirst ? withoutMark(line) : line
    isFirst = false
  }
  // What was read until the signal came is not all of it.
  signal?.throwIfAborted()
}

const withoutMark = (text: string) => (text.startsWith('\ufeff') ? text.slice(1) : text)

async function explaining<Result>(file: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'permission denied',
    }
    throw unreadable(file, reasons[code ?? ''] ?? message, error)
  }
}

function unreadable(file: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(`${file} cannot be read: ${reason}`, {cause})
}
