import {UsageError} from '../../errors.ts'
import {type JqOptions, JqThread} from './jq-thread.ts'

/** What an expression makes of one JSON text. */
export interface Filtered {
  /** Each output as `jq -r` prints it: texts as they are, everything else as JSON on one line. */
  readonly outputs: readonly string[]
  /** Why it gave up after these; undefined when it did not. */
  readonly failure: string | undefined
}

/** A filter of a jq expression. */
export interface JqFilter {
  /** @throws {MsgrError} if it does not end. */
  readonly filter: (json: string) => Promise<Filtered>
  readonly close: () => Promise<void>
}

/**
 * Makes a filter of a jq expression.
 * @throws {UsageError} if it is not one, with the place of the first fault.
 */
export async function openJqFilter(expression: string, options: JqOptions): Promise<JqFilter> {
  const thread = await JqThread.open(options)
  // Without input it is compiled, and not run.
  const compiled = await thread.run('', expression)
  if (compiled.exitCode !== 0) {
    await thread.close()
    throw faultIn(expression, compiled.stderr)
  }
  return {
    async filter(json) {
      const {stdout, stderr, exitCode} = await thread.run(json, expression)
      return {
        outputs: stdout === '' ? [] : stdout.split('\n').map(asRaw),
        failure: exitCode === 0 ? undefined : runtimeFault(stderr),
      }
    },
    close: () => thread.close(),
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
