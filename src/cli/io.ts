import {open, stat} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {Readable} from 'node:stream'
import type {GlobalOptions, Io} from '../context.ts'
import {atPlace, MsgrError, UsageError} from '../errors.ts'
import type {Masker} from '../masking.ts'
import {gatherBounded, readBounded} from '../system/bounded-file.ts'
import type {Style} from '../terminal/view.ts'
import type {TextSource} from '../text/decode.ts'
import {childEnvironment, type LoadSecretNames} from './child-environment.ts'
import {createFileUses} from './file-uses.ts'
import type {Annotate} from './github.ts'
import type {Interrupt} from './interrupt.ts'
import type {Outside} from './outside.ts'
import {createRunProgram} from './run-program.ts'
import type {WriteLine} from './stdio.ts'

export interface IoParts {
  readonly outside: Outside
  readonly globals: GlobalOptions
  /** For stderr. */
  readonly style: Style
  readonly interrupt: Interrupt
  readonly line: WriteLine
  readonly annotate?: Annotate | undefined
  readonly masker: Masker
  /** What the programs that are started do not get. */
  readonly secretNames: LoadSecretNames
}

/** Streams, files and programs for a command. */
export function createIo({
  outside,
  globals,
  style,
  interrupt,
  line,
  annotate,
  masker,
  secretNames,
}: IoParts): Io {
  const {cwd, platform, terminals} = outside
  const toPath = (file: string) => resolve(cwd, file)
  const sourceOf = (file: string): TextSource => ({
    file: file === '-' ? undefined : file,
    encoding: globals.encoding,
  })
  const uses = createFileUses(() => outside.streamFiles?.() ?? [])
  const claim: Io['claim'] = (file, use) => uses(file, toPath(file), use)
  return {
    cwd,
    platform,
    get stdin() {
      return outside.stdin
    },
    isInTerminal: terminals.stdin,
    isOutTerminal: terminals.stdout,
    isErrorTerminal: terminals.stderr,
    get isInteractive() {
      return terminals.stderr && globals.input && !globals.json && terminals.stdin
    },
    get columns() {
      return outside.columns
    },
    resolve: toPath,
    claim,
    async readText(file, {mostBytes} = {}) {
      if (file !== '-') await claim(file, 'read')
      const bytes =
        file === '-'
          ? await explaining('Standard input', () =>
              gatherBounded(untilSignal(outside.stdin, interrupt.signal), mostBytes),
            )
          : await explaining(file, () => readBounded(toPath(file), mostBytes))
      const {decodeText} = await import('../text/decode.ts')
      return decodeText(bytes, sourceOf(file))
    },
    readLines: file =>
      linesIn(
        file === '-'
          ? untilSignal(outside.stdin, interrupt.signal)
          : fileChunks(file, toPath(file), () => claim(file, 'read')),
        sourceOf(file),
      ),
    async readList(file, {sheet} = {}) {
      const isInput = file === '-'
      if (!isInput) await claim(file, 'read')
      const [{openList}, name] = [
        await import('../workbook/list-content.ts'),
        isInput ? 'Standard input' : file,
      ]
      return openList({
        name,
        path: isInput || !(await isPlainFile(toPath(file))) ? undefined : toPath(file),
        sheet,
        chunks: isInput
          ? bytesOf(untilSignal(outside.stdin, interrupt.signal))
          : fileChunks(file, toPath(file)),
        linesOf: chunks => linesIn(chunks, sourceOf(file)),
        gather: chunks => explaining(name, () => gatherBounded(chunks, MOST_WORKBOOK_BYTES)),
      })
    },
    environment: outside.env,
    hide: masker.hide,
    reveal: masker.reveal,
    runProgram: createRunProgram(outside, interrupt, {line, secretNames}),
    openAddress: async url => {
      const {openAddress} = await import('./open-address.ts')
      return openAddress(outside, secretNames, url)
    },
    pictureOf: async (url, picture) => {
      const {pictureOf} = await import('./picture-of.ts')
      return pictureOf({env: outside.env, signal: interrupt.signal}, secretNames, url, picture)
    },
    startPrograms: async changes => {
      const [{createStartProgram}, env] = await Promise.all([
        import('./start-program.ts'),
        childEnvironment(outside.env, secretNames, {...changes, NO_COLOR: '1'}),
      ])
      return createStartProgram({cwd, env}, interrupt)
    },
    note(lines) {
      if (!globals.quiet) line(lines)
    },
    warn(lines, place) {
      const [first = '', ...more] = [lines].flat()
      if (place === undefined || annotate === undefined)
        line([`${style.warn('!')} ${atPlace(place ?? {}, first)}`, ...more])
      else annotate({level: 'warning', message: [first, ...more].join('\n'), ...place})
    },
  }
}

/** Standard input may never end: the signal ends the wait for it, and what came before is not all of it. */
async function* untilSignal(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer | string> {
  const {addAbortSignal} = await import('node:stream')
  try {
    yield* addAbortSignal(signal, stream)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
  signal.throwIfAborted()
}

/** Of a workbook that comes through a pipe; one in a file is not read into memory as a whole. */
const MOST_WORKBOOK_BYTES = 256 * 1024 * 1024

async function isPlainFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

async function* fileChunks(name: string, path: string, claim?: () => Promise<void>): AsyncGenerator<Buffer> {
  await claim?.()
  const file = await explaining(name, () => open(path))
  try {
    if ((await file.stat()).isDirectory()) throw unreadable(name, 'it is a folder')
    yield* file.createReadStream({autoClose: false})
  } finally {
    await file.close()
  }
}

async function* linesIn(chunks: AsyncIterable<Buffer | string>, source: TextSource): AsyncGenerator<string> {
  const {linesOf} = await import('../text/lines.ts')
  yield* linesOf(bytesOf(chunks), source)
}

async function* bytesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk as Buffer)
}

async function explaining<Result>(file: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof MsgrError || !(error instanceof Error)) throw error
    const {code, message}: NodeJS.ErrnoException = error
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
