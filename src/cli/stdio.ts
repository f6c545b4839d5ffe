import type {Writable} from 'node:stream'
import type {Masker} from '../masking.ts'
import {createFooter, type Footer} from '../terminal/footer.ts'
import {harmless, painted} from '../terminal/harmless.ts'
import type {Sink} from '../terminal/output.ts'
import type {Outside} from './outside.ts'

/** The reader of stdout went away, as `head` does: nothing is left to do, and nothing is wrong. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone'
}

export interface Stdio {
  /** Results. What comes in one turn is written together: a write costs as much as an event. @throws {ReaderGone} */
  readonly out: Sink
  /** Whole lines for the person; secrets are taken out, and control characters shown as escapes. */
  readonly line: (text: string) => void
  /** Settles when the results have been written. */
  readonly flush: () => Promise<void>
  /** The line below what is printed to a terminal. */
  readonly footer: Footer
}

/** stdout and stderr as msgr writes to them: everything passes the masker here. */
export function createStdio(outside: Outside, masker: Masker): Stdio {
  const {stdout, terminals} = outside
  const gone = watch(stdout)
  const footer = createFooter(stdout, outside)
  let stderr: Writable | undefined
  let gathered = ''
  let flushing: NodeJS.Immediate | undefined
  /** False when the reader does not keep up. */
  const writeGathered = (): boolean => {
    clearImmediate(flushing)
    flushing = undefined
    const text = painted(masker.hide(gathered))
    gathered = ''
    return text === '' || gone.value || stdout.write(footer.above(text))
  }
  const flush = async () => {
    if ((!writeGathered() || stdout.writableNeedDrain) && !gone.value) await drained(stdout)
  }
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
    line(text) {
      if (stderr === undefined) {
        stderr = outside.stderr
        watch(stderr)
      }
      writeGathered()
      const masked = painted(harmless(masker.mask(text.endsWith('\n') ? text : `${text}\n`)))
      stderr.write(terminals.stderr ? footer.above(masked) : masked)
    },
    footer,
  }
}

/** A broken pipe (EPIPE), or a terminal that was closed (EIO). */
const readerGone = ['EPIPE', 'EIO']

/** A reader that goes away is told of by an event, at any later time; unheard it would end the process. */
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
