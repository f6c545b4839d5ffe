import type {Writable} from 'node:stream'
import {readsCommands} from '../config/github.ts'
import type {Masker} from '../masking.ts'
import {withoutCommands} from '../terminal/ci-log.ts'
import {createFooter, type Footer} from '../terminal/footer.ts'
import {harmless, painted} from '../terminal/harmless.ts'
import type {Sink} from '../terminal/output.ts'
import {oneLine} from '../text/one-line.ts'
import {type Annotate, annotator} from './github.ts'
import type {Outside} from './outside.ts'

/** The reader of stdout went away, as `head` does: nothing is left to do, and nothing is wrong. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone'
}

/** Writes lines to stderr. A text is one line, whatever is in it: several lines are a list. */
export type WriteLine = (lines: string | readonly string[]) => void

export interface Stdio {
  /** Results. What comes in one turn is written together: a write costs as much as an event. @throws {ReaderGone} */
  readonly out: Sink
  /** Lines for the person; secrets are taken out, and what a terminal or the runner of a CI job would obey is escaped. */
  readonly line: WriteLine
  /** Shows something as an annotation of a CI job; undefined where nothing does. */
  readonly annotate: Annotate | undefined
  /** Settles when the results have been written. */
  readonly flush: () => Promise<void>
  /** The line below what is printed to a terminal. */
  readonly footer: Footer
}

/**
 * stdout and stderr as msgr writes to them. Everything passes the masker here; in the log of a CI job nothing but `annotate`
 * gives its runner a command. What goes into a file stays exact.
 */
export function createStdio(outside: Outside, masker: Masker): Stdio {
  const {stdout, terminals, env} = outside
  const isLog = readsCommands(env)
  const gone = watch(stdout)
  const footer = createFooter(stdout, outside)
  let stderr: Writable | undefined
  let gathered = ''
  let flushing: NodeJS.Immediate | undefined
  /** False when the reader does not keep up. */
  const writeGathered = (): boolean => {
    clearImmediate(flushing)
    flushing = undefined
    const hidden = painted(masker.hide(gathered))
    gathered = ''
    const text = isLog && outside.isOutFile !== true ? withoutCommands(hidden) : hidden
    return text === '' || gone.value || stdout.write(footer.above(text))
  }
  const flush = async () => {
    if ((!writeGathered() || stdout.writableNeedDrain) && !gone.value) await drained(stdout)
  }
  const writeError = (text: string) => {
    if (stderr === undefined) {
      stderr = outside.stderr
      watch(stderr)
    }
    writeGathered()
    stderr.write(terminals.stderr ? footer.above(text) : text)
  }
  const clean = (text: string) => painted(harmless(masker.mask(text)))
  const annotation = annotator(outside)
  return {
    flush,
    out: {
      isTerminal: terminals.stdout,
      get columns() {
        return outside.columns
      },
      write(text) {
        if (gone.value) throw new ReaderGone()
        gathered += text
        if (gathered.length >= stdout.writableHighWaterMark || stdout.writableNeedDrain) {
          return flush().then(() => {
            if (gone.value) throw new ReaderGone()
          })
        }
        flushing ??= setImmediate(writeGathered)
        return undefined
      },
    },
    line(lines) {
      const text = `${clean([lines].flat().map(oneLine).join('\n'))}\n`
      writeError(isLog ? withoutCommands(text) : text)
    },
    annotate:
      annotation &&
      (notice => writeError(`${annotation({...notice, message: withoutCommands(clean(notice.message))})}\n`)),
    footer,
  }
}

/** A broken pipe (EPIPE), or a terminal that was closed (EIO). */
const readerGone = ['EPIPE', 'EIO']

/** A reader that goes away causes an event at any later time; without a listener it would end the process. */
function watch(stream: Writable): {value: boolean} {
  const gone = {value: false}
  stream.on('error', error => {
    gone.value = true
    if (!readerGone.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  })
  return gone
}

async function drained(stream: Writable): Promise<void> {
  await new Promise<void>(resolve => {
    const events = ['drain', 'error', 'close']
    const settle = () => {
      for (const event of events) stream.off(event, settle)
      resolve()
    }
    for (const event of events) stream.on(event, settle)
  })
}
