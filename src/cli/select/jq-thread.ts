import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {Worker} from 'node:worker_threads'
import type {JqResult} from 'jq-wasm'
import {MsgrError} from '../../errors.ts'
import type {OutsideClock} from '../outside.ts'

/** How long a result may take; and how long, once the command was interrupted. */
const LIMIT_MS = 60_000
const GRACE_MS = 1_000
/** For what an expression makes of one result. */
const MOST_MB = 1_024

export const carriedOut = {
  hint: 'The command itself was carried out. See what it prints: --json without --jq',
} as const

export interface JqOptions {
  readonly clock: Pick<OutsideClock, 'deadline'>
  /** Aborted when the command is interrupted. */
  readonly signal: AbortSignal
}

/** Beside the bundle, where the build copies them. In the sources they are in their package. */
const files = {'jq.cjs': 'jq-wasm', 'jq.wasm': 'jq-wasm/jq.wasm'} as const

function read(name: keyof typeof files): Promise<Buffer> {
  const isSource = import.meta.url.endsWith('.ts')
  return readFile(
    isSource ? createRequire(import.meta.url).resolve(files[name]) : new URL(`./jq/${name}`, import.meta.url),
  )
}

/** What the thread runs behind the code of the package. */
const answering = `
const {parentPort, workerData} = require('node:worker_threads')
const loading = module.exports.loadJq({wasmBinary: workerData})
parentPort.on('message', async ({json, expression}) => {
  parentPort.postMessage((await loading).raw(json, expression, ['-c', '--']))
})`

/** Runs jq in its own thread: an expression may never end, and only ending the thread stops it then. */
export class JqThread {
  readonly #worker: Worker
  readonly #options: JqOptions
  #last: Promise<unknown> = Promise.resolve()

  private constructor(worker: Worker, options: JqOptions) {
    this.#worker = worker
    this.#options = options
  }

  static async open(options: JqOptions): Promise<JqThread> {
    const [code, wasmBinary] = await Promise.all([read('jq.cjs'), read('jq.wasm')])
    const worker = new Worker(`${code}\n${answering}`, {
      eval: true,
      workerData: wasmBinary,
      // What jq prints when it gives up is not output of the command.
      ...{stdout: true, stderr: true},
      resourceLimits: {maxOldGenerationSizeMb: MOST_MB},
    })
    worker.unref()
    return new JqThread(worker, options)
  }

  /**
   * One after the other, in the order of the calls.
   * @throws {MsgrError} if that takes too long or too much memory; the signal's reason, if it was interrupted meanwhile.
   */
  run(json: string, expression: string): Promise<JqResult> {
    const result = this.#last.then(() => this.#answer(json, expression))
    this.#last = result.catch(() => {})
    return result
  }

  async #answer(json: string, expression: string): Promise<JqResult> {
    const {clock, signal} = this.#options
    const worker = this.#worker
    const limit = signal.aborted ? clock.deadline(GRACE_MS) : clock.deadline(LIMIT_MS)
    const answered = new AbortController()
    const untilThen = {signal: answered.signal}
    worker.ref()
    try {
      return await new Promise<JqResult>((resolve, reject) => {
        worker.once('message', resolve).once('error', error => reject(ended(error)))
        limit.addEventListener('abort', () => reject(signal.aborted ? signal.reason : tooLong()), untilThen)
        signal.addEventListener(
          'abort',
          () => clock.deadline(GRACE_MS).addEventListener('abort', () => reject(signal.reason), untilThen),
          untilThen,
        )
        worker.postMessage({json, expression})
      })
    } catch (error) {
      await this.close()
      throw error
    } finally {
      answered.abort()
      worker.removeAllListeners('message').removeAllListeners('error').unref()
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

const tooLong = () => new MsgrError(`--jq did not end within ${LIMIT_MS / 1000} s`, carriedOut)

/** Why the thread ended: jq aborts when it has no memory left. */
function ended(error: Error & {readonly code?: string}): Error {
  const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error.message.startsWith('Aborted')
  return isFull
    ? new MsgrError('--jq failed: the memory was not enough', {...carriedOut, cause: error})
    : error
}
