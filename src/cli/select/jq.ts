import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {type Jq, loadJq} from 'jq-wasm'
import {UsageError} from '../../errors.ts'

/** Beside the bundle, where the build copies it. In the sources it is in its package. */
function readWasm(): Promise<Uint8Array> {
  const isSource = import.meta.url.endsWith('.ts')
  return readFile(
    isSource
      ? createRequire(import.meta.url).resolve('jq-wasm/jq.wasm')
      : new URL('./jq/jq.wasm', import.meta.url),
  )
}

let loading: Promise<Jq> | undefined

/** What an expression makes of one JSON text. */
export interface Filtered {
  /** Each output as `jq -r` prints it: texts as they are, everything else as JSON on one line. */
  readonly outputs: readonly string[]
  /** Why it gave up after these; undefined when it did not. */
  readonly failure: string | undefined
}

/**
 * Makes a filter of a jq expression.
 * @throws {UsageError} if it is not one, with the place of the first fault.
 */
export async function jqFilter(expression: string): Promise<(json: string) => Filtered> {
  loading ??= readWasm().then(wasmBinary => loadJq({wasmBinary}))
  const jq = await loading
  const run = (json: string) => jq.raw(json, expression, ['-c', '--'])
  // Without input it is compiled, and not run.
  const compiled = run('')
  if (compiled.exitCode !== 0) throw faultIn(expression, compiled.stderr)
  return json => {
    const {stdout, stderr, exitCode} = run(json)
    return {
      outputs: stdout === '' ? [] : stdout.split('\n').map(asRaw),
      failure: exitCode === 0 ? undefined : runtimeFault(stderr),
    }
  }
}

const asRaw = (output: string): string => (output.startsWith('"') ? JSON.parse(output) : output)

/** jq writes `jq: error: syntax error, unexpected end of file at <top-level>, line 1, column 3:` above an excerpt. */
function faultIn(expression: string, stderr: string): UsageError {
  const [, what = 'it is not a jq expression', line, column] =
    /^jq: error: (.*?)(?: at <top-level>, line (\d+), column (\d+):)?$/m.exec(stderr) ?? []
  const isOneLine = !expression.includes('\n')
  const place =
    column === undefined ? '' : isOneLine ? `column ${column}: ` : `line ${line}, column ${column}: `
  return new UsageError(`--jq: ${place}${what}`, {
    hint: "In a shell, put the expression in single quotes: --jq '.[] | .id'",
  })
}

/** `jq: error (at /dev/stdin:0): Cannot index number with string ("b")` */
const runtimeFault = (stderr: string): string =>
  /^jq: (?:parse )?error(?: \(at [^)]*\))?:? ?(.*)$/m.exec(stderr)?.[1] ?? stderr.split('\n', 1)[0] ?? ''
