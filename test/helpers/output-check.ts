import {reportOptionsOf} from '../../src/cli/global-flags.ts'
import {route} from '../../src/cli/route.ts'
import {table} from '../../src/cli/table.ts'
import {outputValidator} from './output-validators.ts'

/** Print nothing of their own. */
const silent = ['emulator exec']
const known = {commands: Object.keys(table), pages: []}

/**
 * Checks what a command line with `--json` printed against the schema that `msgr schema output` prints.
 * @throws {Error} for an output that breaks it, and for a command without a schema.
 */
export async function checkOutput(argv: readonly string[], out: string, err: string): Promise<void> {
  if (!reportOptionsOf(argv).json) return
  for (const line of err.split('\n')) if (line.startsWith('{"error":')) await check('error', JSON.parse(line))
  const name = commandOf(argv)
  if (name === undefined || out === '' || isOtherwise(argv)) return
  for (const value of valuesIn(out)) await checkResult(name, value)
}

/** Help, and what is left of a result, is not the result. */
const isOtherwise = (argv: readonly string[]) =>
  argv.some(arg => arg === '--help' || arg === '-h' || /^--(jq|json=.*|jq=.*)$/.test(arg))

function commandOf(argv: readonly string[]): string | undefined {
  try {
    const asked = route(argv, known)
    return asked.kind === 'command' && !silent.includes(asked.name) ? asked.name : undefined
  } catch {
    return undefined
  }
}

/** One document, or one on each line. */
function valuesIn(out: string): readonly unknown[] {
  try {
    return [JSON.parse(out)]
  } catch {
    return out
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as unknown)
  }
}

async function checkResult(name: string, value: unknown): Promise<void> {
  if (isObject(value) && 'dryRun' in value && 'requests' in value) return check('dry-run', value)
  if (isOfPage(value)) {
    await check('pages', value)
    if (value.result !== null) await checkResult(name, await ofPage(name, value.result))
    return
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isOfPage)) {
    for (const each of value) await checkResult(name, each)
    return
  }
  await check(name, value)
}

/** Of a list that is read in parts, several Pages print each item with its Page. */
async function ofPage(name: string, result: unknown): Promise<unknown> {
  const isWhole = await outputValidator(name)
  return isWhole?.(result) === false && isWhole([result]) ? [result] : result
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isOfPage = (value: unknown): value is {readonly result: unknown} =>
  isObject(value) && Object.keys(value).join() === 'page,result,error'

async function check(name: string, value: unknown): Promise<void> {
  const validate = await outputValidator(name)
  if (validate === undefined) throw new Error(`msgr schema output ${name} has no schema: npm run schemas`)
  if (validate(value)) return
  const faults = (validate.errors ?? []).map(
    ({instancePath, message, params}) => `${instancePath || '(top)'} ${message} ${JSON.stringify(params)}`,
  )
  throw new Error(
    `What --json printed is not as msgr schema output ${name} says. If that is intended: npm run schemas\n${faults.join('\n')}\n${JSON.stringify(value).slice(0, 2000)}`,
  )
}
